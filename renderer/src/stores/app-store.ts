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

  return { info, load, setAppearance }
})
