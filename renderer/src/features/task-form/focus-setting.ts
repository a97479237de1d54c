import type { TaskField } from '@common/run/remedy'
import { i18n, t, type MessageKey } from '../../i18n/i18n'

/** Takes the person to a setting of the form, found by its label as they would find it. */
export function focusSetting(form: HTMLElement, field: TaskField): void {
  const key = `fields.${field}.label`
  if (!i18n.global.te(key)) return
  const name = t(key as MessageKey)
  const label = [...form.querySelectorAll('label')].find((one) => one.textContent.trim() === name)
  const control = document.getElementById(label?.htmlFor ?? '')
  control?.scrollIntoView({ block: 'center' })
  control?.focus()
}
