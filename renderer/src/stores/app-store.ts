import type { AppInfo } from '@common/ipc/contract'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { invoke } from '../bridge/bridge'
import { useMessagesStore } from './messages-store'

/** What main says about the machine and itself. */
export const useAppStore = defineStore('app', () => {
  const info = shallowRef<AppInfo | null>(null)
  const messages = useMessagesStore()

  async function load(): Promise<void> {
    info.value = (await messages.orTell(invoke('app:getInfo'))) ?? info.value
  }

  return { info, load }
})
