import { CRON_FIELDS, cronValues, isUnrestricted, type CronField } from './cron-field'
import { DAY_MS, MINUTE_MS, realTimes, wallDayOf, zoneDay } from './zone-clock'

/** A cron schedule as TrueNAS stores it: five texts. */
export type ScheduleFields = { readonly [field in CronField]: string }

/** A schedule that was read, ready to be asked for its times. */
export interface Timetable {
  /** Minutes since midnight, ascending. */
  readonly minutes: readonly number[]
  readonly isDay: (wallDay: number) => boolean
  /**
   * True when every hour is asked for. Such a schedule means elapsed hours: where the clock is
   * set back it fires in both hours, and a gap holds nothing to make up for.
   */
  readonly isEveryHour: boolean
}

/** 29 February may be eight years away (2096 to 2104); what did not come up by then never does. */
const FURTHEST_DAYS = 366 * 8 + 2

const MAX_KNOWN_TABLES = 10_000
const tables = new Map<string, Timetable | null>()

/**
 * Reads a schedule, each once: thousands of tasks share a few hundred of them. When days of month
 * and days of week are both restricted, either one fires (seed page: "or").
 * @returns null when a field is not well-formed
 */
export function readTimetable(schedule: ScheduleFields): Timetable | null {
  const key = CRON_FIELDS.map((field) => schedule[field]).join(' ')
  let table = tables.get(key)
  if (table === undefined) {
    if (tables.size >= MAX_KNOWN_TABLES) tables.clear()
    tables.set(key, (table = read(schedule)))
  }
  return table
}

function read(schedule: ScheduleFields): Timetable | null {
  const [minute, hour, dom, month, dow] = CRON_FIELDS.map((name) =>
    cronValues(name, schedule[name]),
  )
  if (!minute || !hour || !dom || !month || !dow) return null
  const isFreeDom = isUnrestricted('dom', dom)
  const isFreeDow = isUnrestricted('dow', dow)
  const [doms, months, dows] = [new Set(dom), new Set(month), new Set(dow)]
  const isDay = (wallDay: number) => {
    const date = new Date(wallDay * DAY_MS)
    if (!months.has(date.getUTCMonth() + 1)) return false
    const byMonth = doms.has(date.getUTCDate())
    const byWeek = dows.has(date.getUTCDay())
    return isFreeDom || isFreeDow ? byMonth && byWeek : byMonth || byWeek
  }
  return {
    minutes: hour.flatMap((h) => minute.map((m) => h * 60 + m)),
    isDay,
    isEveryHour: isUnrestricted('hour', hour),
  }
}

/** The times after `from`, soonest first, until there are none for eight years. */
export function* slotsAfter(table: Timetable, from: number, zone: string): Generator<number> {
  const first = wallDayOf(zone, from)
  let last = from
  // A change of the clock may carry a slot into the next day.
  for (let day = first - 1, empty = 0; empty < FURTHEST_DAYS; day++, empty++) {
    for (const slot of slotsOfDay(table, zone, day)) {
      if (slot <= last) continue
      last = slot
      empty = 0
      yield slot
    }
  }
}

/** The first time after `from`; null when there is none. */
export function slotAfter(table: Timetable, from: number, zone: string): number | null {
  for (const slot of slotsAfter(table, from, zone)) return slot
  return null
}

/** The newest time after `since` and not after `now`; null when there was none. */
export function latestSlot(
  table: Timetable,
  since: number,
  now: number,
  zone: string,
): number | null {
  const first = wallDayOf(zone, since) - 1
  for (let day = wallDayOf(zone, now) + 1; day >= first; day--) {
    const slots = slotsOfDay(table, zone, day)
    const found = slots.findLast((slot) => slot <= now)
    if (found !== undefined) return found > since ? found : null
  }
  return null
}

/** How many times lie after `since` and not after `now`. */
export function countSlots(table: Timetable, since: number, now: number, zone: string): number {
  let count = 0
  let counted = since
  const last = wallDayOf(zone, now) + 1
  for (let day = wallDayOf(zone, since) - 1; day <= last; day++) {
    const start = day * DAY_MS
    const { before, changeAt } = zoneDay(zone, day)
    const isWhole = start - before > counted && start + DAY_MS - before <= now
    if (changeAt === null && isWhole) {
      if (table.isDay(day)) count += table.minutes.length
      continue
    }
    for (const slot of slotsOfDay(table, zone, day)) {
      if (slot <= counted || slot > now) continue
      counted = slot
      count++
    }
  }
  return count
}

/** The times of one day on the wall, ascending. */
function slotsOfDay(table: Timetable, zone: string, day: number): readonly number[] {
  if (!table.isDay(day)) return []
  const clock = zoneDay(zone, day)
  const wall = (minute: number) => day * DAY_MS + minute * MINUTE_MS
  if (clock.changeAt === null) return table.minutes.map((minute) => wall(minute) - clock.before)
  const slots = table.minutes.flatMap((minute) => {
    const { times, exists } = realTimes(clock, wall(minute))
    if (table.isEveryHour) return exists ? times : []
    return times.slice(0, 1)
  })
  return [...new Set(slots)].sort((a, b) => a - b)
}
