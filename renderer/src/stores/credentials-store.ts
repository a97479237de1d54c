import type { Credentials } from '@common/ssh/credentials'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { invoke } from '../bridge/bridge'
import { useMessagesStore } from './messages-store'

/** Key pairs and connections as main has them. */
export const useCredentialsStore = defineStore('credentials', () => {
  /** Null until main was asked. */
  const all = shallowRef<Credentials | null>(null)
  const messages = useMessagesStore()

  async function load(): Promise<void> {
    all.value = (await messages.orTell(invoke('credentials:list'))) ?? all.value
  }

  return {
    isLoaded: computed(() => all.value !== null),
    keyPairs: computed(() => all.value?.keyPairs ?? []),
    connections: computed(() => all.value?.connections ?? []),
    load,
    put: (now: Credentials) => void (all.value = now),
  }
})
