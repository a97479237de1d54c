import { AppError, type FieldError } from '@common/errors'
import { computed, shallowRef } from 'vue'
import { asAppError } from '../../bridge/bridge'

/**
 * Saving a credential: busy while it goes on, and what main says against it, by field.
 * @param shown names of the fields that can show an error; the rest becomes `trouble`
 */
export function useCredentialForm(shown: readonly string[]) {
  const isBusy = shallowRef(false)
  const failure = shallowRef<AppError | null>(null)
  const errors = computed<Readonly<Record<string, string>>>(() =>
    Object.fromEntries((failure.value?.fields ?? []).map(({ field, message }) => [field, message])),
  )
  const trouble = computed(() => {
    const { fields = [], message = '' } = failure.value ?? {}
    if (fields.length === 0) return message
    const unplaced = fields.filter(({ field }: FieldError) => !shown.includes(field))
    return unplaced.map((error) => error.message).join(' ')
  })

  /** Undefined when it failed; the errors say why. */
  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    isBusy.value = true
    failure.value = null
    try {
      return await work()
    } catch (error) {
      failure.value = asAppError(error)
      return undefined
    } finally {
      isBusy.value = false
    }
  }

  /** Takes back what was said against these fields, and against the whole. */
  function forget(fields: readonly string[]): void {
    if (!failure.value) return
    const { code, message } = failure.value
    const left = failure.value.fields.filter(({ field }) => !fields.includes(field))
    failure.value = left.length === 0 ? null : new AppError(code, message, left)
  }

  return { isBusy, errors, trouble, attempt, forget }
}
