import type { ShellWord } from './shell/expand'
import { STARTERS, type Grammar } from './starter-grammars'

/** Programs that start another one as somebody else, with other variables, or through a shell. */
const SPECIAL = /^(sudo|doas|su|runuser|env|systemd-run|sshpass|sh|bash|dash|zsh|ash|ksh|eval)$/
/** Commands that only a shell has. */
const OF_THE_SHELL =
  /^(cd|if|for|while|until|case|export|set|exit|test|\[|\[\[|!|:|\.|source|\{|\()$/

export const nameOf = (program: string) => program.slice(program.lastIndexOf('/') + 1)

/** The grammar of a program that only starts another one; undefined for any other program. */
export function starterOf(name: string): Grammar | undefined {
  return Object.hasOwn(STARTERS, name) ? STARTERS[name] : undefined
}

/** True for a word that is the beginning of a command, and so no name of a user. */
export function isStarter(text: string): boolean {
  const name = nameOf(text)
  const isKnown = starterOf(name) !== undefined || SPECIAL.test(name) || OF_THE_SHELL.test(name)
  return name === 'rsync' || isKnown
}

export interface TakenOptions {
  /** The options and their values in order; letters without dashes. */
  readonly given: readonly { readonly name: string; readonly value: string }[]
  /** What follows the options. */
  readonly rest: readonly ShellWord[]
}

/** Parts the options of a program from what follows them, as getopt does with a leading `+`. */
export function takeOptions(words: readonly ShellWord[], grammar: Grammar): TakenOptions {
  const given: { name: string; value: string }[] = []
  const long = (grammar.long ?? '').split(' ')
  let at = 0
  for (; at < words.length; at++) {
    const text = words[at]?.text ?? ''
    if (!text.startsWith('-') || text === '-') break
    if (text === '--') {
      at++
      break
    }
    const [, name = '', value] =
      /^--?([^=]+)(?:=(.*))?$/s.exec(text.startsWith('--') || grammar.isSingleDash ? text : '') ??
      []
    if (name !== '') {
      const hasNext = value === undefined && long.includes(name)
      given.push({ name, value: hasNext ? (words[++at]?.text ?? '') : (value ?? '') })
      continue
    }
    for (let place = 1; place < text.length; place++) {
      const letter = text.charAt(place)
      const attached = text.slice(place + 1)
      if (!grammar.valued.includes(letter)) {
        given.push({ name: letter, value: '' })
        continue
      }
      // `-n 10` has its value in the next word, `-n10` has it with it.
      given.push({ name: letter, value: attached === '' ? (words[++at]?.text ?? '') : attached })
      break
    }
  }
  return { given, rest: words.slice(at) }
}

/** The value of an option by any of its names; null where it is not given. */
export function valueOf({ given }: TakenOptions, ...names: readonly string[]): string | null {
  return given.findLast(({ name }) => names.includes(name))?.value ?? null
}
