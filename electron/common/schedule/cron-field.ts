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

/** Days of each month in a leap year. */
const DAYS_OF_MONTH = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** False for days of month that none of the months has, such as 30 February. */
export function hasSuchADay(dom: string, month: string): boolean {
  const days = values('dom', dom)
  return values('month', month).some((number) =>
    days.some((day) => day <= (DAYS_OF_MONTH[number] ?? 0)),
  )
}

/** The numbers a well-formed field stands for. */
function values(field: CronField, text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [min, max] = RANGES[field]
    const [range = '', step] = part.split('/')
    const [from = '', to = from] = range.split('-')
    const low = range === '*' ? min : (valueOf(field, from) ?? min)
    // A single number with a step means: from there to the end (cron-parser's reading).
    const high =
      range === '*' || (step !== undefined && !range.includes('-'))
        ? max
        : (valueOf(field, to) ?? max)
    const by = Number(step ?? 1)
    return Array.from({ length: Math.floor((high - low) / by) + 1 }, (_, i) => low + i * by)
  })
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
