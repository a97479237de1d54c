import { say } from '../i18n/say'
import type { InnerScript } from './command-line'
import { Folder } from './folder'
import { inOneLine, Refused } from './reading'
import { appended, assignmentOf, isAssignment, valueParts } from './shell/assignment'
import { ScriptFlow } from './script-flow'
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
/** In a function these set what is only there. */
const OF_FUNCTION = /^(local|declare|typeset)$/
/** Attributes by which a variable is something else than the text that it is given. */
const CHANGING = /[Ailnu]/
/** Before these, some shells keep an assignment and others do not. */
const SPECIAL =
  /^(:|\.|source|eval|exec|export|readonly|set|shift|unset|return|exit|break|continue)$/
const NAME = /^[A-Za-z_]\w*$/
const MAX_ROUNDS = 200

/** The outer value of a variable that a function made local. */
interface Outer {
  readonly value: Value | undefined
  readonly isExported: boolean
}

/** What a shell knows while it goes through a script: variables, functions, its folder. */
export class ScriptState implements Knowledge {
  readonly shell: ShellKind
  readonly variables = new Map<string, Value>()
  /** Null for what is no function, or one of several: nobody knows what the command does. */
  readonly functions = new Map<string, Command | null>()
  args: readonly string[] | null = null
  private place: Folder | null = null
  flow = new ScriptFlow()
  unsaid: string | null = null
  /** Of the function that runs; null outside of one. */
  private outer: Map<string, Outer> | null = null
  private hasAliases: boolean
  /** Who runs it, where the text says so. */
  user: string | null = null
  private readonly exported = new Set<string>()
  /** Variables that make something of the text that they are given; true for names of others. */
  private readonly changing = new Map<string, boolean>()
  private exportsAll = false
  /** Whether it sets the permissions of new files. */
  hasUmask = false

  constructor(private readonly start: StateStart) {
    this.shell = start.shell
    // A script of bash has none, unless it asks for them.
    this.hasAliases = start.shell !== 'bash'
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
    for (const [name, isReference] of this.changing) copy.changing.set(name, isReference)
    copy.exportsAll = this.exportsAll
    copy.hasUmask = this.hasUmask
    copy.args = this.args
    copy.place = this.place
    copy.user = this.user
    copy.unsaid = this.unsaid
    copy.flow = this.flow.copy()
    copy.outer = this.outer && new Map()
    copy.hasAliases = this.hasAliases
    return copy
  }

  /**
   * Runs a function: what is only there is gone afterwards.
   * @param own variables that are set for this call alone
   */
  inFunction(args: readonly string[] | null, own: readonly string[], work: () => void): void {
    const { outer, args: before } = this
    this.outer = new Map()
    this.args = args
    for (const name of own) this.makeLocal(name, false)
    this.forget(own)
    try {
      this.flow.inFunction(work)
    } finally {
      for (const [name, { value, isExported }] of this.outer) {
        if (value === undefined) this.variables.delete(name)
        else this.variables.set(name, value)
        if (isExported) this.exported.add(name)
        else this.exported.delete(name)
      }
      this.outer = outer
      this.args = before
    }
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
    const isExpanded = !isConditional && (first < 0 || program === ':')
    this.forgetExpanded(command.words, isExpanded)
    this.forgetExpanded(targetsOf(command), false)
    if (first < 0) {
      for (const word of command.words) this.assign(word, isConditional)
      return true
    }
    const words = command.words.slice(first + 1)
    if (/^(command|builtin)$/.test(program) && /^[\w.]/.test(rough[0] ?? ''))
      // With these, shells do not agree on the words of an assignment.
      return this.apply({ ...command, words }, isConditional || DECLARING.test(rough[0] ?? ''))
    if (SPECIAL.test(program))
      this.forget(command.words.slice(0, first).map((word) => assignmentOf(word).name))
    if (DECLARING.test(program)) this.declare(program, words, rough, isConditional)
    else if (program === 'cd') this.changeFolder(words, isConditional)
    // The stack is not kept: where the way back leads, nobody knows.
    else if (program === 'pushd' && words.length === 1 && /^[^-+]/.test(rough[0] ?? ''))
      this.changeFolder(words, isConditional)
    else if (program === 'pushd' || program === 'popd') this.folder = null
    else if (program === 'umask') this.hasUmask ||= words.length > 0
    else if (program === 'unset') this.unset(rough, isConditional)
    else if (program === 'set') this.set(words, rough, isConditional)
    else if (program === 'shift') this.shift(rough[0] ?? '1', isConditional)
    else if (/^(exit|return|break|continue)$/.test(program))
      this.flow.leave(program, rough[0], isConditional)
    else if (program === 'exec') {
      if (words.length > 0) this.flow.leave('exit', undefined, isConditional)
    } else if (/^(read|mapfile|readarray|getopts)$/.test(program))
      this.forget(rough.map(withoutLetters))
    else if (program === 'printf' && /^-v/.test(rough[0] ?? ''))
      this.forget(rough.slice(0, 2).map(withoutLetters))
    else if (program === 'let') this.forget(rough.join(' ').match(/[A-Za-z_]\w*/g) ?? [])
    else if (program === 'alias') this.alias(rough)
    else if (program === 'unalias') for (const name of rough) this.functions.delete(name)
    else if (program === 'shopt') this.hasAliases ||= rough.includes('expand_aliases')
    else if (program === '.' || program === 'source') return this.include(rough[0] ?? '')
    // Whoever calls it with the text at hand walks through it.
    else if (program === 'eval') this.knowNothing(say('exchange.shell.substitution'))
    else if (program === ':') {
      if (isExpanded) this.tryExpand(words)
    } else return false
    return true
  }

  /** What a function gets: its arguments, null where nobody knows them, and variables of its own. */
  callOf(command: SimpleCommand): { args: string[] | null; own: string[] } {
    const { words } = command
    const first = words.findIndex((word) => !isAssignment(word))
    const own = words.slice(0, Math.max(0, first)).map((word) => assignmentOf(word).name)
    this.forgetExpanded(words, true)
    this.forgetExpanded(targetsOf(command), false)
    return { args: this.tryExpand(words.slice(first + 1)), own }
  }

  /**
   * The values that the variable of a loop has, one after the other.
   * @throws Refused where nobody knows them, or how many there are
   */
  valuesOf({ words }: ForCommand): readonly string[] {
    this.forgetExpanded(words ?? [], true)
    const all = words?.flatMap((word) => expandWord(word, this))
    if (!all && this.args === null) throw new Refused(say('exchange.shell.arguments'))
    const pattern = all?.find(({ isPattern }) => isPattern)
    if (pattern)
      throw new Refused(say('exchange.refused.pattern', { text: inOneLine(pattern.text) }))
    const values = all?.map(({ text }) => text) ?? this.args ?? []
    if (values.length > MAX_ROUNDS) throw new Refused(say('exchange.refused.moreThanOne'))
    return values
  }

  /** From here on nobody knows these variables. */
  forget(names: readonly string[]): void {
    for (const name of names)
      if (NAME.test(name)) this.variables.set(name, { problem: unknownVariable(name) })
  }

  /** Of a loop that runs any number of times. */
  forgetLoop({ variable, words }: ForCommand): void {
    this.forgetExpanded(words ?? [], false)
    this.forget([variable])
  }

  /** From here on nobody knows anything: what is run may set whatever it likes. */
  knowNothing(problem: string): void {
    this.knowNoVariable(problem)
    this.folder = null
  }

  private knowNoVariable(problem: string): void {
    for (const name of this.variables.keys())
      if (!OF_SESSION.includes(name)) this.variables.set(name, { problem })
    this.unsaid = problem
  }

  private makeLocal(name: string, isConditional: boolean): void {
    if (this.outer?.has(name) === false) {
      const value = isConditional ? { problem: unknownVariable(name) } : this.variables.get(name)
      this.outer.set(name, { value, isExported: this.exported.has(name) })
    }
  }

  private assign(word: Word, isConditional: boolean, value = this.valueOf(word)): void {
    const { name, isAppended, hasIndex } = assignmentOf(word)
    // Some shells append, others look for a program of that name.
    const isUnsure = hasIndex || (isAppended && this.shell === 'sh')
    const former = this.variables.get(name)
    if (!isAppended)
      return this.put(name, this.inPlaceOf(former, word, value), isConditional || isUnsure)
    const isInZsh = this.shell === 'zsh' && typeof former === 'object' && typeof value === 'string'
    this.put(name, appended(former, value), isConditional || isUnsure || isInZsh)
  }

  /** A text for an array is its first element, but in zsh. */
  private inPlaceOf(former: Value | undefined, { elements }: Word, value: Value): Value {
    const isFirst = elements === null && typeof value === 'string' && this.shell !== 'zsh'
    const isArray = typeof former === 'object' && !('problem' in former)
    return isFirst && isArray ? [value, ...former.slice(1)] : value
  }

  private put(name: string, value: Value, isConditional: boolean): void {
    if (this.changing.get(name) === true) return this.knowNothing(unknownVariable(name))
    if (isConditional || this.changing.has(name)) return this.forget([name])
    this.variables.set(name, value)
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
    const isLocal = OF_FUNCTION.test(program) && !flags.includes('g')
    const isExported = (program === 'export' && !flags.includes('n')) || flags.includes('x')
    const isUnexported =
      (program === 'export' && flags.includes('n')) || rough.some(isWithoutExport)
    const isFixed = program === 'readonly' || flags.includes('r')
    // All words are worked out before the first of them is set.
    for (const { name, set } of words.flatMap((word) => this.declared(word))) {
      if (isLocal && NAME.test(name)) this.makeLocal(name, isConditional)
      if (program !== 'export' && CHANGING.test(flags)) this.changing.set(name, flags.includes('n'))
      // `local` is an error outside of a function.
      const isOther = CHANGING.test(flags) || (program === 'local' && this.outer === null)
      if (set) set(isConditional || isOther)
      // Some shells empty it, others do not; nobody knows whether it is exported.
      else if ((isLocal && this.outer !== null) || isConditional) this.forget([name])
      if (NAME.test(name) && isExported) this.exported.add(name)
      if (isUnexported) this.exported.delete(name)
      // A function may be called again, and its own variables are others then.
      if (isFixed && NAME.test(name) && this.outer === null) this.changing.set(name, true)
    }
  }

  /** The variables that a word of `export` and the like names, and what sets them. */
  private declared(word: Word): { name: string; set?: (isConditional: boolean) => void }[] {
    if (isAssignment(word)) {
      const value = this.valueOf(word)
      const { name } = assignmentOf(word)
      return [{ name, set: (isConditional) => this.assign(word, isConditional, value) }]
    }
    const texts = this.tryExpand([word])
    if (texts === null) this.knowNoVariable(say('exchange.shell.substitution'))
    return (texts ?? []).map((text) => {
      const [, name = text, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? []
      if (value === undefined) return { name }
      return { name, set: (isConditional) => this.put(name, value, isConditional) }
    })
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

  private unset(names: readonly string[], isConditional: boolean): void {
    if (isConditional) return this.forget(names)
    const [option = ''] = names
    for (const name of names) {
      if (this.functions.has(name)) this.functions.set(name, null)
      if (option === '-f') {
        this.functions.delete(name)
        continue
      }
      const [array, index] = name.split('[')
      if (index !== undefined) this.forget([array ?? ''])
      // Said to be unset, by whoever reads the text.
      if (this.unsaid !== null && NAME.test(name)) this.variables.set(name, [])
      else this.variables.delete(name)
      this.exported.delete(name)
    }
  }

  private set(words: readonly Word[], rough: readonly string[], isConditional: boolean): void {
    let at = 0
    for (; /^[-+]./.test(rough[at] ?? '') && rough[at] !== '--'; at++) {
      const option = rough[at] ?? ''
      const value = /o$/.test(option) ? (rough[++at] ?? '') : ''
      if (/^-\w*a/.test(option) || (option.startsWith('-') && value === 'allexport'))
        this.exportsAll = true
      if (/^\+\w*a/.test(option)) this.exportsAll = false
    }
    if (at >= rough.length) return
    // A dash alone ends the options, and leaves the arguments as they are.
    if (rough[at] === '-' && at + 1 === rough.length) return
    const start = /^--?$/.test(rough[at] ?? '') ? at + 1 : at
    this.args = isConditional ? null : this.tryExpand(words.slice(start))
  }

  private shift(count: string, isConditional: boolean): void {
    const isKnown = /^\d+$/.test(count) && Number(count) <= (this.args?.length ?? 0)
    this.args = isKnown && !isConditional ? (this.args?.slice(Number(count)) ?? null) : null
  }

  /** A word that stands for other words, which only a running shell reads. */
  private alias(words: readonly string[]): void {
    if (!this.hasAliases) return
    for (const word of words) this.functions.set(word.split('=', 1).join(), null)
  }

  /** Another file may set anything. */
  private include(path: string): false {
    this.knowNothing(say('exchange.shell.included', { path: inOneLine(path) }))
    return false
  }

  /**
   * Words may set variables: `$((A=1))`, `${A:=1}`.
   * @param isExpanded the words are expanded here, so that the latter is known
   */
  private forgetExpanded(words: readonly Word[], isExpanded: boolean): void {
    const all = words.flatMap((word) => [word, ...(word.elements ?? [])])
    for (const part of all.flatMap(({ parts }) => parts))
      if (part.kind === 'unknown') this.forget(part.sets ?? [])
      else if (part.kind === 'parameter' && !isExpanded)
        if (part.change?.operator.endsWith('=') === true) this.forget([part.name])
  }

  /** The words as a program gets them; null where nobody knows them. */
  tryExpand(words: readonly Word[]): string[] | null {
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

/** The files of a command's redirections, which a shell expands as well. */
const targetsOf = ({ redirections }: SimpleCommand) =>
  redirections.flatMap(({ target }) => target ?? [])

const isWithoutExport = (text: string) => /^\+\w*x/.test(text)

/** A name that is attached to its option: `-aNAME` of read, `-vNAME` of printf. */
const withoutLetters = (text: string) => text.replace(/^-[A-Za-z]*?[av](?=\w)/, '')

/** The kind of a shell by its name. */
export function shellKind(name: string): ShellKind {
  if (name === 'zsh') return 'zsh'
  return name === 'bash' || name === 'ksh' ? 'bash' : 'sh'
}

function problemOf(error: unknown): Value {
  if (!(error instanceof Refused)) throw error
  return { problem: error.message }
}
