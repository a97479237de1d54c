const DAY_MS = 86_400_000
const WEEK_DAYS = 6

/**
 * A time as people say it now: `today 02:00`, `tomorrow 02:00`, `Mon 02:00`, `24 Dec 02:00`.
 * @param timeZone the system's when left out
 */
export function timeText(at: number, now: number, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone }
  const format = (time: number, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...options, ...zone }).format(time)
  const clock = format(at, { hour: '2-digit', minute: '2-digit' })
  const days = dayNumber(at, zone) - dayNumber(now, zone)
  if (days === 0) return `today ${clock}`
  if (days === 1) return `tomorrow ${clock}`
  if (days === -1) return `yesterday ${clock}`
  if (Math.abs(days) <= WEEK_DAYS) return `${format(at, { weekday: 'short' })} ${clock}`
  return `${format(at, { day: 'numeric', month: 'short' })} ${clock}`
}

/** Days since the epoch on the calendar of the zone, so that 23:59 and 00:01 are a day apart. */
function dayNumber(time: number, zone: { timeZone?: string }): number {
  const parts = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...zone }).format(time)
  return Date.parse(`${parts}T00:00:00Z`) / DAY_MS
}
