import * as yup from 'yup'
import { sayLater } from '../i18n/say'

const MAX_TEXT = 1024

export const REQUIRED = sayLater('rules.required')

/** Half of a surrogate pair: as an argument of a program it would become another character. */
const HALF_CHARACTER = /\p{Cs}/u

/** A text field: nothing that no program argument can hold, a limit in bytes or characters. */
export const text = () =>
  yup
    .string()
    .typeError(sayLater('rules.text'))
    .max(MAX_TEXT, sayLater('rules.maxCharacters', { max: MAX_TEXT }))
    .test('no-nul', sayLater('rules.nul'), (value) => !value?.includes('\0'))
    .test('whole', sayLater('rules.halfCharacter'), (value) => !HALF_CHARACTER.test(value ?? ''))

/** Blanks alone are as good as nothing. */
export const notBlank = {
  name: 'not-blank',
  message: REQUIRED,
  test: (value: string | null | undefined) => !value || value.trim() !== '',
}
