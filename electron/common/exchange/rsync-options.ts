import { say } from '../i18n/say'
import {
  LONG_PLAIN,
  LONG_WITH_VALUE,
  NEGATABLE,
  SHORT_PLAIN,
  SHORT_WITH_VALUE,
} from '../rsync/option-names'
import { Refused } from './reading'
import type { ShellWord } from './shell/expand'

/** One option as rsync understands it. */
export interface RsyncOption {
  /** Its long name without dashes, or a single letter that has no long name here. */
  readonly name: string
  readonly value: string | null
  /** The words that say just this, for an auxiliary parameter. */
  readonly words: readonly string[]
}

/** Letters whose long name the readers go by. */
const LONG_NAMES: Readonly<Record<string, string>> = {
  a: 'archive',
  r: 'recursive',
  t: 'times',
  p: 'perms',
  X: 'xattrs',
  z: 'compress',
  q: 'quiet',
  n: 'dry-run',
  e: 'rsh',
  h: 'human-readable',
  i: 'itemize-changes',
  s: 'secluded-args',
  d: 'dirs',
  R: 'relative',
  V: 'version',
  f: 'filter',
}

export interface OptionReading {
  readonly options: readonly RsyncOption[]
  readonly operands: readonly ShellWord[]
  readonly notes: readonly string[]
}

/**
 * Parts rsync's words into options and operands as rsync does (popt): anywhere on the line, letters
 * together, values with `=` or in the next word, until `--`.
 * @throws Refused when a value is missing
 */
export function readOptions(words: readonly ShellWord[]): OptionReading {
  const reader = new OptionReader(words)
  reader.read()
  return reader
}

class OptionReader implements OptionReading {
  readonly options: RsyncOption[] = []
  readonly operands: ShellWord[] = []
  readonly notes: string[] = []
  private at = 0

  constructor(private readonly words: readonly ShellWord[]) {}

  read(): void {
    let isEnded = false
    for (; this.at < this.words.length; this.at++) {
      const word = this.words[this.at] as ShellWord
      const { text } = word
      if (isEnded || !text.startsWith('-') || text === '-') this.operands.push(word)
      else if (text === '--') isEnded = true
      else {
        if (word.isPattern) this.notePattern(text)
        if (text.startsWith('--')) this.readLong(text)
        else this.readShort(text)
      }
    }
  }

  private readLong(text: string): void {
    const equals = text.indexOf('=')
    const name = equals < 0 ? text.slice(2) : text.slice(2, equals)
    const attached = equals < 0 ? null : text.slice(equals + 1)
    const isKnown = LONG_PLAIN.has(name) || NEGATABLE.has(name.replace(/^no-/, ''))
    if (LONG_WITH_VALUE.has(name)) {
      const value = attached ?? this.next(`--${name}`)
      this.options.push({ name, value, words: [`--${name}=${value}`] })
      return
    }
    if (!isKnown) this.notes.push(say('exchange.notes.unknownOption', { option: text }))
    this.options.push({ name, value: attached, words: [text] })
  }

  private readShort(text: string): void {
    const letters = [...text.slice(1)]
    for (const [position, letter] of letters.entries()) {
      const name = LONG_NAMES[letter] ?? letter
      if (SHORT_WITH_VALUE.has(letter)) {
        const attached = letters
          .slice(position + 1)
          .join('')
          .replace(/^=/, '')
        const value = attached === '' ? this.next(`-${letter}`) : attached
        this.options.push({ name, value, words: [`-${letter}`, value] })
        return
      }
      const isKnown = SHORT_PLAIN.has(letter) || letter === 'V'
      if (!isKnown) this.notes.push(say('exchange.notes.unknownOption', { option: `-${letter}` }))
      if (letter === 'P') {
        this.options.push({ name: 'partial', value: null, words: ['--partial'] })
        this.options.push({ name: 'progress', value: null, words: ['--progress'] })
      } else this.options.push({ name, value: null, words: [`-${letter}`] })
    }
  }

  private next(option: string): string {
    const word = this.words[++this.at]
    if (!word) throw new Refused(say('exchange.refused.needsValue', { option }))
    if (word.isPattern) this.notePattern(word.text)
    return word.text
  }

  private notePattern(text: string): void {
    this.notes.push(say('exchange.notes.pattern', { text }))
  }
}
