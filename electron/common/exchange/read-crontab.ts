import { say } from '../i18n/say'
import { readCronLine, readSchedule, type CronJob } from './cron-line'
import { describing } from './description'
import { isProgram } from './mentions'
import { OWNER_NOTE } from './owner-note'
import { readCommand } from './read-command'
import {
  homesOf,
  inOneLine,
  MAX_TASKS,
  Refused,
  tooMuch,
  type ImportContext,
  type InParts,
  type ReadTask,
  type Refusal,
  type Understood,
} from './reading'
import { plainLineEnds } from './plain-text'
import { ScriptState, shellKind } from './script-state'
import { MAX_LENGTH, type Value } from './shell/expand'
import { walkScript, type ScriptPart } from './walk-script'

const SETTING = /^\s*([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/s
/** Behind a user is a command, and no number or operator. */
const USER = /^([A-Za-z_][\w.-]*\$?)\s+([A-Za-z_./~$"'([{:!].*)$/s

/** A crontab as `crontab -l` shows it, or a file of /etc/cron.d with its column of users. */
export function* readCrontab(text: string, context: ImportContext): InParts<Understood> {
  const lines = plainLineEnds(text).split('\n')
  const reader = new CrontabReader(context, hasUserColumn(lines))
  for (const [index, line] of lines.entries()) {
    if (!reader.take(line, String(index + 1))) break
    yield
  }
  return reader
}

/** Names that stand where a crontab of the system has its users, to be looked up. */
export function namesInUserColumn(text: string): string[] {
  const names = jobsOf(plainLineEnds(text).split('\n')).map(({ rest }) => userOf(rest)?.name)
  return [...new Set(names.filter((name) => name !== undefined))]
}

/** True where every job has a name that may be that of a user before its command. */
function hasUserColumn(lines: readonly string[]): boolean {
  return jobsOf(lines).every(({ rest }) => userOf(rest) !== null)
}

function jobsOf(lines: readonly string[]): CronJob[] {
  return lines.flatMap((line) => {
    const text = line.trim()
    const job = text.startsWith('#') || isSetting(text) ? null : readCronLine(text)
    return job ?? []
  })
}

const isSetting = (text: string) => readCronLine(text) === null && SETTING.test(text)

/** The name of a user and the command behind it; null for a command alone. */
function userOf(rest: string): { name: string; command: string } | null {
  const [, name = '', command = ''] = USER.exec(rest) ?? []
  return name === '' || isProgram(name) ? null : { name, command }
}

class CrontabReader {
  readonly found: ReadTask[] = []
  readonly refused: Refusal[] = []
  skipped = 0
  private readonly settings = new Map<string, Value>()
  private readonly homes: ReadonlyMap<string, string>
  private owner: string | null = null
  private comment = ''
  private jobs = 0

  constructor(
    private readonly context: ImportContext,
    private readonly isOfSystem: boolean,
  ) {
    this.homes = homesOf(context)
  }

  /** @returns false where nothing more is read */
  take(line: string, place: string): boolean {
    const text = line.trim()
    const comment = /^#\s*(.*)$/.exec(text)?.[1]
    if (comment === undefined) this.takeCode(text, place)
    else this.remember(comment)
    return this.jobs <= MAX_TASKS
  }

  private takeCode(text: string, place: string): void {
    const [, name = '', value = ''] = isSetting(text) ? (SETTING.exec(text) ?? []) : []
    if (name !== '') this.settings.set(name, value.replace(/^(['"])(.*)\1$/s, '$2'))
    else if (text !== '') this.job(text, place)
    this.comment = ''
    this.owner = null
  }

  private remember(comment: string): void {
    const owner = this.owner === null ? OWNER_NOTE.read(comment) : null
    if (owner === null) this.comment = describing(comment)
    else this.owner = owner
  }

  private job(text: string, place: string): void {
    if (++this.jobs > MAX_TASKS || text.length > MAX_LENGTH) {
      this.refused.push(tooMuch(place, text))
      return
    }
    const job = readCronLine(text)
    const { user, command } = this.parted(job?.rest ?? text)
    const owner = user ?? this.owner ?? this.context.user
    const { parts, losses } = this.walk(command, owner)
    if (parts.length === 0) {
      this.skipped++
      return
    }
    const before = this.found.length
    try {
      if (!job) throw new Refused(say('exchange.refused.schedule', { text: inOneLine(text) }))
      const schedule = readSchedule(job.time)
      if (losses > 0) throw new Refused(say('exchange.refused.moreThanOne'))
      refuseShell(this.settings.get('SHELL'))
      refusePercent(command)
      for (const { outcome } of parts) {
        if (outcome instanceof Refused) throw outcome
        const around = { ...this.context, user: owner, desc: this.comment, schedule }
        const { settings, notes } = readCommand(outcome, around)
        const others = parts.length > 1 ? [say('exchange.notes.oneOfSeveral')] : []
        this.found.push({ place, settings, notes: [...notes, ...others, ...this.notes(user)] })
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      // A line is taken whole or not at all.
      this.found.length = before
      const { message: reason, errors } = error
      this.refused.push({ place, text: inOneLine(text), reason, errors })
    }
  }

  /** The user of a line of /etc/cron.d, and its command. */
  private parted(rest: string): { user: string | null; command: string } {
    const parted = userOf(rest)
    const isUser = parted && (this.isOfSystem || this.homes.has(parted.name))
    return isUser ? { user: parted.name, command: parted.command } : { user: null, command: rest }
  }

  /** cron hands the whole rest of the line to a shell. */
  private walk(command: string, user: string): { parts: readonly ScriptPart[]; losses: number } {
    const { settings: environment, homes } = this
    const shell = shellKind(shellOf(environment.get('SHELL')))
    const home = environment.get('HOME') ?? homes.get(user)
    const folder = typeof home === 'string' ? home : null
    const state = new ScriptState({ shell, folder, user, homes, environment })
    return walkScript(command.replaceAll('\\%', '%'), state)
  }

  private notes(user: string | null): string[] {
    const { users } = this.context
    const zones = ['CRON_TZ', 'TZ'].filter((name) => this.settings.has(name))
    const isStranger = user !== null && users !== undefined && !this.homes.has(user)
    return [
      ...zones.slice(0, 1).map((name) => say('exchange.notes.cronZone', { name })),
      ...(this.settings.has('RANDOM_DELAY') ? [say('exchange.notes.randomDelay')] : []),
      ...(isStranger ? [say('exchange.notes.unknownUser', { name: user })] : []),
    ]
  }
}

const shellOf = (value: Value | undefined) => {
  const path = typeof value === 'string' ? value : 'sh'
  return path.slice(path.lastIndexOf('/') + 1)
}

/** @throws Refused for what is no shell of the Bourne family */
function refuseShell(value: Value | undefined): void {
  if (!/^(sh|bash|dash|zsh|ash|ksh\w*|mksh)?$/.test(shellOf(value)))
    throw new Refused(say('exchange.refused.notShell'))
}

/** cron itself takes the first plain `%` for the end of the command (crontab(5)). */
function refusePercent(command: string): void {
  if (/(^|[^\\])%/.test(command)) throw new Refused(say('exchange.refused.percent'))
}
