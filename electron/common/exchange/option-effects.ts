import { say } from '../i18n/say'
import { mergedFile } from '../rsync/filter-rules'
import { oneLevelOnly, OWN_DEFAULTS } from '../rsync/safeguards'
import { switchesOf } from '../rsync/option-questions'
import { specOf } from '../rsync/option-table'
import { readParameters } from '../rsync/parameters'
import { shellQuote } from '../rsync/quote'
import { readOptions, type ReadOption } from '../rsync/read-options'
import type { TaskSettings } from '../task/task'
import { entered } from './folder'
import { inOneLine, Refused } from './reading'

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
  /** The path of the source is sent as it is written. */
  readonly keepsPaths: boolean
  /** Plain rsync would not go into the folder it is given. */
  readonly skipsFolders: boolean
  readonly notes: readonly string[]
}

/** The check boxes of the form, by the canonical names of the options. */
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

/** The app shows all of this by itself, and reads the output for it. */
const SHOWN_BY_APP: readonly string[] = [
  ...['progress', 'P', 'stats', 'human-readable', 'itemize-changes', 'out-format', 'outbuf'],
  '8-bit-output',
]
/** The app passes it in any case. */
const ALWAYS: readonly string[] = ['secluded-args', 'partial']
/** Ways to delete of which a task has its own; each but the last only says when. */
const DELETING: readonly string[] = [
  ...['delete', 'delete-before', 'delete-during', 'delete-delay', 'delete-after'],
  'delete-excluded',
]
const RULES: readonly string[] = ['exclude', 'include', 'filter']

/** The settings by the options alone, until the operands are read. */
export interface OptionDraft extends Omit<Effects, 'skipsFolders'> {
  /**
   * Decides what depends on all options together.
   * @param places settings of the task that say what is copied
   * @throws Refused for what a task cannot do
   */
  settle(places: TaskSettings): Effects
}

/**
 * Turns options into the settings of a task, one after the other, since the order counts.
 * @param folder where relative files begin; null when the command does not say
 * @throws Refused for what a task cannot do
 */
export function applyOptions(options: readonly ReadOption[], folder: string | null): OptionDraft {
  const draft = new Draft(folder)
  for (const option of options) draft.apply(option)
  return draft
}

class Draft implements Effects, OptionDraft {
  readonly flags: TaskFlags = {
    ...{ archive: false, recursive: false, times: false, compress: false, delete: false },
    ...{ quiet: false, preservePerm: false, preserveAttr: false, delayUpdates: false },
  }
  remoteShell: string | null = null
  port: string | null = null
  isSecluded = false
  skipsFolders = false
  readonly notes: string[] = []
  /** What becomes auxiliary parameters. */
  private kept: ReadOption[] = []

  constructor(private readonly folder: string | null) {}

  get keepsPaths(): boolean {
    const last = this.kept.findLast(({ name }) => name === 'relative')
    const hasList = this.kept.some(({ name }) => name === 'files-from')
    return last?.isNegated === false && !hasList
  }

  get extra(): string[] {
    return this.kept.map(({ words }) => chip(words))
  }

  apply(option: ReadOption): void {
    const { name, value, isNegated } = option
    const { does } = specOf(name)
    const flag = Object.hasOwn(FLAGS, name) ? FLAGS[name] : undefined
    if (!isNegated) this.kept = this.kept.filter((one) => !takesBack(one, option))
    if (isNegated) this.switchOff(flag, option)
    else if (flag) this.flags[flag] = true
    else if (DELETING.includes(name)) this.deletes(option)
    else if (name === 'rsh') this.remoteShell = value
    else if (name === 'port') this.port = value
    else if (name === 'dry-run') throw new Refused(say('exchange.refused.dryRun'))
    else if (name === 'old-args') throw new Refused(say('exchange.refused.oldArgs'))
    else if (does.includes('no-copy') || name === 'write-batch')
      throw new Refused(
        say('exchange.refused.notACopy', { option: inOneLine(option.words[0] ?? '') }),
      )
    else if (SHOWN_BY_APP.includes(name) || isProgressInfo(option))
      this.note(say('exchange.notes.shownByApp'))
    else if (ALWAYS.includes(name)) this.isSecluded ||= name === 'secluded-args'
    else this.keep(option)
  }

  settle(places: TaskSettings): Effects {
    const { flags } = this
    // Delete brings it along.
    if (flags.delete)
      this.kept = this.kept.filter(({ name, isNegated }) => name !== 'inc-recursive' || !isNegated)
    if (flags.archive || this.takeOwnGuard(places) || flags.recursive) return this
    if (this.kept.some(({ name }) => name === 'dirs' || name === 'files-from'))
      throw new Refused(say('exchange.refused.dirs'))
    this.skipsFolders = true
    return this
  }

  private switchOff(flag: Flag | undefined, option: ReadOption): void {
    const { name } = option
    if (flag) this.flags[flag] = false
    if (name === 'secluded-args') throw new Refused(say('exchange.refused.oldArgs'))
    if (SHOWN_BY_APP.includes(name) || name === 'verbose') return
    if (name === 'inc-recursive') this.kept.push({ ...option, words: ['--no-inc-recursive'] })
    else if (flag === undefined || this.isSetBy(name)) this.keep(option)
  }

  /** Whether what the task has by now switches it on beside its check box. */
  private isSetBy(name: string): boolean {
    if (this.flags.archive) return true
    return this.kept.some((one) => !one.isNegated && switchesOf(one).includes(name))
  }

  /** Of all ways to delete a task has one, the one that decides last. */
  private deletes(option: ReadOption): void {
    this.flags.delete = true
    if (option.name === 'delete-excluded') this.keep(option)
    if (option.name === 'delete-before') this.note(say('exchange.notes.deleteBefore'))
  }

  private keep(option: ReadOption): void {
    const { name, value, words } = option
    if (OWN_DEFAULTS.includes(words.join(' '))) return
    const { does } = specOf(name)
    // A file on this computer must not depend on where rsync is started.
    if (does.includes('reads-here') || does.includes('writes-here'))
      this.keepValue(option, this.absolute(name, value ?? ''))
    else {
      const file = mergedFile(option)
      const path = file && this.absolute(name, file.path)
      if (file === null || path === file.path) this.kept.push(option)
      else this.keepValue(option, `${file.rule} ${path}`)
    }
  }

  private keepValue(option: ReadOption, value: string): void {
    this.kept.push({ ...option, value, words: [`--${option.name}=${value}`] })
  }

  private absolute(name: string, path: string): string {
    if (path === '-')
      throw new Refused(say('exchange.refused.standardInput', { option: `--${name}` }))
    const isRemote = name === 'files-from' && /^[^/]*:/.test(path)
    const whole = isRemote ? path : entered(this.folder, path)
    if (whole === null)
      throw new Refused(say('exchange.refused.relative', { path: inOneLine(path) }))
    return whole
  }

  /** Reads `-r` with the app's own rules for Recursive off, before all others, as Recursive off. */
  private takeOwnGuard(places: TaskSettings): boolean {
    const { flags, kept, extra } = this
    if (!flags.recursive) return false
    const task = { ...places, delete: flags.delete, extra }
    const rules = readOptions(oneLevelOnly(task, readParameters(extra))).options.slice(1)
    const first = kept.findIndex(({ name }) => RULES.includes(name))
    const isOwn = rules.every(({ name, value }, at) => {
      const option = kept[first + at]
      return option?.name === name && option.value === value
    })
    if (!isOwn) return false
    flags.recursive = false
    kept.splice(first, rules.length)
    return true
  }

  private note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text)
  }
}

/** Whether a `--no-…` counts no more for what comes behind it (rsync(1), --archive). */
function takesBack(earlier: ReadOption, option: ReadOption): boolean {
  const switches = switchesOf(option)
  return earlier.isNegated && switchesOf(earlier).every((one) => switches.includes(one))
}

function isProgressInfo({ name, value }: ReadOption): boolean {
  return name === 'info' && /^progress\d?$/.test(value ?? '')
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
