import type { Credentials } from '@common/ssh/credentials'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { asAppError, invoke } from '../bridge/bridge'
import { useMessagesStore } from './messages-store'

/** Key pairs and connections as main has them. */
export const useCredentialsStore = defineStore('credentials', () => {
  const all = shallowRef<Credentials>({ keyPairs: [], connections: [] })
  const messages = useMessagesStore()

  async function load(): Promise<void> {
    try {
      all.value = await invoke('credentials:list')
    } catch (error) {
      messages.showError(asAppError(error).message)
    }
  }

  return {
    keyPairs: computed(() => all.value.keyPairs),
    connections: computed(() => all.value.connections),
    load,
    put: (now: Credentials) => void (all.value = now),
  }
})
