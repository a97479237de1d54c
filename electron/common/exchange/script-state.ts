import { say } from '../i18n/say'
import type { InnerScript } from './command-line'
import { Folder } from './folder'
import { inOneLine, Refused } from './reading'
import { appended, assignmentOf, isAssignment, valueParts } from './shell/assignment'
import {
  expandValue,
  expandWord,
  unknownVariable,
  type Knowledge,
  type ShellKind,
  type ShellWord,
  type Value,
} from './shell/expand'
import type { Command, ForCommand, SimpleCommand, Word } from './shell/syntax'

/** What a shell starts with. */
export interface StateStart {
  readonly shell: ShellKind
  /** Where it starts; null when nobody knows. */
  readonly folder: string | null
  /** Who runs it where the text does not say. */
  readonly user: string
  /** Home folders by the name of the user, as far as they are known. */
  readonly homes: ReadonlyMap<string, string>
  /** Variables that every command gets, such as those of a crontab. */
  readonly environment?: ReadonlyMap<string, Value>
}

/** Every session has these: a new value counts for the programs that are started, too. */
const OF_SESSION = ['HOME', 'USER', 'LOGNAME', 'PATH', 'SHELL', 'LANG', 'TERM']
const DECLARING = /^(export|readonly|local|declare|typeset)$/
const NAME = /^[A-Za-z_]\w*$/
const MAX_ROUNDS = 200

/** What a shell knows while it goes through a script: variables, functions, its folder. */
export class ScriptState implements Knowledge {
  readonly shell: ShellKind
  readonly variables = new Map<string, Value>()
  readonly functions = new Map<string, Command>()
  args: readonly string[] | null = null
  private place: Folder | null = null
  /** Set by `exit` and `return`: nothing behind it runs. */
  hasEnded = false
  /** Who runs it, where the text says so. */
  user: string | null = null
  private readonly exported = new Set<string>()
  private exportsAll = false
  /** Whether it sets the permissions of new files. */
  hasUmask = false

  constructor(private readonly start: StateStart) {
    this.shell = start.shell
    this.folder = start.folder
    const home = start.homes.get(start.user)
    if (home !== undefined) this.variables.set('HOME', home)
    for (const name of ['USER', 'LOGNAME']) this.variables.set(name, start.user)
    for (const [name, value] of start.environment ?? []) {
      this.variables.set(name, value)
      this.exported.add(name)
    }
  }

  /** Where it is; null when nobody knows. */
  get folder(): string | null {
    return this.place?.path ?? null
  }

  set folder(path: string | null) {
    this.place = path === null ? null : new Folder(path)
  }

  /** For a subshell: what it sets does not stay. */
  copy(): ScriptState {
    const copy = new ScriptState(this.start)
    copy.variables.clear()
    for (const [name, value] of this.variables) copy.variables.set(name, value)
    for (const [name, body] of this.functions) copy.functions.set(name, body)
    for (const name of this.exported) copy.exported.add(name)
    copy.exportsAll = this.exportsAll
    copy.hasUmask = this.hasUmask
    copy.args = this.args
    copy.place = this.place
    copy.user = this.user
    return copy
  }

  /** For another shell that this one starts. */
  inner({ shell, args, user, environment, folder, home, isLogin }: InnerScript): ScriptState {
    const name = user ?? this.start.user
    const inner = new ScriptState({
      ...this.start,
      shell: shellKind(shell),
      user: name,
      environment,
    })
    if (!environment.has('HOME')) {
      const former = home === 'account' ? this.start.homes.get(name) : this.variables.get('HOME')
      if (former === undefined || home === 'unknown') inner.variables.delete('HOME')
      else inner.variables.set('HOME', former)
    }
    inner.folder = isLogin ? (this.start.homes.get(name) ?? null) : folder
    inner.user = user
    inner.args = args
    inner.hasUmask = this.hasUmask
    return inner
  }

  /**
   * The words of a command, and the variables that its program gets from the text.
   * @throws Refused for what only a running shell can work out
   */
  expand({ words }: SimpleCommand): {
    words: ShellWord[]
    environment: Map<string, Value>
    /** The variables that are set for this command alone. */
    own: string[]
  } {
    const first = words.findIndex((word) => !isAssignment(word))
    const environment = new Map<string, Value>()
    for (const name of this.exported) {
      const value = this.variables.get(name)
      if (value !== undefined) environment.set(name, value)
    }
    if (first < 0) return { words: [], environment, own: [] }
    const own: string[] = []
    for (const word of words.slice(0, first)) {
      const { name } = assignmentOf(word)
      environment.set(name, this.valueOf(word))
      own.push(name)
    }
    return { environment, own, words: words.slice(first).flatMap((word) => expandWord(word, this)) }
  }

  /** Variables for rsync that the text sets and no program gets. */
  get hidden(): string[] {
    return [...this.variables.keys()].filter(
      (name) => name.startsWith('RSYNC_') && !this.exported.has(name),
    )
  }

  /** The words of a command as well as they can be told, for a first look. */
  roughWords({ words }: SimpleCommand): string[] {
    const first = words.findIndex((word) => !isAssignment(word))
    return first < 0 ? [] : words.slice(first).flatMap((word) => this.rough(word))
  }

  /**
   * Does what a command of the shell itself does to the state.
   * @param isConditional it may not run at all, so that what it sets is not known then
   * @returns false for any other command
   */
  apply(command: SimpleCommand, isConditional: boolean): boolean {
    const [program = '', ...rough] = this.roughWords(command)
    const first = command.words.findIndex((word) => !isAssignment(word))
    if (first < 0) {
      for (const word of command.words) this.assign(word, isConditional)
      return true
    }
    const words = command.words.slice(first + 1)
    if (DECLARING.test(program)) this.declare(program, words, rough, isConditional)
    else if (program === 'cd') this.changeFolder(words, isConditional)
    // The stack is not kept: where the way back leads, nobody knows.
    else if (program === 'pushd' && words.length === 1 && /^[^-+]/.test(rough[0] ?? ''))
      this.changeFolder(words, isConditional)
    else if (program === 'pushd' || program === 'popd') this.folder = null
    else if (program === 'umask') this.hasUmask ||= words.length > 0
    else if (program === 'unset') this.unset(rough)
    else if (program === 'set') this.set(words, rough)
    else if (program === 'shift') this.args = this.args?.slice(Number(rough[0] ?? 1)) ?? null
    else if (program === 'exit' || program === 'return') this.hasEnded ||= !isConditional
    else if (program === 'exec') this.hasEnded ||= !isConditional && words.length > 0
    else if (/^(read|mapfile|readarray|getopts)$/.test(program)) this.forget(rough)
    else if (program === '.' || program === 'source') return this.include(rough[0] ?? '')
    else if (program === ':') this.tryExpand(words)
    else return false
    return true
  }

  /** The values that the variable of a loop has, one after the other. */
  valuesOf({ words }: ForCommand): readonly Value[] {
    try {
      const all = words?.flatMap((word) => expandWord(word, this))
      if (!all) return this.args ?? [{ problem: say('exchange.shell.arguments') }]
      const pattern = all.find(({ isPattern }) => isPattern)
      if (pattern)
        throw new Refused(say('exchange.refused.pattern', { text: inOneLine(pattern.text) }))
      if (all.length > MAX_ROUNDS) throw new Refused(say('exchange.refused.moreThanOne'))
      return all.map(({ text }) => text)
    } catch (error) {
      return [problemOf(error)]
    }
  }

  /** From here on nobody knows these variables. */
  forget(names: readonly string[]): void {
    for (const name of names)
      if (NAME.test(name)) this.variables.set(name, { problem: unknownVariable(name) })
  }

  private assign(word: Word, isConditional: boolean): void {
    const { name, isAppended, hasIndex } = assignmentOf(word)
    if (hasIndex || isConditional) return this.forget([name])
    const value = this.valueOf(word)
    const former = this.variables.get(name)
    this.variables.set(name, isAppended ? appended(former, value) : value)
    if (this.exportsAll || OF_SESSION.includes(name)) this.exported.add(name)
  }

  private valueOf({ parts, elements }: Word): Value {
    try {
      if (elements === null) return expandValue(valueParts(parts), this)
      if (this.shell === 'sh') throw new Refused(say('exchange.shell.arrays'))
      const words = elements.flatMap((element) => expandWord(element, this))
      const pattern = words.find(({ isPattern }) => isPattern)
      if (pattern)
        throw new Refused(say('exchange.refused.pattern', { text: inOneLine(pattern.text) }))
      return words.map(({ text }) => text)
    } catch (error) {
      return problemOf(error)
    }
  }

  private declare(
    program: string,
    words: readonly Word[],
    rough: readonly string[],
    isConditional: boolean,
  ): void {
    const flags = rough.filter((text) => /^-\w/.test(text)).join('')
    const isExported = (program === 'export' && !flags.includes('n')) || flags.includes('x')
    for (const word of words) {
      const isSetting = isAssignment(word)
      const name = isSetting ? assignmentOf(word).name : (this.rough(word)[0] ?? '')
      if (isSetting) this.assign(word, isConditional || flags.includes('A'))
      if (NAME.test(name) && isExported) this.exported.add(name)
      if (program === 'export' && flags.includes('n')) this.exported.delete(name)
    }
  }

  private changeFolder(words: readonly Word[], isConditional: boolean): void {
    const all = this.tryExpand(words)
    const operands = all?.filter((text) => !/^-[LPe-]+$/.test(text)) ?? []
    const home = this.variables.get('HOME')
    const [path = typeof home === 'string' ? home : ''] = operands
    const isByLinks = all?.some((text) => /^-\w*P/.test(text)) === true
    const isLooked = this.variables.has('CDPATH') && !/^\.{0,2}(\/|$)/.test(path)
    const isKnown = all !== null && operands.length <= 1 && path !== '' && path !== '-'
    if (!isKnown || isConditional || isByLinks || isLooked) this.place = null
    else
      this.place = (this.place ?? (path.startsWith('/') ? new Folder('/') : null))?.to(path) ?? null
  }

  private unset(names: readonly string[]): void {
    for (const name of names) {
      this.variables.delete(name)
      this.exported.delete(name)
      this.functions.delete(name)
    }
  }

  private set(words: readonly Word[], rough: readonly string[]): void {
    const end = rough.indexOf('--')
    const options = end < 0 ? rough : rough.slice(0, end)
    if (options.some((text) => /^-\w*a/.test(text) || text === 'allexport')) this.exportsAll = true
    if (options.some((text) => /^\+\w*a/.test(text))) this.exportsAll = false
    if (end >= 0) this.args = this.tryExpand(words.slice(end + 1))
  }

  /** Another file may set anything. */
  private include(path: string): false {
    const problem = say('exchange.shell.included', { path: inOneLine(path) })
    for (const name of this.variables.keys())
      if (!OF_SESSION.includes(name)) this.variables.set(name, { problem })
    return false
  }

  private tryExpand(words: readonly Word[]): string[] | null {
    try {
      const all = words.flatMap((word) => expandWord(word, this))
      return all.some(({ isPattern }) => isPattern) ? null : all.map(({ text }) => text)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return null
    }
  }

  private rough({ parts }: Word): string[] {
    let text = ''
    let isSplit = false
    for (const part of parts) {
      if (part.kind === 'text') text += part.text
      else if (part.kind === 'parameter') {
        const value = this.variables.get(part.name)
        const all =
          typeof value === 'object' ? ('problem' in value ? ['$'] : value) : [value ?? '$']
        text += all.join(' ')
        isSplit ||= !part.isQuoted || part.index === '@'
      } else text += '$'
    }
    return isSplit ? text.split(/\s+/).filter(Boolean) : [text]
  }
}

/** The kind of a shell by its name. */
export function shellKind(name: string): ShellKind {
  if (name === 'zsh') return 'zsh'
  return name === 'bash' || name === 'ksh' ? 'bash' : 'sh'
}

function problemOf(error: unknown): Value {
  if (!(error instanceof Refused)) throw error
  return { problem: error.message }
}
