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

/**
 * The values a field stands for, ascending; weekdays are 0 (Sunday) to 6. `5/10` means from 5 on
 * in steps of ten, as cron reads it.
 * @returns null when it is not such a field
 */
export function cronValues(field: CronField, text: string): readonly number[] | null {
  if (!isCronField(field, text)) return null
  const values = text.split(',').flatMap((part) => valuesOfPart(field, part))
  return [...new Set(field === 'dow' ? values.map((day) => day % 7) : values)].sort((a, b) => a - b)
}

/** True when the field allows every value it can have, however it is written. */
export function isUnrestricted(field: CronField, values: readonly number[]): boolean {
  const [min, max] = RANGES[field]
  return values.length === (field === 'dow' ? 7 : max - min + 1)
}

function valuesOfPart(field: CronField, part: string): number[] {
  const [range = '', step] = part.split('/')
  const [min, max] = RANGES[field]
  const [from = '', to] = range.split('-')
  const low = range === '*' ? min : (valueOf(field, from) ?? min)
  const last = step === undefined ? low : max
  const high = range === '*' ? max : to === undefined ? last : (valueOf(field, to) ?? max)
  const values: number[] = []
  for (let value = low; value <= high; value += Number(step ?? 1)) values.push(value)
  return values
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
