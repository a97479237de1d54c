import { createI18n } from 'vue-i18n'
import { en } from './en'

/** Paths of all texts: `'state.pending'`. A wrong one does not compile. */
type Paths<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Paths<T[K], `${Prefix}${K}.`>
}[keyof T & string]
export type MessageKey = Paths<typeof en>

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en },
})

/** The text of a key; `count` chooses between its singular and plural form. */
export function t(
  key: MessageKey,
  values: Readonly<Record<string, string | number>> = {},
  count?: number,
): string {
  return count === undefined
    ? i18n.global.t(key, values)
    : i18n.global.t(key, { count, ...values }, count)
}

/** Locale for numbers and dates: the person's own variety of the language that is shown. */
export function formatLocale(): string {
  const language = i18n.global.locale.value
  return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language
}
