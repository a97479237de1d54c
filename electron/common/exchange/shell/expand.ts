import { say } from '../../i18n/say'
import { inOneLine, Refused } from '../reading'
import { expandBraces, hasBraces } from './braces'
import type { ParameterPart, UnknownPart, Word, WordPart } from './syntax'

/** A word of a command as the program gets it. */
export interface ShellWord {
  readonly text: string
  /** It has a `*`, `?` or `[` that is not quoted: a shell would look for files of that form. */
  readonly isPattern: boolean
}

/** What a variable holds: a text, the elements of an array, or why nobody knows. */
export type Value = string | readonly string[] | { readonly problem: string }

/** Which shell reads the text: `sh` has no arrays; of a pasted command nobody knows. */
export type ShellKind = 'sh' | 'bash' | 'zsh' | 'pasted'

/** What a shell knows when it expands a word. */
export interface Knowledge {
  readonly shell: ShellKind
  readonly variables: Map<string, Value>
  /** `$1` and so on; null where nobody knows them. */
  readonly args: readonly string[] | null
  /** Why a variable that the text does not set may be set all the same; null where it is not. */
  readonly unsaid: string | null
}

/** No value or line that a person wrote is longer; variables made of themselves grow without an end. */
export const MAX_LENGTH = 200_000
/** What a word counts for: lists have at most ten thousand. */
const PER_WORD = 20

/** To bash a home folder, as in an assignment; to other shells plain text. */
const HOME_BEHIND_NAME = /^[A-Za-z_]\w*=(.*:)?~/s

/** Variables that a shell sets itself, whatever a script has written into them. */
const SET_BY_SHELL =
  /^(PWD|OLDPWD|_|LINENO|PPID|E?UID|GROUPS|S?RANDOM|(EPOCH)?SECONDS|EPOCHREALTIME|BASH\w*|FUNCNAME|DIRSTACK|HISTCMD|PIPESTATUS|SHELLOPTS|SHLVL|REPLY|MAPFILE|OPTARG|OPTIND|COPROC)$/

/** The elements of a parameter; an unset one has none. */
type Elements = readonly string[]

/**
 * The words that a shell makes of one: braces, variables, blanks of unquoted values.
 * @throws Refused for what only a running shell can work out
 */
export function expandWord(word: Word, knowledge: Knowledge): ShellWord[] {
  const { shell } = knowledge
  const [first] = word.parts
  const isText = first?.kind === 'text' && !first.isQuoted
  if (shell !== 'sh' && isText && HOME_BEHIND_NAME.test(first.text))
    throw new Refused(say('exchange.shell.homeBehindName'))
  const hasAny = hasBraces(word.parts)
  if (hasAny && (shell === 'sh' || shell === 'pasted'))
    throw new Refused(say('exchange.shell.braces'))
  const variants = hasAny ? expandBraces(word.parts) : [word.parts]
  if (variants === null) throw new Refused(say('exchange.shell.braces'))
  return variants.flatMap((parts) => new Fields(knowledge).read(parts))
}

/**
 * The value that an assignment gives: one text, never parted.
 * @throws Refused
 */
export function expandValue(parts: readonly WordPart[], knowledge: Knowledge): string {
  let text = ''
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'unknown') text += meaningOf(part, knowledge)
    else if (part.kind === 'parameter') text += joined(part, elementsOf(part, knowledge), knowledge)
    else if (part.isQuoted) text += part.text
    // Here a shell looks for home folders behind each colon, too.
    else text += withHomes(part.text, index === 0, index === parts.length - 1, knowledge)
    refuseLong(text.length)
  }
  return text
}

/** Builds the words of one expansion. */
class Fields {
  private readonly words: ShellWord[] = []
  private text: string | null = null
  private isPattern = false

  constructor(private readonly knowledge: Knowledge) {}

  read(parts: readonly WordPart[]): ShellWord[] {
    this.parts(parts, (text, typed) => {
      this.isPattern ||= /[*?[]/.test(typed)
      this.add(text)
    })
    this.end()
    return this.words
  }

  /** @param plain takes unquoted text, with its home folder and as it was typed */
  private parts(parts: readonly WordPart[], plain: (text: string, typed: string) => void): void {
    for (const [index, part] of parts.entries()) {
      if (part.kind === 'unknown') this.add(meaningOf(part, this.knowledge))
      else if (part.kind === 'parameter') this.parameter(part)
      else if (part.isQuoted) this.add(part.text)
      else {
        const isLast = index === parts.length - 1
        const { text } = part
        plain(index === 0 ? withHome(text, isLast, this.knowledge) : text, text)
      }
    }
  }

  private parameter(part: ParameterPart): void {
    const { isQuoted, index, name } = part
    // An assigned value is split like any other.
    const isWhole = isQuoted || part.change?.operator.endsWith('=') === true
    const instead = isWhole ? null : replacement(part, this.knowledge)
    if (instead) return this.replaced(instead, name)
    const elements = elementsOf(part, this.knowledge)
    const isList = index === '@' || name === '@' || (!isQuoted && (index === '*' || name === '*'))
    if (isQuoted && !isList) return this.add(joined(part, elements, this.knowledge))
    for (const [at, element] of elements.entries()) {
      if (at > 0) this.end()
      if (isQuoted) this.add(element)
      else this.split(element, name)
    }
  }

  /** The word of `${NAME:-word}`: what is quoted there stays as it is. */
  private replaced(parts: readonly WordPart[], name: string): void {
    this.parts(parts, (text) => this.split(text, name))
  }

  /** An unquoted value is parted, at blanks unless IFS says otherwise. */
  private split(value: string, name: string): void {
    if (this.knowledge.shell === 'zsh') return value === '' ? undefined : this.add(value)
    if (/[*?[]/.test(value)) throw new Refused(say('exchange.shell.unquoted', { name }))
    const separators = separatorsOf(this.knowledge)
    const isSeparator = (sign: string) => separators?.includes(sign) === true
    // Where another sign than a blank parts them, there may be empty words.
    if (
      value !== '' &&
      (separators === null || [...value.replace(/[ \t\n]/g, '')].some(isSeparator))
    )
      throw new Refused(say('exchange.shell.separators', { name }))
    const pieces: string[] = ['']
    for (const sign of value) {
      if (isSeparator(sign)) pieces.push('')
      else pieces.push((pieces.pop() ?? '') + sign)
    }
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) this.end()
      if (piece !== '') this.add(piece)
    }
  }

  private add(text: string): void {
    this.text = (this.text ?? '') + text
    refuseLong(this.text.length)
  }

  private end(): void {
    refuseLong(this.words.length * PER_WORD)
    if (this.text !== null) this.words.push({ text: this.text, isPattern: this.isPattern })
    this.text = null
    this.isPattern = false
  }
}

/** What a part that only a running shell can work out is in this one. @throws Refused */
function meaningOf({ problem, inBash }: UnknownPart, { shell }: Knowledge): string {
  if (inBash !== undefined && (shell === 'bash' || shell === 'zsh')) return inBash
  throw new Refused(problem)
}

/** The signs at which unquoted values are parted; null where nobody knows them. */
function separatorsOf({ variables }: Knowledge): string | null {
  const value = variables.get('IFS') ?? ' \t\n'
  return typeof value === 'string' ? value : null
}

/** The elements of a list in one word. @throws Refused */
function joined(
  { name, index, isQuoted }: ParameterPart,
  elements: Elements,
  knowledge: Knowledge,
): string {
  const [first = '', ...more] = elements
  if (more.length === 0) return first
  const separators = separatorsOf(knowledge)
  const isJoined = isQuoted && (index === '*' || name === '*')
  const separator = separators === null ? null : (separators[0] ?? '')
  // Without quotes shells do not agree.
  if (separator === ' ' || (separator !== null && isJoined)) return elements.join(separator)
  throw new Refused(say('exchange.shell.separators', { name }))
}

/** The word that stands for the value, as in `${NAME:-word}`; null where the value itself counts. */
function replacement(part: ParameterPart, knowledge: Knowledge): readonly WordPart[] | null {
  const { change } = part
  if (!change || !/^:?[-=+]$/.test(change.operator)) return null
  const value = valueOf(part, knowledge)
  // Without arguments bash takes $@ for unset, and other shells do not.
  const isEmpty = value?.length === 0 && /^[@*]$/.test(part.name)
  if (isEmpty && !change.operator.startsWith(':') && knowledge.shell !== 'bash')
    throw new Refused(say('exchange.shell.substitution'))
  const isSet =
    value !== undefined &&
    value.length > 0 &&
    !(change.operator.startsWith(':') && value.join('') === '')
  return isSet === change.operator.endsWith('+') ? change.parts : null
}

function elementsOf(part: ParameterPart, knowledge: Knowledge): Elements {
  const { name, change } = part
  const operator = change?.operator ?? ''
  const instead = replacement(part, knowledge)
  if (instead) {
    // In double quotes each element stays a word of its own.
    if (instead.some((one) => one.kind === 'parameter' && isEach(one)))
      throw new Refused(say('exchange.shell.substitution'))
    const text = expandValue(instead, knowledge)
    if (operator.endsWith('=')) knowledge.variables.set(name, text)
    return [text]
  }
  if (operator.endsWith('+')) return []
  const value = valueOf(part, knowledge)
  // The shell ends there.
  if (operator.endsWith('?') && (value ?? []).join('') === '' && (operator === ':?' || !value))
    throw new Refused(unknownVariable(name))
  // An argument that the caller did not give is empty.
  if (value === undefined && /^\d/.test(name)) return []
  if (value === undefined) throw new Refused(unknownVariable(name))
  if (!/^[%#]/.test(operator)) return value
  return value.map((text) => trimmed(text, operator, change?.parts ?? [], knowledge))
}

const isEach = ({ name, index }: ParameterPart) => index === '@' || name === '@'

/** Undefined for a variable that the text does not set. */
function valueOf(part: ParameterPart, knowledge: Knowledge): Elements | undefined {
  const { name, index } = part
  const { args, variables } = knowledge
  if (/^[\d@*#?$!-]/.test(name)) {
    const isArgument = /^([1-9]\d*|[@*])$/.test(name)
    if (!isArgument) throw new Refused(say('exchange.shell.substitution'))
    if (args === null) throw new Refused(say('exchange.shell.arguments'))
    if (!/\d/.test(name)) return args
    const one = args[Number(name) - 1]
    return one === undefined ? undefined : [one]
  }
  if (SET_BY_SHELL.test(name)) throw new Refused(unknownVariable(name))
  const value = variables.get(name)
  if (value === undefined && knowledge.unsaid !== null) throw new Refused(knowledge.unsaid)
  if (value === undefined) return undefined
  if (typeof value === 'object' && 'problem' in value) throw new Refused(value.problem)
  const elements = typeof value === 'string' ? [value] : value
  if (index === '@' || index === '*') return elements
  if (typeof value !== 'string' && !isSureIndex(index, elements, knowledge))
    throw new Refused(say('exchange.shell.substitution'))
  const one = elements[index ?? 0]
  return one === undefined ? undefined : [one]
}

/** zsh counts from 1, and takes all elements where no index is said. */
function isSureIndex(
  index: ParameterPart['index'],
  { length }: Elements,
  { shell }: Knowledge,
): boolean {
  const isMany = index === null ? length > 1 : index !== 0 || shell === 'zsh'
  return !isMany || (shell !== 'zsh' && shell !== 'pasted')
}

/** `${NAME%/}` and the like, where the pattern is plain text. */
function trimmed(
  text: string,
  operator: string,
  parts: readonly WordPart[],
  knowledge: Knowledge,
): string {
  if (parts.some((part) => isPatternIn(part, knowledge)))
    throw new Refused(say('exchange.shell.substitution'))
  const end = expandValue(parts, knowledge)
  if (end === '') return text
  if (operator.startsWith('%')) return text.endsWith(end) ? text.slice(0, -end.length) : text
  return text.startsWith(end) ? text.slice(end.length) : text
}

/** Whether a part has unquoted signs of a pattern, in its text or in the value of its variable. */
function isPatternIn(part: WordPart, knowledge: Knowledge): boolean {
  if (part.kind === 'unknown' || part.isQuoted) return false
  if (part.kind === 'text') return /[*?[]|:~/.test(part.text)
  return /[*?[\\]/.test(elementsOf(part, knowledge).join(''))
}

/** `~` and `~/…` at the start of a word. */
function withHome(text: string, isWhole: boolean, { variables }: Knowledge): string {
  const [, user] = /^~([^/]*)/.exec(text) ?? []
  if (user === undefined) return text
  const home = variables.get('HOME')
  const isOwn = user === '' && (isWhole || text.startsWith('~/'))
  if (!isOwn || typeof home !== 'string') throw new Refused(say('exchange.shell.home'))
  return home + text.slice(1)
}

function withHomes(text: string, isFirst: boolean, isLast: boolean, knowledge: Knowledge): string {
  const pieces = text.split(':')
  return pieces
    .map((piece, at) => {
      const isStart = at > 0 || isFirst
      return isStart ? withHome(piece, isLast || at < pieces.length - 1, knowledge) : piece
    })
    .join(':')
}

/** @throws Refused */
function refuseLong(length: number): void {
  if (length > MAX_LENGTH) throw new Refused(say('exchange.refused.tooLong'))
}

/** The sentence for a variable whose value the text does not say. */
export function unknownVariable(name: string): string {
  return say('exchange.shell.variable', { name: inOneLine(name) })
}
