import { shallowRef, watch, type Ref } from 'vue'
import { asAppError } from '../../bridge/bridge'
import { t } from '../../i18n/i18n'
import { useMessagesStore } from '../../stores/messages-store'

/** A setting that counts when its field is left, and can be taken back. */
export interface SavedSetting<T> {
  /** What the field shows. */
  readonly text: Ref<string>
  readonly error: Ref<string>
  readonly isBusy: Ref<boolean>
  /** Puts the field back to what is stored. */
  show(): void
  change(value: T): Promise<void>
}

/**
 * @param stored what counts now
 * @param save throws what is wrong with the value
 */
export function useSavedSetting<T extends string | number | boolean | null>(
  stored: () => T,
  save: (value: T) => Promise<unknown>,
): SavedSetting<T> {
  const messages = useMessagesStore()
  const [text, error, isBusy] = [shallowRef(''), shallowRef(''), shallowRef(false)]

  function show(): void {
    text.value = String(stored() ?? '')
    error.value = ''
  }
  watch(stored, show, { immediate: true })

  async function change(value: T): Promise<void> {
    const before = stored()
    if (value === before) return show()
    isBusy.value = true
    try {
      await save(value)
      const run = () => void messages.orTell(save(before))
      messages.show(t('settings.saved'), { label: t('common.undo'), run })
    } catch (refused) {
      const { fields, message } = asAppError(refused)
      error.value = fields[0]?.message ?? message
    }
    isBusy.value = false
  }
  return { text, error, isBusy, show, change }
}
