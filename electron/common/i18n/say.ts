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

// As vue-i18n does it, so that both understand the same. A text is compiled when it is first said.
registerMessageCompiler(compile)
registerMessageResolver(resolveValue)

const context = createCoreContext({
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en },
})

/**
 * The text of a key in the language of the app, in the message format of vue-i18n: `{name}` is a
 * value, ` | ` parts the singular from the plural, and `@ { } |` are written as `{'@'}`.
 * @param count chooses between the forms, and is the value `count`
 */
export function say(
  key: Sentence,
  values: Readonly<Record<string, string | number>> = {},
  count?: number,
): string {
  const named = count === undefined ? { ...values } : { count, ...values }
  const options = count === undefined ? {} : { plural: count }
  return translate(context, key, named, options) as string
}
