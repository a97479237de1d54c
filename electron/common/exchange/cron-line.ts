import { say } from '../i18n/say'
import { CRON_FIELDS, cronValues, isCronField, isUnrestricted } from '../schedule/cron-field'
import { fromCron, type ScheduleFields } from '../schedule/schedule'
import { inOneLine, Refused } from './reading'

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

/** A dash before the time keeps cron from logging the job (SUSE, cronie). */
const JOB = /^\s*-?(@[a-z_]+|(?:[\d*~][^\s]*\s+){2}\S+\s+\S+\s+\S+)\s+(\S.*)$/s

/** A line of a crontab that is a job. */
export interface CronJob {
  /** The five fields, or a name such as `@daily`; may be no schedule at all. */
  readonly time: string
  /** The command, in a crontab of the system with the user before it. */
  readonly rest: string
}

/** A line as a job; null for all that has not the form of one. */
export function readCronLine(line: string): CronJob | null {
  const [, time = '', rest = ''] = JOB.exec(line) ?? []
  return time === '' ? null : { time, rest }
}

/** True for a line that cron would run. */
export function isCronLine(line: string): boolean {
  const { time = '' } = readCronLine(line) ?? {}
  if (time.startsWith('@')) return time in NICKNAMES || time === '@reboot'
  // A random time, as cronie has it, is none to us and yet one of a crontab.
  const fields = fromCron(time.replace(/\d*~\d*/g, '0'))
  return time !== '' && CRON_FIELDS.every((field) => isCronField(field, fields[field]))
}

/** @throws Refused for what a task's schedule cannot say */
export function readSchedule(time: string): ScheduleFields {
  if (time === '@reboot') throw new Refused(say('exchange.refused.reboot'))
  if (time.includes('~')) throw new Refused(say('exchange.refused.randomTime', { text: time }))
  const line = time.startsWith('@') ? NICKNAMES[time] : time
  const fields = fromCron(line ?? '')
  if (line === undefined || !CRON_FIELDS.every((field) => isCronField(field, fields[field])))
    throw new Refused(say('exchange.refused.schedule', { text: inOneLine(time) }))
  if (meansBoth(fields)) throw new Refused(say('exchange.refused.bothDays'))
  return meansEach(fields) ? { ...fields, dom: '*', dow: '*' } : fields
}

const isFree = (field: 'dom' | 'dow', text: string) =>
  isUnrestricted(field, cronValues(field, text) ?? [])

const hasStar = ({ dom, dow }: ScheduleFields) => dom.startsWith('*') || dow.startsWith('*')

/** Without a star either day field is enough for cron: one that has all days means each day. */
function meansEach(fields: ScheduleFields): boolean {
  const { dom, dow } = fields
  return !hasStar(fields) && (isFree('dom', dom) || isFree('dow', dow))
}

/** cron's own exception: a day field that begins with `*` narrows the other one (crontab(5)). */
function meansBoth(fields: ScheduleFields): boolean {
  const { dom, dow } = fields
  return hasStar(fields) && !isFree('dom', dom) && !isFree('dow', dow)
}
