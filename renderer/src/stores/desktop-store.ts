import type { DesktopChanges, DesktopState } from '@common/desktop/desktop-settings'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { asAppError, invoke } from '../bridge/bridge'
import { useMessagesStore } from './messages-store'

/** Mirror of how main behaves on the desktop. */
export const useDesktopStore = defineStore('desktop', () => {
  const state = shallowRef<DesktopState | null>(null)
  const messages = useMessagesStore()

  const put = (next: DesktopState) => void (state.value = next)

  async function take(answer: Promise<DesktopState>): Promise<void> {
    try {
      put(await answer)
    } catch (error) {
      messages.showError(asAppError(error).message)
    }
  }

  return {
    state,
    put,
    load: () => take(invoke('desktop:get')),
    update: (changes: DesktopChanges) => take(invoke('desktop:update', changes)),
  }
})
