import { say, type Sentence } from '../i18n/say'
import {
  LONG_PLAIN,
  LONG_WITH_VALUE,
  NEGATABLE,
  NOT_A_COPY,
  SHORT_PLAIN,
  SHORT_WITH_VALUE,
} from './option-names'
import { splitWords } from './words'

/** Something about an auxiliary parameter that a person should know before saving. */
export interface ParameterAdvice {
  /** Which of the auxiliary parameters. */
  readonly index: number
  /** An error keeps the task from being saved; a caution only points out. */
  readonly level: 'error' | 'caution'
  readonly message: string
  readonly kind: 'dangling' | 'other'
}

/** The option at the end that still wants a value, and would take one of the app's own for it. */
export function danglingOption(extra: readonly string[]): ParameterAdvice | null {
  return adviseParameters(extra).find(({ kind }) => kind === 'dangling') ?? null
}

interface Word {
  readonly text: string
  readonly index: number
}

/** Options whose effect goes beyond copying, or works against what the form says. */
const CAUTIONS: readonly (readonly [RegExp, Sentence])[] = [
  [/^--remove-(source|sent)-files$/, 'advice.removeSource'],
  [/^--(delete(-\w+)*|del)$/, 'advice.delete'],
  [/^--(ignore-errors|force)$/, 'advice.ignoreErrors'],
  [/^(-n|--dry-run)$/, 'advice.dryRun'],
  [/^(-e|--rsh)$/, 'advice.remoteShell'],
  [/^--files-from$/, 'advice.filesFrom'],
  [/^(-M|--remote-option|--rsync-path)$/, 'advice.remoteOption'],
  [/^--(inplace|append|append-verify)$/, 'advice.inPlace'],
  [/^--(out-format|log-format|outbuf)$/, 'advice.output'],
  [/^--insecure-links$/, 'advice.insecureLinks'],
]

/**
 * Looks at the auxiliary parameters as rsync will: across all of them, since a value may stand in
 * an entry of its own. Entries that cannot be read as words are left to the schema.
 */
export function adviseParameters(extra: readonly string[]): ParameterAdvice[] {
  const words = extra.flatMap((fragment, index) => {
    const split = splitWords(fragment)
    return split.ok ? split.words.map((text) => ({ text, index })) : []
  })
  const advice: ParameterAdvice[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as Word
    const read = readWord(word)
    advice.push(...read.advice)
    if (!read.takesNext) continue
    i++
    if (i >= words.length)
      advice.push({
        ...error(word, say('advice.needsValue', { option: word.text })),
        kind: 'dangling',
      })
  }
  return advice
}

interface Reading {
  readonly advice: ParameterAdvice[]
  /** The next word is this option's value. */
  readonly takesNext: boolean
}

function readWord(word: Word): Reading {
  if (word.text.startsWith('--')) return readLong(word)
  if (word.text.startsWith('-') && word.text !== '-') return readShort(word)
  const message = say('advice.noOption', { word: word.text })
  return { advice: [error(word, message)], takesNext: false }
}

function readLong(word: Word): Reading {
  const [option = '', ...value] = word.text.split('=')
  const name = option.slice(2)
  if (NOT_A_COPY.has(name)) {
    return {
      advice: [error(word, say('advice.notACopy', { option }))],
      takesNext: false,
    }
  }
  if (LONG_WITH_VALUE.has(name))
    return { advice: cautions(word, option), takesNext: value.length === 0 }
  const isKnown = LONG_PLAIN.has(name) || (name.startsWith('no-') && NEGATABLE.has(name.slice(3)))
  const advice = isKnown
    ? cautions(word, option)
    : [caution(word, say('advice.unknown', { option: option || word.text }))]
  return { advice, takesNext: false }
}

function readShort(word: Word): Reading {
  const letters = word.text.slice(1)
  const advice: ParameterAdvice[] = []
  for (const [position, letter] of [...letters].entries()) {
    if (letter === 'V') advice.push(error(word, say('advice.notACopy', { option: '-V' })))
    else if (!SHORT_PLAIN.has(letter) && !SHORT_WITH_VALUE.has(letter)) {
      advice.push(caution(word, say('advice.unknown', { option: `-${letter}` })))
    }
    advice.push(...cautions(word, `-${letter}`))
    // What follows in the word is the value.
    if (SHORT_WITH_VALUE.has(letter)) return { advice, takesNext: position === letters.length - 1 }
  }
  return { advice, takesNext: false }
}

function cautions(word: Word, option: string): ParameterAdvice[] {
  const found = CAUTIONS.find(([pattern]) => pattern.test(option))
  return found ? [caution(word, say(found[1], { option }))] : []
}

function error({ index }: Word, message: string): ParameterAdvice {
  return { index, level: 'error', message, kind: 'other' }
}

function caution({ index }: Word, message: string): ParameterAdvice {
  return { index, level: 'caution', message, kind: 'other' }
}
