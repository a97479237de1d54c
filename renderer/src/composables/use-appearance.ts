import type { Appearance } from '@common/ipc/contract'
import { watch, type ShallowRef } from 'vue'
import { useTheme } from 'vuetify'
import { invoke } from '../bridge/bridge'
import { readSaved, useSaved } from './use-saved'

const KEY = 'app.appearance'
const CHOICES: readonly Appearance[] = ['system', 'light', 'dark']

/** What was chosen last, for the first paint. */
export function savedAppearance(): Appearance {
  const saved = readSaved<Appearance>(KEY, 'system')
  return CHOICES.includes(saved) ? saved : 'system'
}

/** Light, dark or as the system; main is told, so that menus and dialogs of the system follow. */
export function useAppearance(): ShallowRef<Appearance> {
  const theme = useTheme()
  const appearance = useSaved<Appearance>(KEY, 'system')
  if (!CHOICES.includes(appearance.value)) appearance.value = 'system'
  watch(
    appearance,
    (now) => {
      theme.change(now)
      // Only looks: where it fails, the page itself is still as it was chosen.
      invoke('app:setAppearance', now).catch(() => undefined)
    },
    { immediate: true },
  )
  return appearance
}
