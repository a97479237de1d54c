import { append } from '../lists'
import { say } from '../i18n/say'
import { entered } from './folder'
import { inOneLine, Refused } from './reading'
import { strangerNotes } from './rsync-environment'
import type { ShellWord, Value } from './shell/expand'
import {
  ENV,
  HARMLESS_PROPERTY,
  RUNUSER,
  SHELL_OPTIONS,
  SU,
  SUDO,
  SYSTEMD_RUN,
} from './starter-grammars'
import { nameOf, starterOf, takeOptions, valueOf, type TakenOptions } from './starters'

/** Settings that a program inherits from the shell that starts it. */
export interface Surroundings {
  /** Where it is started; null when nobody knows. */
  readonly folder: string | null
  /** The user who runs it; null where the text does not say. */
  readonly user: string | null
  /** Variables that the text sets for it. */
  readonly environment: ReadonlyMap<string, Value>
}

/** The one rsync a command line starts, out of everything that is around it. */
export interface RsyncCall extends Surroundings {
  /** The words after `rsync`. */
  readonly words: readonly ShellWord[]
  readonly notes: readonly string[]
  /** A umask was set before it. */
  readonly hasUmask?: boolean
}

/** Commands for another shell, such as those of `sh -c`. */
export interface InnerScript extends Surroundings {
  readonly text: string
  /** The name of the shell; `sh` where only the account's own is known. */
  readonly shell: string
  /** `$1` and what follows it. */
  readonly args: readonly string[]
  /** Its home folder where no variable says it: that of before, or of the user's account. */
  readonly home: 'former' | 'account' | 'unknown'
  /** It starts in a session of the user's own, with nothing of what was set before. */
  readonly isLogin: boolean
  readonly notes: readonly string[]
}

export type Started =
  | { readonly kind: 'rsync'; readonly call: RsyncCall }
  | { readonly kind: 'script'; readonly script: InnerScript }

const SHELL = /^(sh|bash|dash|zsh|ash|ksh)$/
/** A number is another user on each computer. */
const USER = /^[A-Za-z_][\w.-]*\$?$/
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s

/**
 * Finds what a command line starts behind all that only starts something else.
 * @param words the command, from its program on
 * @throws Refused when it is no rsync, or nobody knows how it is started
 */
export function findRsync(words: readonly ShellWord[], around: Surroundings): Started {
  return new Unwrapper(words, around).unwrap()
}

class Unwrapper {
  private folder: string | null
  private user: string | null
  private environment: Map<string, Value>
  private home: InnerScript['home'] = 'former'
  private readonly notes: string[] = []

  constructor(
    private words: readonly ShellWord[],
    around: Surroundings,
  ) {
    this.folder = around.folder
    this.user = around.user
    this.environment = new Map(around.environment)
  }

  unwrap(): Started {
    for (;;) {
      const [first, ...rest] = this.words
      if (!first) throw new Refused(say('exchange.refused.noRsync'))
      const name = nameOf(first.text)
      if (name === 'rsync') return { kind: 'rsync', call: { ...this.result(), words: rest } }
      this.words = rest
      const inner = this.behind(name, first.text)
      if (inner) return { kind: 'script', script: inner }
    }
  }

  private result() {
    const { folder, user, environment, notes } = this
    return { folder, user, environment, notes }
  }

  /** Goes past one program; gives the commands where it is a shell. */
  private behind(name: string, program: string): InnerScript | null {
    if (name === 'sudo') this.sudo()
    else if (name === 'doas') this.doas()
    else if (name === 'su') return this.su(takeOptions(this.words, SU))
    else if (name === 'runuser') return this.runuser(takeOptions(this.words, RUNUSER))
    else if (name === 'env') this.env(program)
    else if (name === 'systemd-run') this.systemdRun(program)
    else if (name === 'sshpass') {
      this.words = takeOptions(this.words, { valued: 'pfdP' }).rest
      this.notes.push(say('exchange.notes.sshPassword'))
    } else if (SHELL.test(name)) return this.shell(name, program)
    else return this.starter(name, program)
    return null
  }

  private starter(name: string, program: string): InnerScript | null {
    const grammar = starterOf(name)
    if (!grammar)
      throw new Refused(say('exchange.refused.program', { program: inOneLine(program) }))
    const { valued, operands = 0 } = grammar
    const taken = takeOptions(this.words, grammar)
    if (valued !== '' || operands > 0)
      this.notes.push(say('exchange.notes.starter', { program: name }))
    this.words = taken.rest.slice(operands)
    // Between its file and the command.
    if (name === 'flock' && this.words[0]?.text === '-c')
      return this.script(this.words[1]?.text ?? '', 'sh')
    if (this.words[0]?.text === '--') this.words = this.words.slice(1)
    return null
  }

  private sudo(): void {
    const taken = takeOptions(this.words, SUDO)
    const kept = valueOf(taken, 'E', 'preserve-env')
    if (valueOf(taken, 'R', 'chroot', 'h', 'host') !== null) this.refuse('sudo')
    if (valueOf(taken, 'i', 'login') !== null) this.folder = null
    this.enter(valueOf(taken, 'D', 'chdir'))
    const names = kept === '' ? null : (kept ?? '').split(',')
    this.clear('sudo', (name) => names === null || names.includes(name))
    this.become(valueOf(taken, 'u', 'user') ?? 'root')
    if (names === null || names.includes('HOME')) this.loseHome()
    this.words = taken.rest
    this.assignments()
  }

  private doas(): void {
    const taken = takeOptions(this.words, { valued: 'uC' })
    // Without `keepenv` in its configuration, which is the rule.
    this.clear('doas', () => false)
    this.become(valueOf(taken, 'u') ?? 'root')
    this.words = taken.rest
  }

  /** `su [-] [user] -c command`, in any order. */
  private su(taken: TakenOptions): InnerScript {
    const { operands, options } = mixed(taken, SU)
    const isDash = operands[0] === '-'
    // The first one behind the user is what the shell is called.
    const [user = 'root', , ...args] = isDash ? operands.slice(1) : operands
    const text = valueOf(options, 'c', 'command')
    if (text === null) return this.refuse('su')
    const isLogin =
      isDash || valueOf(options, 'l', 'login') !== null || valueOf(options, '-') !== null
    const kept = (valueOf(options, 'w', 'whitelist-environment') ?? '').split(',')
    if (isLogin) this.clear('su', (name) => kept.includes(name))
    const keepsHome = valueOf(options, 'm', 'p', 'preserve-environment') !== null && !isLogin
    const { home } = this
    this.become(user)
    if (keepsHome) this.home = home
    else this.environment.delete('HOME')
    return { ...this.script(text, shellOf(options)), args, isLogin }
  }

  private runuser(taken: TakenOptions): InnerScript | null {
    const user = valueOf(taken, 'u', 'user')
    if (user === null) return this.su(taken)
    this.become(user)
    this.words = taken.rest
    return null
  }

  private env(program: string): void {
    const taken = takeOptions(this.words, ENV)
    const isSplit = valueOf(taken, 'S', 'split-string') !== null
    if (isSplit) this.refuse(program)
    const isEmpty = valueOf(taken, 'i', 'ignore-environment') !== null
    this.words = taken.rest
    // A lone dash is `-i`.
    const isDash = this.words[0]?.text === '-'
    if (isDash) this.words = this.words.slice(1)
    if (isEmpty || isDash) this.environment.clear()
    const unset = taken.given.filter(({ name }) => name === 'u' || name === 'unset')
    for (const { value } of unset) this.environment.delete(value)
    const hasHome = !isEmpty && !isDash && unset.every(({ value }) => value !== 'HOME')
    if (!hasHome) this.loseHome()
    this.enter(valueOf(taken, 'C', 'chdir'))
    this.assignments()
  }

  private systemdRun(program: string): void {
    const taken = takeOptions(this.words, SYSTEMD_RUN)
    const isOther = taken.given.some(({ name }) =>
      /^(on-|path|socket|timer|M|H|machine|host)/.test(name),
    )
    if (isOther) this.refuse(program)
    const valuesOf = (...names: readonly string[]) =>
      taken.given.filter(({ name }) => names.includes(name)).map(({ value }) => value)
    const properties = valuesOf('p', 'property').map((text) => text.split('=', 2))
    const set = valuesOf('E', 'setenv')
    if (valueOf(taken, 'scope') === null) {
      this.clear('systemd-run', (name) => set.includes(name))
      const isOfUser = valueOf(taken, 'user') !== null
      this.home = isOfUser ? 'account' : 'unknown'
      const isSame = valueOf(taken, 'd', 'same-dir') !== null
      // The service manager of a user begins in a folder of its own.
      if (!isSame) this.folder = isOfUser ? null : '/'
    }
    for (const text of set) this.assign(text)
    this.enter(valueOf(taken, 'working-directory'))
    const user = valueOf(taken, 'uid')
    if (user !== null) this.become(user)
    for (const [name = '', value = ''] of properties) {
      if (name === 'User') this.become(value)
      // It takes no relative path, and `~` for a home folder.
      else if (name === 'WorkingDirectory') this.folder = value.startsWith('/') ? value : null
      else if (!HARMLESS_PROPERTY.test(name)) this.refuse(program)
    }
    this.notes.push(say('exchange.notes.starter', { program: 'systemd-run' }))
    this.words = taken.rest
  }

  private shell(name: string, program: string): InnerScript {
    const taken = takeOptions(this.words, SHELL_OPTIONS)
    const [command, , ...args] = taken.rest
    // A file of commands, or commands of standard input.
    if (valueOf(taken, 'c') === null || !command) return this.refuse(program)
    return { ...this.script(command.text, name), args: args.map(({ text }) => text) }
  }

  private script(text: string, shell: string): InnerScript {
    const { home } = this
    return { ...this.result(), text, shell, home, args: [], isLogin: false }
  }

  private enter(folder: string | null): void {
    if (folder !== null) this.folder = entered(this.folder, folder)
  }

  private assignments(): void {
    while (ASSIGNMENT.test(this.words[0]?.text ?? '')) {
      this.assign(this.words[0]?.text ?? '')
      this.words = this.words.slice(1)
    }
  }

  private assign(text: string): void {
    const [, name = '', value = ''] = ASSIGNMENT.exec(text) ?? []
    if (name === '') return
    this.environment.set(name, value)
    append(this.notes, strangerNotes(name))
  }

  /** Nobody knows which one it is, or whether there is any. */
  private loseHome(): void {
    this.environment.delete('HOME')
    this.home = 'unknown'
  }

  private become(user: string): void {
    if (!USER.test(user)) throw new Refused(say('exchange.refused.user', { name: inOneLine(user) }))
    this.user = user
    this.home = 'account'
  }

  /** Variables that this program does not pass on have no effect. */
  private clear(program: string, isKept: (name: string) => boolean): void {
    for (const name of this.environment.keys()) {
      if (isKept(name)) continue
      this.environment.delete(name)
      if (name.startsWith('RSYNC_'))
        this.notes.push(say('exchange.notes.notPassed', { name, program }))
    }
  }

  private refuse(program: string): never {
    throw new Refused(say('exchange.refused.program', { program: inOneLine(program) }))
  }
}

/** Options and operands of a program that takes them in any order. */
function mixed(taken: TakenOptions, grammar: typeof SU) {
  const given = [...taken.given]
  const operands: string[] = []
  for (let rest = taken.rest; rest.length > 0;) {
    operands.push(rest[0]?.text ?? '')
    const more = takeOptions(rest.slice(1), grammar)
    append(given, more.given)
    rest = more.rest
  }
  return { operands, options: { given, rest: [] } }
}

const shellOf = (options: TakenOptions) => {
  const name = nameOf(valueOf(options, 's', 'shell') ?? 'sh')
  return SHELL.test(name) ? name : 'sh'
}
