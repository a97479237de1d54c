import { createI18n } from 'vue-i18n'
import type { MessagePaths } from '@common/i18n/say'
import { en } from './en'

export type MessageKey = MessagePaths<typeof en>

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
