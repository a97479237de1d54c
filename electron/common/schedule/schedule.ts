import { CRON_FIELDS } from './cron-field'
import { readTimetable, slotsAfter, type ScheduleFields } from './slots'
import { ownZone } from './zone-clock'

export type { ScheduleFields } from './slots'

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
  const [minute = '', hour = '', dom = '', month = '', ...dow] = line.trim().split(/\s+/)
  // Anything too much goes with the last field, where the rules of a field refuse it.
  return { minute, hour, dom, month, dow: dow.join(' ') }
}

/**
 * The next `count` times the schedule fires after `from`, in the given zone (IANA name; the
 * system's when left out). Fewer, possibly none, when it never fires again. Preview, next run and
 * firing all ask here, so that what is shown and what happens agree.
 */
export function nextRuns(
  schedule: ScheduleFields,
  from: Date,
  count: number,
  timeZone: string = ownZone(),
): Date[] {
  const table = readTimetable(schedule)
  if (table === null || count < 1) return []
  const runs: Date[] = []
  for (const slot of slotsAfter(table, from.getTime(), timeZone)) {
    runs.push(new Date(slot))
    if (runs.length >= count) break
  }
  return runs
}

/** The next time the schedule fires, or null when it never does. */
export function nextRun(schedule: ScheduleFields, from: Date, timeZone?: string): Date | null {
  return nextRuns(schedule, from, 1, timeZone)[0] ?? null
}
