import type { AppInfo } from '@common/ipc/contract'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { asAppError, invoke } from '../bridge/bridge'
import { useMessagesStore } from './messages-store'

/** What main says about the machine and itself. */
export const useAppStore = defineStore('app', () => {
  const info = shallowRef<AppInfo | null>(null)
  const messages = useMessagesStore()

  async function load(): Promise<void> {
    try {
      info.value = await invoke('app:getInfo')
    } catch (error) {
      messages.showError(asAppError(error).message)
    }
  }

  return { info, load }
})
