import cronParser from 'cron-parser'
import { CRON_FIELDS, type CronField } from './cron-field'

/** A cron schedule as TrueNAS stores it: five texts. */
export type ScheduleFields = { readonly [field in CronField]: string }

export const PRESETS = {
  hourly: '0 * * * *',
  daily: '0 0 * * *',
  weekly: '0 0 * * sun',
  monthly: '0 0 1 * *',
} as const
export type Preset = keyof typeof PRESETS

/** The schedule as one cron line. */
export function toCron(schedule: ScheduleFields): string {
  return CRON_FIELDS.map((field) => schedule[field]).join(' ')
}

/** A cron line as fields; `line` must have five of them. */
export function fromCron(line: string): ScheduleFields {
  const [minute = '', hour = '', dom = '', month = '', dow = ''] = line.trim().split(/\s+/)
  return { minute, hour, dom, month, dow }
}

/**
 * The next `count` times the schedule fires after `from`, in the given zone (IANA name; the
 * system's when left out). Fewer, possibly none, when it never fires again. Read by the parser
 * that node-schedule fires by, so that what is shown and what happens agree.
 */
export function nextRuns(
  schedule: ScheduleFields,
  from: Date,
  count: number,
  timeZone?: string,
): Date[] {
  const runs: Date[] = []
  try {
    const times = cronParser.parseExpression(toCron(schedule), {
      currentDate: from,
      ...(timeZone === undefined ? {} : { tz: timeZone }),
    })
    while (runs.length < count) runs.push(times.next().toDate())
  } catch {
    // cron-parser throws once it finds no further time within four years (30 February).
  }
  return runs
}

/** The next time the schedule fires, or null when it never does. */
export function nextRun(schedule: ScheduleFields, from: Date, timeZone?: string): Date | null {
  return nextRuns(schedule, from, 1, timeZone)[0] ?? null
}
