import type { Appearance } from '@common/desktop/appearance'
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

  /** The page follows by itself: main changes what it takes for the system's appearance. */
  async function setAppearance(appearance: Appearance): Promise<void> {
    const done = await messages.orTell(invoke('app:setAppearance', appearance))
    if (done === null && info.value) info.value = { ...info.value, appearance }
  }

  /** @param clockDoubt a sentence; null when there is no doubt */
  function putClock(clockDoubt: string | null): void {
    if (info.value) info.value = { ...info.value, clockDoubt }
  }

  /** A person says that the clock is right; the page hears of it as of any change. */
  async function confirmClock(): Promise<void> {
    await messages.orTell(invoke('clock:confirm'))
  }

  return { info, load, setAppearance, putClock, confirmClock }
})
