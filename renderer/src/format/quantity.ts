import { formatLocale, t } from '../i18n/i18n'

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

/** Bytes in steps of 1000, as rsync and network speeds count: "1.2 GB". */
export function bytesText(bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(bytes || 1) / 3)))
  return new Intl.NumberFormat(formatLocale(), {
    style: 'unit',
    unit: UNITS[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1000 ** step)
}

export function numberText(value: number): string {
  return new Intl.NumberFormat(formatLocale()).format(value)
}

/** A length of time in its two largest units: "2 h 5 min", "40 s". */
export function durationText(totalSeconds: number): string {
  const seconds = Math.max(0, Math.round(totalSeconds))
  const parts = [
    [Math.floor(seconds / 86_400), 'duration.days'],
    [Math.floor(seconds / 3600) % 24, 'duration.hours'],
    [Math.floor(seconds / 60) % 60, 'duration.minutes'],
    [seconds % 60, 'duration.seconds'],
  ] as const
  const first = parts.findIndex(([count]) => count > 0)
  if (first < 0) return t('duration.seconds', { n: 0 })
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, key]) => t(key, { n: count }))
    .join(' ')
}
