/**
 * What the clock on the wall shows in a time zone, and when. "Wall" times are milliseconds as if
 * the wall clock were UTC, so that days and hours can be counted without a zone.
 */

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** How wall and real time go together around one day of a zone. */
export interface ZoneDay {
  /** Wall less real time before and after `changeAt`. */
  readonly before: number
  readonly after: number
  /** Real time at which the clock is changed; null when it is not, near this day. */
  readonly changeAt: number | null
}

const MAX_KNOWN_DAYS = 20_000
const formats = new Map<string, Intl.DateTimeFormat>()
const days = new Map<string, Map<number, ZoneDay>>()

/** The zone this process runs in. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** @throws RangeError for a zone that does not exist */
export function wallTime(zone: string, at: number): number {
  let format = formats.get(zone)
  if (!format) {
    const date = { year: 'numeric', month: 'numeric', day: 'numeric' } as const
    const time = { hour: 'numeric', minute: 'numeric', second: 'numeric' } as const
    format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: zone, hourCycle: 'h23', calendar: 'gregory' },
      ...date,
      ...time,
    })
    formats.set(zone, format)
  }
  const parts: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(at)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  const milliseconds = ((at % 1000) + 1000) % 1000
  return Date.UTC(year, month - 1, day, hour, minute, second) + milliseconds
}

/**
 * The clock around a day, looked up once.
 * @param day days since 1 January 1970 on the wall
 */
export function zoneDay(zone: string, day: number): ZoneDay {
  let known = days.get(zone)
  if (!known || known.size > MAX_KNOWN_DAYS) days.set(zone, (known = new Map()))
  let found = known.get(day)
  if (!found) known.set(day, (found = lookUp(zone, day)))
  return found
}

/** The day on the wall at a moment. Asking the clock of the day is far cheaper than `wallTime`. */
export function wallDayOf(zone: string, at: number): number {
  const { before, after, changeAt } = zoneDay(zone, Math.floor(at / DAY_MS))
  return Math.floor((at + (changeAt === null || at < changeAt ? before : after)) / DAY_MS)
}

/** The first real moment at which the wall shows `wall`, or has passed it where it never does. */
export function realTime(zone: string, wall: number): number {
  return realTimes(zoneDay(zone, Math.floor(wall / DAY_MS)), wall).times[0] as number
}

/**
 * When the wall shows a time on that day: once, twice where the clock is set back over it, or
 * never where it is set forward; then the first moment after the gap stands for it.
 */
export function realTimes(
  { before, after, changeAt }: ZoneDay,
  wall: number,
): { readonly times: readonly number[]; readonly exists: boolean } {
  if (changeAt === null) return { times: [wall - before], exists: true }
  const times = [
    ...(wall - before < changeAt ? [wall - before] : []),
    ...(wall - after >= changeAt ? [wall - after] : []),
  ]
  return times.length > 0 ? { times, exists: true } : { times: [changeAt], exists: false }
}

function lookUp(zone: string, day: number): ZoneDay {
  // No zone is further than 14 hours from UTC, so the whole day lies in between.
  let low = (day - 1) * DAY_MS
  let high = (day + 2) * DAY_MS
  const before = wallTime(zone, low) - low
  const after = wallTime(zone, high) - high
  if (before === after) return { before, after, changeAt: null }
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000
    if (wallTime(zone, middle) - middle === before) low = middle
    else high = middle
  }
  return { before, after, changeAt: high }
}
