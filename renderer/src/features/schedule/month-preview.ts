import { nextRun, nextRuns, type ScheduleFields } from '@common/schedule/schedule'

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
  const runDays = new Set<number>()
  for (let day = 1; day <= daysIn({ year, month }); day++) {
    const dayStart = startOfDay({ year, month }, day, timeZone).getTime() - 1
    const dayEnd = startOfDay({ year, month }, day + 1, timeZone).getTime()
    if (dayEnd <= minute) continue
    const next = nextRun(schedule, new Date(Math.max(dayStart, minute)), timeZone)
    if (next === null) break
    if (next.getTime() < dayEnd) runDays.add(day)
  }
  const from = Math.max(startOfDay({ year, month }, 1, timeZone).getTime() - 1, minute)
  const runs = nextRuns(schedule, new Date(from), MAX_RUNS + 1, timeZone).filter((run) => run < end)
  return { runDays, runs: runs.slice(0, MAX_RUNS), hasMore: runs.length > MAX_RUNS }
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
