import type * as yup from 'yup'
import { say } from './i18n/say'
import type { FieldError } from './errors'

/** What yup says of fields that a schema does not know. */
export const unknownField = ({ unknown }: { unknown?: string }): string =>
  say('rules.unknownFieldNamed', { name: unknown ?? '' })

/**
 * One message a field, the first that was found.
 * @param order names of the fields as the form shows them; others come last
 */
export function fieldErrors(error: yup.ValidationError, order: readonly string[]): FieldError[] {
  const all = error.inner.length > 0 ? error.inner : [error]
  const first = new Map<string, string>()
  for (const { path: field = '', message, params } of all) {
    const unknown = params?.['unknown']
    const parent = field === '' ? '' : `${field}.`
    const names = typeof unknown === 'string' ? unknown.split(', ') : null
    for (const name of names?.map((stranger) => `${parent}${stranger}`) ?? [field]) {
      if (!first.has(name))
        first.set(name, typeof unknown === 'string' ? say('rules.unknownField') : message)
    }
  }
  const rank = (field: string) => {
    const index = order.indexOf(/^[a-zA-Z]*/.exec(field)?.[0] ?? '')
    return index < 0 ? order.length : index
  }
  return [...first]
    .map(([field, message]) => ({ field, message }))
    .sort((a, b) => rank(a.field) - rank(b.field))
}
