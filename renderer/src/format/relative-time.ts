import { formatLocale } from '../i18n/i18n'

const UNITS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** Making a formatter costs more than a thousand uses of it, and tables use them by the hundred. */
const relative = new Map<string, Intl.RelativeTimeFormat>()
const dates = new Map<string, Intl.DateTimeFormat>()

function relativeFormat(style: 'short' | 'long'): Intl.RelativeTimeFormat {
  const key = `${formatLocale()} ${style}`
  const format = relative.get(key) ?? new Intl.RelativeTimeFormat(formatLocale(), { style })
  relative.set(key, format)
  return format
}

function dateFormat(dateStyle: 'full' | 'medium', timeStyle: 'long' | 'medium' | 'short') {
  const key = `${formatLocale()} ${dateStyle} ${timeStyle}`
  const format = dates.get(key) ?? new Intl.DateTimeFormat(formatLocale(), { dateStyle, timeStyle })
  dates.set(key, format)
  return format
}

/**
 * "in 3 hours", "5 min. ago". Minutes and seconds are shortened and nothing is "about", as
 * TrueNAS writes it; the full date belongs into a tooltip.
 */
export function relativeTime(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000)
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS[6]
  const style = unit === 'minute' || unit === 'second' ? 'short' : 'long'
  return relativeFormat(style).format(Math.trunc(seconds / size), unit)
}

/** The whole date for tooltips: weekday, date, time with seconds, zone. */
export function fullDate(at: number): string {
  return dateFormat('full', 'long').format(at)
}

/** Date and time for narrow columns: the year only where it is not this one. */
export function compactDate(at: number, now: number): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  const key = `${formatLocale()} ${isThisYear}`
  const year = isThisYear ? {} : ({ year: 'numeric' } as const)
  const clock = { hour: 'numeric', minute: '2-digit' } as const
  const format =
    dates.get(key) ??
    new Intl.DateTimeFormat(formatLocale(), { month: 'short', day: 'numeric', ...year, ...clock })
  dates.set(key, format)
  return format.format(at)
}

/** Date and time to the second, where two may fall into one minute. */
export function preciseDate(at: number): string {
  return dateFormat('medium', 'medium').format(at)
}

/** Date and time as they stand in a sentence. */
export function shortDate(at: number): string {
  return dateFormat('medium', 'short').format(at)
}
