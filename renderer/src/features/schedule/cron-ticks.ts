import { isCronField, type CronField } from '@common/schedule/cron-field'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
/** TrueNAS writes weekdays from Monday on. */
const WEEKDAY_ORDER = [1, 2, 3, 4, 5, 6, 0]

export type TickField = Extract<CronField, 'month' | 'dow'>

/** The months (1 to 12) or weekdays (0 to 6, Sunday first) a field names; all for `*`. */
export function ticksOf(field: TickField, text: string): ReadonlySet<number> {
  const ticks = new Set<number>()
  if (!isCronField(field, text)) return ticks
  for (const part of text.split(',')) {
    for (const value of valuesOf(field, part)) ticks.add(field === 'dow' ? value % 7 : value)
  }
  return ticks
}

function valuesOf(field: TickField, part: string): number[] {
  const [min, max] = field === 'month' ? [1, 12] : [0, 6]
  const [range = '', stepText] = part.split('/')
  const [fromText = '', toText] = range.split('-')
  const from = range === '*' ? min : numberOf(field, fromText)
  // A start with a step and no end goes on to the last value, as cron-parser reads it.
  const open = toText === undefined && stepText !== undefined
  const to = range === '*' || open ? max : toText === undefined ? from : numberOf(field, toText)
  const step = Number(stepText ?? 1)
  const values: number[] = []
  for (let value = from; value <= to; value += step) values.push(value)
  return values
}

function numberOf(field: TickField, text: string): number {
  const named = (field === 'month' ? MONTHS : WEEKDAYS).indexOf(text.toLowerCase())
  if (named < 0) return Number(text)
  return field === 'month' ? named + 1 : named
}

/** Ticked months as a field: none and all are both "every month". */
export function monthField(ticks: ReadonlySet<number>): string {
  if (ticks.size === 0 || ticks.size === 12) return '*'
  return [...ticks].sort((a, b) => a - b).join(',')
}

/** Ticked weekdays as a field: none and all are both "every day". */
export function weekdayField(ticks: ReadonlySet<number>): string {
  if (ticks.size === 0 || ticks.size === 7) return '*'
  return WEEKDAY_ORDER.filter((day) => ticks.has(day))
    .map((day) => WEEKDAYS[day])
    .join(',')
}
