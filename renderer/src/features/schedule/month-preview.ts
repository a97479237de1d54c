import { largest } from '@common/lists'
import { nextRun, type ScheduleFields } from '@common/schedule/schedule'

/** How many coming runs are listed; TrueNAS shows as many. */
export const MAX_RUNS = 25
const DAY_MS = 86_400_000

export interface Month {
  readonly year: number
  /** 0 for January. */
  readonly month: number
}

export interface MonthPreview {
  /** Days of the month, from 1, on which a run is still to come. */
  readonly runDays: ReadonlySet<number>
  /** Coming runs in the month, at most {@link MAX_RUNS}. */
  readonly runs: readonly Date[]
  readonly hasMore: boolean
}

/** What a schedule does in a month, seen from `now`: nothing before now is counted. */
export function previewMonth(
  schedule: ScheduleFields,
  { year, month }: Month,
  now: Date,
  timeZone: string,
): MonthPreview {
  const end = startOfDay({ year, month: month + 1 }, 1, timeZone)
  // A run at this very minute still counts, hence the millisecond.
  const minute = Math.floor(now.getTime() / 60_000) * 60_000 - 1
  const from = Math.max(startOfDay({ year, month }, 1, timeZone).getTime() - 1, minute)
  const runs = runsUntil(end, schedule, from, timeZone)
  const runDays = new Set(runs.map((run) => dayOf(run, timeZone)))
  const hasMore = runs.length > MAX_RUNS
  // Every later day is asked for its first run alone: finding a run is what takes time here.
  const last = hasMore ? largest(runDays, 0) : daysIn({ year, month })
  for (let day = last + 1; day <= daysIn({ year, month }); day++) {
    const dayStart = startOfDay({ year, month }, day, timeZone).getTime() - 1
    const next = nextRun(schedule, new Date(dayStart), timeZone)
    if (next === null || next >= end) break
    day = dayOf(next, timeZone)
    runDays.add(day)
  }
  return { runDays, runs: runs.slice(0, MAX_RUNS), hasMore }
}

/** The runs after `from` and before `end`, at most one more than are listed. */
function runsUntil(end: Date, schedule: ScheduleFields, from: number, timeZone: string): Date[] {
  const runs: Date[] = []
  let next = nextRun(schedule, new Date(from), timeZone)
  while (next !== null && next < end && runs.length <= MAX_RUNS) {
    runs.push(next)
    next = nextRun(schedule, next, timeZone)
  }
  return runs
}

/** The day of the month it is in a zone. */
function dayOf(moment: Date, timeZone: string): number {
  return new Date(wallTime(moment.getTime(), timeZone)).getUTCDate()
}

export function daysIn({ year, month }: Month): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
}

/** Weekday of the first of the month: 0 for Sunday. */
export function firstWeekday({ year, month }: Month): number {
  return new Date(Date.UTC(year, month, 1)).getUTCDay()
}

export function addMonths({ year, month }: Month, count: number): Month {
  const date = new Date(Date.UTC(year, month + count, 1))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() }
}

/** The month it is in a zone. */
export function monthOf(now: Date, timeZone: string): Month {
  const wall = new Date(wallTime(now.getTime(), timeZone))
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() }
}

/** The moment a day begins in a zone: midnight, or the first minute there is after it. */
function startOfDay({ year, month }: Month, day: number, timeZone: string): Date {
  const wall = Date.UTC(year, month, day)
  let moment = wall
  // The offset at the guess leads to the moment; once more where it changes in between.
  for (let i = 0; i < 2; i++) moment += wall - wallTime(moment, timeZone)
  // Midnight that a change of the clock leaves out: the loop ends on the day before.
  if (wallTime(moment, timeZone) < wall && wall - wallTime(moment, timeZone) < DAY_MS / 12) {
    moment += wall - wallTime(moment, timeZone)
  }
  return new Date(moment)
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** What the clock on the wall shows, as if it were UTC. */
function wallTime(moment: number, timeZone: string): number {
  let format = formats.get(timeZone)
  if (!format) {
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric' } as const
    const time = { hour: 'numeric', minute: 'numeric', second: 'numeric' } as const
    format = new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', ...numeric, ...time })
    formats.set(timeZone, format)
  }
  const part = Object.fromEntries(
    format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second)
}
