import { invalidInput } from '@common/errors'
import type { PauseKind, GeneralChanges, GeneralSettings } from '@common/settings/general-settings'
import { generalErrors } from '@common/settings/general-settings'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { invoke } from '../bridge/bridge'
import { useMessagesStore } from './messages-store'

/** Mirror of main's settings of the app as a whole. */
export const useGeneralStore = defineStore('general', () => {
  const settings = shallowRef<GeneralSettings | null>(null)
  const messages = useMessagesStore()

  const put = (next: GeneralSettings) => void (settings.value = next)

  async function take(answer: Promise<GeneralSettings>): Promise<void> {
    const next = await messages.orTell(answer)
    if (next) put(next)
  }

  /** @throws AppError INVALID_INPUT, from the shared rules or from main */
  async function update(changes: GeneralChanges): Promise<void> {
    const errors = settings.value ? generalErrors(changes, settings.value) : []
    if (errors.length > 0) throw invalidInput(errors)
    put(await invoke('settings:update', changes))
  }

  return {
    settings,
    put,
    update,
    load: () => take(invoke('settings:get')),
    pause: (kind: PauseKind) => take(invoke('schedules:pause', kind)),
    resume: () => take(invoke('schedules:resume')),
  }
})
