import { describe, expect, it } from 'vitest'
import { CRON_FIELDS, isCronField, type CronField } from '@common/schedule/cron-field'
import { nextRun } from '@common/schedule/schedule'

const VALID: readonly (readonly [CronField, readonly string[]])[] = [
  ['minute', ['0', '00', '59', '0-59', '*/5', '0,15,30,45', '*', '5/10', '0/8', '1-9/2', '*/60']],
  ['hour', ['0', '23', '9-17', '*/2', '8,12,18-20']],
  ['dom', ['1', '31', '1-31', '*/4', '15-28', '01']],
  ['month', ['1', '12', 'jan', 'DEC', 'jan-mar', '1-12/3', 'jan,jul', '2,3,4,5']],
  ['dow', ['0', '7', 'sun', 'SAT', 'mon-fri', '1-5', 'mon,sun', 'fri-7', '0-7', 'mon-fri/2']],
]

const INVALID: readonly (readonly [CronField, readonly string[]])[] = [
  ['minute', ['60', '100', 'invalid', '-1', '1-60', '10-5', 'mon', 'jan', '1.5', '0x1', '٣']],
  ['hour', ['24', '0-24', '*/25', '1e1']],
  ['dom', ['0', '32', '0-5', 'L', '?', '15W', 'sun']],
  ['month', ['0', '13', 'january', 'mar-jan', 'sun', '*/13']],
  ['dow', ['8', 'sunday', 'sat-sun', 'jan', '5L', '1#2', '*/9']],
]

/** Wrong in every field. */
const MALFORMED = [
  ...['', ' ', '1,', ',1', '1,,2', '1, 2', ' 1', '1 ', '1 2', '*/0', '*/', '/5', '*/5/2', '**'],
  ...['1-', '-', '1-2-3', '*-5', '*/-1', 'H', '$(id)', '1\n', '@daily'],
]

const pairs = (table: typeof VALID) =>
  table.flatMap(([field, texts]) => texts.map((text) => [field, text] as const))

describe('a field of a schedule', () => {
  it.each(pairs(VALID))('%s may be %s', (field, text) => {
    expect(isCronField(field, text)).toBe(true)
  })

  it.each(pairs(INVALID))('%s may not be %s', (field, text) => {
    expect(isCronField(field, text)).toBe(false)
  })

  it.each(MALFORMED)('whatever it is, may not be %j', (text) => {
    expect(CRON_FIELDS.filter((field) => isCronField(field, text))).toEqual([])
  })

  it('that is accepted is one the scheduler can read and that comes up', () => {
    const ends = ['*', '0', '00', '1', '7', '12', '23', '31', '59', 'sun', 'SAT', 'jan', 'Dec']
    const ranges = ends.flatMap((a) => [a, ...ends.map((b) => `${a}-${b}`)])
    const texts = ranges.flatMap((range) => [range, ...[8, 31].map((n) => `${range}/${n}`)])
    const always = { minute: '0', hour: '0', dom: '*', month: '*', dow: '*' }
    const failing = CRON_FIELDS.flatMap((field) =>
      texts
        .filter((text) => isCronField(field, text))
        .filter((text) => nextRun({ ...always, [field]: text }, new Date(0), 'UTC') === null)
        .map((text) => `${field} ${text}`),
    )
    expect(failing).toEqual([])
  })
})
