import { formatLocale, say } from '@common/i18n/say'

const DAY_MS = 86_400_000
const WEEK_DAYS = 6

/** The moment a time is told, and how the person who is told reads a clock. */
export interface Clock {
  readonly now: number
  /** The system's when left out. */
  readonly timeZone?: string
  /** The system's when left out. */
  readonly locale?: string
}

/** A time as people say it now: `today 02:00`, `tomorrow 02:00`, `Mon 02:00`, `24 Dec 02:00`. */
export function timeText(at: number, { now, timeZone, locale = formatLocale() }: Clock): string {
  const zone = timeZone === undefined ? {} : { timeZone }
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, ...zone }).format(at)
  const time = format({ hour: '2-digit', minute: '2-digit' })
  const days = dayNumber(at, zone) - dayNumber(now, zone)
  if (days === 0) return say('tray.time.today', { time })
  if (days === 1) return say('tray.time.tomorrow', { time })
  if (days === -1) return say('tray.time.yesterday', { time })
  const isNear = Math.abs(days) <= WEEK_DAYS
  const day = format(isNear ? { weekday: 'short' } : { day: 'numeric', month: 'short' })
  return say('tray.time.other', { day, time })
}

/** Days since the epoch on the calendar of the zone, so that 23:59 and 00:01 are a day apart. */
function dayNumber(time: number, zone: { timeZone?: string }): number {
  const parts = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...zone }).format(time)
  return Date.parse(`${parts}T00:00:00Z`) / DAY_MS
}
