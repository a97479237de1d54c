import type { DesktopChanges, DesktopState } from '@common/desktop/desktop-settings'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { invoke } from '../bridge/bridge'
import { useMessagesStore } from './messages-store'

/** Mirror of how main behaves on the desktop. */
export const useDesktopStore = defineStore('desktop', () => {
  const state = shallowRef<DesktopState | null>(null)
  const messages = useMessagesStore()

  const put = (next: DesktopState) => void (state.value = next)

  async function take(answer: Promise<DesktopState>): Promise<void> {
    const next = await messages.orTell(answer)
    if (next) put(next)
  }

  return {
    state,
    put,
    load: () => take(invoke('desktop:get')),
    update: (changes: DesktopChanges) => take(invoke('desktop:update', changes)),
  }
})
