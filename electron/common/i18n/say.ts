import {
  compile,
  createCoreContext,
  registerMessageCompiler,
  registerMessageResolver,
  resolveValue,
  translate,
} from '@intlify/core-base'
import { en } from './en'

/** Paths of all texts of a catalogue: `'menu.file'`. A wrong one does not compile. */
export type MessagePaths<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string
    ? `${Prefix}${K}`
    : MessagePaths<T[K], `${Prefix}${K}.`>
}[keyof T & string]

export type Sentence = MessagePaths<typeof en>

/** What stands in the places of a sentence. It comes out as it is, whatever characters it has. */
export type Values = Readonly<Record<string, string | number>>

const LANGUAGE = 'en'

// As vue-i18n does it, so that both understand the same. A text is compiled when it is first said.
registerMessageCompiler(compile)
registerMessageResolver(resolveValue)

const context = createCoreContext({
  locale: LANGUAGE,
  fallbackLocale: LANGUAGE,
  messages: { en },
})

/**
 * The text of a key in the language of the app, in the message format of vue-i18n: `{name}` is a
 * value, ` | ` parts the singular from the plural, and `@ { } |` are written as `{'@'}`.
 * @param count chooses between the forms, and is the value `count`, written as the locale does
 */
export function say(key: Sentence, values: Values = {}, count?: number): string {
  if (count === undefined) return translate(context, key, { ...values }) as string
  const named = { count: numberText(count), ...values }
  return translate(context, key, named, { plural: count }) as string
}

/** {@link say} for rules and tables that are made once: the words are chosen when they are shown. */
export function sayLater(key: Sentence, values: Values = {}): () => string {
  return () => say(key, values)
}

/** A number for people, as the locale writes it: `12,000`. */
export function numberText(value: number, options?: Intl.NumberFormatOptions): string {
  return value.toLocaleString(formatLocale(), options)
}

/** Asked for once: it stays while the app runs, and asking takes its time. */
let computerLocale: string | null = null

/** Locale for numbers and dates: the computer's own variety of the language that is said. */
export function formatLocale(): string {
  computerLocale ??= new Intl.NumberFormat().resolvedOptions().locale
  return computerLocale.split('-')[0] === LANGUAGE ? computerLocale : LANGUAGE
}
