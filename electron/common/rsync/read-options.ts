import { BY_LETTER, BY_LONG_NAME, specOf, type OptionSpec } from './option-table'
import type { PoptAlias } from './popt-aliases'

/** One option as rsync understands it. */
export interface ReadOption {
  /**
   * The canonical long name without dashes; `D`, `F` and `P` have none (see option-table). An
   * option that rsync does not know has the name it was said by, and a problem beside it.
   */
  readonly name: string
  /** Null for an option without a value. */
  readonly value: string | null
  /** Said with `--no-`. */
  readonly isNegated: boolean
  /** Said to the other side alone, by `-M` or `--remote-option`. */
  readonly isRemote: boolean
  /** The words that say just this one: `--name`, `--name=VALUE`, `-x`, or `-x` and the value. */
  readonly words: readonly string[]
  /** Of the word that it began in, counted from 0. */
  readonly index: number
}

/** What is neither an option nor the value of one: a source or the destination. */
export interface Operand {
  readonly text: string
  readonly index: number
}

/** Something for which rsync ends at once, or would do something that is not said. */
export interface OptionProblem {
  readonly kind:
    | 'unknown'
    /** No word is left for the value. */
    | 'missing-value'
    | 'unwanted-value'
    | 'bad-number'
    /** `-M` takes only what begins with a dash. */
    | 'remote-operand'
    /** `!#:+` in a value: popt puts the next operand there, which then is none. */
    | 'takes-operand'
    /** popt would start another program, or read the option from a further file. */
    | 'foreign-alias'
  /** The option with its dashes. */
  readonly option: string
  readonly index: number
  readonly isRemote: boolean
}

export interface OptionReading {
  readonly options: readonly ReadOption[]
  readonly operands: readonly Operand[]
  readonly problems: readonly OptionProblem[]
}

/** popt goes no deeper into aliases of aliases. */
const MAX_DEPTH = 10

/** rsync keeps these two names from being made aliases; popt then takes them with one dash too. */
const KEPT_NAMES: readonly PoptAlias[] = ['daemon', 'server'].map((name) => ({
  ...{ kind: 'alias', name, isLong: true, words: [`--${name}`] },
}))

/**
 * Reads rsync's words as rsync does (popt 1.14 to 1.19; measured with 3.5.0): options anywhere on
 * the line, letters together, values attached, behind `=` or in the next word, nothing but
 * operands after `--`. Unlike rsync it goes on behind what rsync would end for, so that all of
 * it is seen. The words of `-M` are read by the same grammar, and follow the others.
 * @param words without the program
 * @param aliases of popt's files, in the order in which they are read
 */
export function readOptions(
  words: readonly string[],
  aliases: readonly PoptAlias[] = [],
): OptionReading {
  const reader = new OptionReader(words, [...aliases, ...KEPT_NAMES], false)
  reader.read()
  const remote = reader.options.filter(({ name }) => name === 'remote-option')
  // The other side knows no aliases.
  const there = new OptionReader(
    remote.map(({ value }) => value ?? ''),
    [],
    true,
  )
  there.read()
  const indexOf = (at: number) => remote[at]?.index ?? 0
  const problems = [
    ...there.problems,
    ...there.operands.map(({ text, index }): OptionProblem => ({
      ...{ kind: 'remote-operand', option: text, index, isRemote: true },
    })),
  ]
  return {
    options: [
      ...reader.options,
      ...there.options.map((option) => ({ ...option, index: indexOf(option.index) })),
    ],
    operands: reader.operands,
    problems: [
      ...reader.problems,
      ...problems.map((problem) => ({ ...problem, index: indexOf(problem.index) })),
    ],
  }
}

/** A number as popt reads it: decimal, `0x…`, or octal after a 0; null where it is none. */
export function poptNumber(text: string): number | null {
  const [, sign = '', digits = ''] = /^\s*([-+]?)(.*)$/s.exec(text) ?? []
  if (text === '') return 0
  if (!/^(0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i.test(digits)) return null
  const isOctal = /^0\d/.test(digits)
  const number = isOctal ? Number.parseInt(digits, 8) : Number(digits)
  if (number > 0x7fff_ffff) return null
  return sign === '-' ? -number : number
}

/** Words that are read in turn: those of the line, or on top of them those of an alias. */
interface Frame {
  readonly words: readonly string[]
  next: number
  /** What is left of a word of letters. */
  letters: string
  readonly alias: PoptAlias | null
}

class OptionReader {
  readonly options: ReadOption[] = []
  readonly operands: Operand[] = []
  readonly problems: OptionProblem[] = []
  private readonly frames: [Frame, ...Frame[]]
  private isEnded = false
  /** Of the word of the line that is being read. */
  private index = 0

  constructor(
    words: readonly string[],
    private readonly aliases: readonly PoptAlias[],
    private readonly isRemote: boolean,
  ) {
    this.frames = [{ words, next: 0, letters: '', alias: null }]
  }

  read(): void {
    for (;;) {
      this.leaveUsedUp(({ letters }) => letters === '')
      const frame = this.top()
      if (frame.letters !== '') this.readLetter(frame)
      else {
        const word = this.next()
        if (word === null) return
        this.readWord(word)
      }
    }
  }

  private top(): Frame {
    return this.frames.at(-1) ?? this.frames[0]
  }

  private leaveUsedUp(isUsedUp: (frame: Frame) => boolean): void {
    for (let frame = this.top(); this.frames.length > 1; frame = this.top()) {
      if (frame.next < frame.words.length || !isUsedUp(frame)) return
      this.frames.pop()
    }
  }

  private next(): string | null {
    const frame = this.top()
    if (frame.next >= frame.words.length) return null
    if (this.frames.length === 1) this.index = frame.next
    return frame.words[frame.next++] ?? null
  }

  /** The next word as a value: an alias that ends with an option takes it from around it. */
  private nextValue(): string | null {
    this.leaveUsedUp(() => true)
    const { index } = this
    const value = this.next()
    this.index = index
    return value
  }

  private readWord(word: string): void {
    if (this.isEnded || !word.startsWith('-') || word === '-')
      this.operands.push({ text: word, index: this.index })
    else if (word === '--') this.isEnded = true
    else this.readOption(word)
  }

  private readOption(word: string): void {
    const dashes = word.startsWith('--') ? 2 : 1
    const equals = word.indexOf('=')
    const name = word.slice(dashes, equals < 0 ? undefined : equals)
    const attached = equals < 0 ? null : word.slice(equals + 1)
    // popt looks for a long alias behind a single dash, too.
    const alias = this.aliasOf(name, true)
    if (alias) return this.expand(alias, attached === null || attached === '' ? [] : [attached])
    if (dashes === 1) {
      this.top().letters = word.slice(1)
      return
    }
    const named = BY_LONG_NAME.get(name)
    if (!named) {
      this.problem('unknown', equals < 0 ? word : word.slice(0, equals))
      return this.add(specOf(name), attached, [word], false)
    }
    const { spec, isNegated } = named
    const option = `--${name}`
    if (spec.value === 'none' || isNegated) {
      if (attached !== null) return this.problem('unwanted-value', word)
      return this.add(spec, null, [option], isNegated)
    }
    const value = attached ?? this.nextValue()
    if (value === null) return this.problem('missing-value', option)
    this.addValue(spec, value, [`${option}=${value}`])
  }

  private readLetter(frame: Frame): void {
    const letter = String.fromCodePoint(frame.letters.codePointAt(0) ?? 0)
    const left = frame.letters.slice(letter.length)
    const option = `-${letter}`
    frame.letters = left
    const alias = this.aliasOf(letter, false)
    if (alias) return this.expand(alias, [])
    const spec = BY_LETTER.get(letter)
    if (!spec) {
      this.problem('unknown', option)
      return this.add(specOf(letter), null, [option], false)
    }
    if (spec.value === 'none') {
      if (!left.startsWith('=')) return this.add(spec, null, [option], false)
      frame.letters = ''
      return this.problem('unwanted-value', option)
    }
    frame.letters = ''
    const value = left === '' ? this.nextValue() : left.replace(/^=/, '')
    if (value === null) return this.problem('missing-value', option)
    this.addValue(spec, value, [option, value])
  }

  private aliasOf(name: string, isLong: boolean): PoptAlias | null {
    const { alias } = this.top()
    if (alias?.name === name && alias.isLong === isLong) return null
    return this.aliases.findLast((one) => one.name === name && one.isLong === isLong) ?? null
  }

  private expand(alias: PoptAlias, more: readonly string[]): void {
    const { kind, name, isLong, words } = alias
    if (kind === 'exec' || words === null)
      return this.problem('foreign-alias', `${isLong ? '--' : '-'}${name}`)
    if (this.frames.length >= MAX_DEPTH) return
    this.frames.push({ words: [...words, ...more], next: 0, letters: '', alias })
  }

  private addValue(spec: OptionSpec, value: string, words: readonly string[]): void {
    const option = words.length > 1 ? (words[0] ?? '') : (words[0]?.split('=')[0] ?? '')
    if (!this.isRemote && value.includes('!#:+')) this.problem('takes-operand', option)
    if (spec.value === 'number' && poptNumber(value) === null) this.problem('bad-number', option)
    this.add(spec, value, words, false)
  }

  private add(
    { name }: OptionSpec,
    value: string | null,
    words: readonly string[],
    isNegated: boolean,
  ): void {
    const { index, isRemote } = this
    this.options.push({ name, value, isNegated, isRemote, words, index })
  }

  private problem(kind: OptionProblem['kind'], option: string): void {
    const { index, isRemote } = this
    this.problems.push({ kind, option, index, isRemote })
  }
}
