/** The five fields of a schedule, in cron's order. */
export const CRON_FIELDS = ['minute', 'hour', 'dom', 'month', 'dow'] as const
export type CronField = (typeof CRON_FIELDS)[number]

const RANGES: Record<CronField, readonly [number, number]> = {
  minute: [0, 59],
  hour: [0, 23],
  dom: [1, 31],
  month: [1, 12],
  // 0 and 7 are both Sunday.
  dow: [0, 7],
}

const NAMES: Partial<Record<CronField, readonly string[]>> = {
  month: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  dow: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
}

/**
 * Checks one field of a cron schedule: `*`, numbers, names (months, weekdays), ranges `1-5`,
 * steps `*` with `/2`, `1-9/2`, `0/8`, and comma-separated lists of these, without blanks.
 */
export function isCronField(field: CronField, text: string): boolean {
  return text !== '' && text.split(',').every((part) => isPart(field, part))
}

function isPart(field: CronField, part: string): boolean {
  const [range = '', step, ...rest] = part.split('/')
  if (rest.length > 0) return false
  if (step !== undefined && !isStep(field, step)) return false
  if (range === '*') return true
  const [from = '', to, ...more] = range.split('-')
  if (more.length > 0) return false
  const low = valueOf(field, from)
  const high = to === undefined ? low : valueOf(field, to)
  return low !== null && high !== null && low <= high
}

function isStep(field: CronField, step: string): boolean {
  const [min, max] = RANGES[field]
  return /^\d{1,2}$/.test(step) && Number(step) >= 1 && Number(step) <= max - min + 1
}

function valueOf(field: CronField, text: string): number | null {
  const named = text === '' ? -1 : (NAMES[field]?.indexOf(text.toLowerCase()) ?? -1)
  if (named >= 0) return named
  const [min, max] = RANGES[field]
  const value = /^\d{1,2}$/.test(text) ? Number(text) : NaN
  return value >= min && value <= max ? value : null
}
