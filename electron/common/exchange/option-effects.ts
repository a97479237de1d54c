import { say } from '../i18n/say'
import { OWN_DEFAULTS } from '../rsync/build-command'
import { shellQuote } from '../rsync/quote'
import type { TaskSettings } from '../task/task'
import { inOneLine, Refused } from './reading'
import type { RsyncOption } from './rsync-options'

type Flag =
  | 'archive'
  | 'recursive'
  | 'times'
  | 'compress'
  | 'delete'
  | 'quiet'
  | 'preservePerm'
  | 'preserveAttr'
  | 'delayUpdates'
export type TaskFlags = Record<Flag, boolean>

/** What the options of a command come down to. */
export interface Effects {
  readonly flags: Readonly<TaskFlags>
  /** Auxiliary parameters, in the order of the command. */
  readonly extra: readonly string[]
  readonly remoteShell: string | null
  /** Of `--port`. */
  readonly port: string | null
  readonly isSecluded: boolean
  readonly notes: readonly string[]
}

/** The check boxes of the form. */
const FLAGS: Readonly<Record<string, Flag>> = {
  archive: 'archive',
  recursive: 'recursive',
  times: 'times',
  perms: 'preservePerm',
  xattrs: 'preserveAttr',
  compress: 'compress',
  'new-compress': 'compress',
  'delay-updates': 'delayUpdates',
  quiet: 'quiet',
}

/** What `--no-` may be said to, with the short forms. */
const NEGATED: Readonly<Record<string, string>> = {
  r: 'recursive',
  t: 'times',
  p: 'perms',
  X: 'xattrs',
  z: 'compress',
}
/** What `-a` switches on again, however it was switched off before it (rsync(1), --archive). */
const OF_ARCHIVE = /^--no-(r|recursive|l|links|p|perms|t|times|g|group|o|owner|D|devices|specials)$/

/** The app shows all of this by itself, and reads the output for it. */
const SHOWN_BY_APP =
  /^(progress|stats|human-readable|no-h|no-human-readable|itemize-changes|out-format|log-format|outbuf|8-bit-output)$/
/** The app passes it in any case. */
const ALWAYS = /^(secluded-args|protect-args|partial)$/
const NOT_A_COPY =
  /^(daemon|server|sender|help|version|list-only|read-batch|only-write-batch|write-batch)$/
/** Options that name a file on this computer, which must not depend on where rsync is started. */
const LOCAL_FILES = /^(exclude-from|include-from|files-from|log-file|password-file|early-input)$/
const NO_INC_RECURSIVE = '--no-inc-recursive'
const WHOLE_FOLDER_GUARD = /^--exclude=(\/\*\/|\/\*\/\*\/)$/

/**
 * Turns options into the settings of a task, one after the other, since the order counts.
 * @param folder where relative files begin; null when the command does not say
 * @throws Refused for what a task cannot do
 */
export function applyOptions(options: readonly RsyncOption[], folder: string | null): Effects {
  const draft = new Draft(folder)
  for (const option of options) draft.apply(option)
  draft.settle()
  return draft
}

class Draft implements Effects {
  readonly flags: TaskFlags = {
    ...{ archive: false, recursive: false, times: false, compress: false, delete: false },
    ...{ quiet: false, preservePerm: false, preserveAttr: false, delayUpdates: false },
  }
  extra: string[] = []
  remoteShell: string | null = null
  port: string | null = null
  isSecluded = false
  readonly notes: string[] = []
  private hasFilesFrom = false
  private isDirs = false

  constructor(private readonly folder: string | null) {}

  apply(option: RsyncOption): void {
    const { name, value } = option
    const flag = Object.hasOwn(FLAGS, name) ? FLAGS[name] : undefined
    if (flag) this.switchOn(flag)
    else if (name.startsWith('no-')) this.switchOff(name.slice(3), option)
    else if (/^del(ete(-before|-during|-delay|-after|-excluded)?)?$/.test(name))
      this.deletes(option)
    else if (name === 'rsh') this.remoteShell = value
    else if (name === 'port') this.port = value
    else if (name === 'dry-run') throw new Refused(say('exchange.refused.dryRun'))
    else if (name === 'old-args') throw new Refused(say('exchange.refused.oldArgs'))
    else if (NOT_A_COPY.test(name))
      throw new Refused(
        say('exchange.refused.notACopy', { option: inOneLine(option.words[0] ?? '') }),
      )
    else if (SHOWN_BY_APP.test(name) || (name === 'info' && /^progress\d?$/.test(value ?? '')))
      this.note(say('exchange.notes.shownByApp'))
    else if (ALWAYS.test(name)) this.isSecluded ||= name.endsWith('-args')
    else this.keep(option)
  }

  /** What depends on all options together. */
  settle(): void {
    const { flags } = this
    // Delete brings it along.
    if (flags.delete) this.extra = this.extra.filter((one) => one !== NO_INC_RECURSIVE)
    if (flags.archive || this.usesOwnGuard() || flags.recursive) return
    if (this.isDirs || this.hasFilesFrom) throw new Refused(say('exchange.refused.dirs'))
    this.note(say('exchange.notes.notRecursive'))
  }

  private switchOn(flag: Flag): void {
    this.flags[flag] = true
    if (flag === 'archive') this.extra = this.extra.filter((one) => !OF_ARCHIVE.test(one))
  }

  private switchOff(name: string, option: RsyncOption): void {
    const long = NEGATED[name] ?? name
    const flag = Object.hasOwn(FLAGS, long) ? FLAGS[long] : undefined
    if (flag) this.flags[flag] = false
    const isOwn = /^(i-r|inc-recursive)$/.test(name) || (flag !== undefined && !this.flags.archive)
    if (/^(s|secluded-args|protect-args)$/.test(name))
      throw new Refused(say('exchange.refused.oldArgs'))
    if (/^(i-r|inc-recursive)$/.test(name)) this.extra.push(NO_INC_RECURSIVE)
    else if (SHOWN_BY_APP.test(`no-${name}`) || /^(progress|verbose|v)$/.test(name)) return
    else if (!isOwn) this.keep(option)
  }

  /** Of all ways to delete a task has one, the one that decides last. */
  private deletes(option: RsyncOption): void {
    this.flags.delete = true
    if (option.name === 'delete-excluded') this.keep(option)
    if (option.name === 'delete-before') this.note(say('exchange.notes.deleteBefore'))
  }

  private keep({ name, value, words }: RsyncOption): void {
    if (OWN_DEFAULTS.includes(words.join(' '))) return
    if (name === 'dirs') this.isDirs = true
    if (name === 'files-from') this.hasFilesFrom = true
    if (!LOCAL_FILES.test(name)) return void this.extra.push(chip(words))
    const path = this.absolute(name, value ?? '')
    this.extra.push(chip([`--${name}=${path}`]))
  }

  private absolute(name: string, path: string): string {
    if (path === '-')
      throw new Refused(say('exchange.refused.standardInput', { option: `--${name}` }))
    const isRemote = name === 'files-from' && /^[^/]*:/.test(path)
    if (path.startsWith('/') || isRemote) return path
    if (this.folder === null)
      throw new Refused(say('exchange.refused.relative', { path: inOneLine(path) }))
    return `${this.folder.replace(/\/$/, '')}/${path}`
  }

  /** `-r` with all folders left out is what Recursive off comes down to: see build-command. */
  private usesOwnGuard(): boolean {
    const { flags, extra } = this
    const first = extra.findIndex((one) => /^(--(ex|in)clude|--filter|-f )/.test(one))
    const [guard = '', next] = extra.slice(first, first + 2).map((one) => one.replaceAll("'", ''))
    const folders = WHOLE_FOLDER_GUARD.exec(guard)?.[1]
    const isProtected = next === `--filter=P ${folders}`
    if (!flags.recursive || folders === undefined) return false
    if (!isProtected && extra.includes('--delete-excluded')) return false
    flags.recursive = false
    extra.splice(first, isProtected ? 2 : 1)
    return true
  }

  private note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text)
  }
}

/** Words as one auxiliary parameter; of `--name=value` the value alone is quoted. */
function chip(words: readonly string[]): string {
  return words
    .map((word) => {
      const [, option = '', value = ''] = /^(--[\w-]+=)(.*)$/s.exec(word) ?? []
      return option === '' ? shellQuote(word) : option + (value === '' ? '' : shellQuote(value))
    })
    .join(' ')
}

/** The flags as settings of a task. */
export function flagSettings({ flags, extra }: Effects): Pick<TaskSettings, Flag | 'extra'> {
  return { ...flags, extra }
}
