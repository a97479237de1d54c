import { say } from '../i18n/say'
import { CRON_FIELDS, cronValues, isCronField, isUnrestricted } from '../schedule/cron-field'
import { fromCron, type ScheduleFields } from '../schedule/schedule'
import { splitWords } from '../rsync/words'
import { isStarter } from './command-line'
import { OWNER_NOTE } from './owner-note'
import { readCommand } from './read-command'
import { inOneLine, Refused, type ImportContext, type ReadTask, type Refusal } from './reading'
import {
  isAssignment,
  plainLineEnds,
  readStatements,
  type Statement,
  type Variables,
} from './shell-text'

/** The names of schedules (crontab(5)). */
const NICKNAMES: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@every_minute': '* * * * *',
}

const JOB = /^\s*(@[a-z_]+|(?:[\d*][^\s]*\s+){2}\S+\s+\S+\s+\S+)\s+(\S.*)$/s
const SETTING = /^\s*([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/s

/** True for a line that cron would run. */
export function isCronLine(line: string): boolean {
  const [, time = ''] = JOB.exec(line) ?? []
  return (
    time.startsWith('@') ||
    (time !== '' && CRON_FIELDS.every((f) => isCronField(f, fromCron(time)[f])))
  )
}

/** A crontab as `crontab -l` shows it, or a file of /etc/cron.d with its column of users. */
export function readCrontab(text: string, context: ImportContext) {
  const reader = new CrontabReader(context)
  for (const [index, line] of plainLineEnds(text).split('\n').entries())
    reader.take(line, String(index + 1))
  return reader
}

class CrontabReader {
  readonly found: ReadTask[] = []
  readonly refused: Refusal[] = []
  private readonly settings: Variables
  private owner: string | null = null
  private comment = ''
  private hasZone = false

  constructor(private readonly context: ImportContext) {
    this.settings = new Map([['HOME', context.home]])
  }

  take(line: string, place: string): void {
    const text = line.trim()
    const comment = /^#\s*(.*)$/.exec(text)?.[1]
    if (text === '') return this.forget()
    if (comment !== undefined) return this.remember(comment)
    const [, name = '', value = ''] = JOB.test(text) ? [] : (SETTING.exec(text) ?? [])
    if (name === '') this.job(text, place)
    else if (name === 'CRON_TZ') this.hasZone = true
    else this.settings.set(name, value.replace(/^(['"])(.*)\1$/s, '$2'))
    this.forget()
  }

  private remember(comment: string): void {
    const owner = OWNER_NOTE.read(comment)
    if (owner === null) this.comment = comment
    else this.owner = owner
  }

  private forget(): void {
    this.comment = ''
    this.owner = null
  }

  private job(text: string, place: string): void {
    try {
      const [, time = '', rest = ''] = JOB.exec(text) ?? []
      if (time === '')
        throw new Refused(say('exchange.refused.schedule', { text: inOneLine(text) }))
      const { user, command } = withoutUser(rest)
      const statement = only(plainPercent(command), new Map(this.settings))
      const folder = this.settings.get('HOME') ?? null
      const desc = this.comment
      const { settings, notes } = readCommand(statement, {
        ...{ user: user ?? this.owner ?? this.context.user, folder, desc },
        schedule: readSchedule(time),
      })
      const zone = this.hasZone ? [say('exchange.notes.cronZone')] : []
      this.found.push({ place, settings, notes: [...notes, ...zone] })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const { message: reason, errors } = error
      this.refused.push({ place, text: inOneLine(text), reason, errors })
    }
  }
}

/** cron hands the whole rest of the line to a shell. */
function only(command: string, variables: Variables): Statement {
  const [statement, ...more] = readStatements(command, variables)
  if (!statement) throw new Refused(say('exchange.refused.noRsync'))
  if (more.length > 0) throw new Refused(say('exchange.refused.moreThanOne'))
  return statement
}

/** cron itself takes the first plain `%` for the end of the command (crontab(5)). */
function plainPercent(command: string): string {
  if (/(^|[^\\])%/.test(command) && /rsync/.test(command))
    throw new Refused(say('exchange.refused.percent'))
  return command.replaceAll('\\%', '%')
}

/** The user of a line of /etc/cron.d: a name where no program is, with a program behind it. */
function withoutUser(rest: string): { user: string | null; command: string } {
  const [, name = '', command = ''] = /^([A-Za-z_][\w.-]*\$?)\s+(\S.*)$/s.exec(rest) ?? []
  const split = splitWords(command.split(/\s/, 1)[0] ?? '')
  const next = split.ok ? (split.words[0] ?? '') : ''
  const isUser = name !== '' && !isStarter(name) && (isStarter(next) || isAssignment(next))
  return isUser ? { user: name, command } : { user: null, command: rest }
}

/** @throws Refused for what a task's schedule cannot say */
function readSchedule(time: string): ScheduleFields {
  if (time === '@reboot') throw new Refused(say('exchange.refused.reboot'))
  const line = time.startsWith('@') ? NICKNAMES[time] : time
  const fields = fromCron(line ?? '')
  if (line === undefined || !CRON_FIELDS.every((field) => isCronField(field, fields[field])))
    throw new Refused(say('exchange.refused.schedule', { text: time }))
  if (meansBoth(fields)) throw new Refused(say('exchange.refused.bothDays'))
  return fields
}

/** cron's own exception: a day field that begins with `*` narrows the other one (crontab(5)). */
function meansBoth({ dom, dow }: ScheduleFields): boolean {
  const isRestricted = (field: 'dom' | 'dow', text: string) =>
    !isUnrestricted(field, cronValues(field, text) ?? [])
  const hasStar = dom.startsWith('*') || dow.startsWith('*')
  return hasStar && isRestricted('dom', dom) && isRestricted('dow', dow)
}
