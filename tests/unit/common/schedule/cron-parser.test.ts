import cronParser from 'cron-parser'
import { describe, expect, it } from 'vitest'
import { fromCron, nextRuns } from '@common/schedule/schedule'
import { randomCrons } from './random-cron'

/**
 * Another library as the judge: cron-parser 4, which node-schedule brings along and the product
 * does not ask. Where it differs on purpose or by mistake, the difference is named here.
 */
const ZONES = [
  ...['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Beirut'],
  'America/Santiago',
]
const HOUR = 3_600_000
const COUNT = 6

/** Days of the week in a form in which cron-parser reads a step as Sunday too (`2/3`, `mon/2`). */
const hasWeekdayStep = (cron: string) => /\S\/\d+\S*$/.test(cron.split(' ')[4] ?? '')
/** It takes days 1 to 29 or 30 for "every day" in the months that have no more. */
const isNearlyEveryDay = (cron: string) => {
  const [, , dom = '', , dow = ''] = cron.split(' ')
  return dom !== '*' && dow !== '*'
}

/** Half a year apart from every change of a clock in these zones: March, April, September to November. */
const QUIET_START = Date.UTC(2026, 4, 1)
const QUIET_END = Date.UTC(2026, 7, 28)

function theirs(cron: string, from: number, count: number, tz: string): number[] {
  const times: number[] = []
  try {
    const parsed = cronParser.parseExpression(cron, { currentDate: new Date(from), tz })
    while (times.length < count) times.push(parsed.next().getTime())
  } catch {
    // It throws where there are no more times.
  }
  return times
}

const ours = (cron: string, from: number, count: number, zone: string) =>
  nextRuns(fromCron(cron), new Date(from), count, zone).map((run) => run.getTime())

describe.each(ZONES)('the fire times in %s are those of cron-parser', (zone) => {
  it('while no clock is changed, for generated schedules', { timeout: 60_000 }, () => {
    const crons = randomCrons(150, 20261122).filter((cron) => !hasWeekdayStep(cron))
    const different = crons
      .filter((cron) => !isNearlyEveryDay(cron))
      .map((cron) => {
        const until = (times: number[]) => times.filter((time) => time < QUIET_END)
        const expected = until(theirs(cron, QUIET_START, COUNT, zone))
        return { cron, expected, found: until(ours(cron, QUIET_START, COUNT, zone)) }
      })
      .filter(({ expected, found }) => JSON.stringify(expected) !== JSON.stringify(found))
    expect(different.slice(0, 3)).toEqual([])
  })
})

describe('where a clock is changed', () => {
  it('a time in the gap runs at its end, not an hour later than it says', () => {
    const from = Date.UTC(2026, 2, 8, 5)
    const [found] = ours('30 2 * * *', from, 1, 'America/New_York')
    expect(found).toBe(Date.UTC(2026, 2, 8, 7))
    expect(theirs('30 2 * * *', from, 1, 'America/New_York')).toEqual([(found ?? 0) + HOUR / 2])
  })

  it('a day that one month does not have leaves its weekdays alone', () => {
    const from = Date.UTC(2026, 0, 1)
    expect(ours('0 0 30 2 mon', from, 1, 'UTC')).toEqual([Date.UTC(2026, 1, 2)])
    expect(theirs('0 0 30 2 mon', from, 1, 'UTC')).toEqual([])
  })

  it('days 1 to 30 with a weekday mean either, in months of 30 days as well', () => {
    const from = Date.UTC(2026, 3, 1)
    expect(ours('0 0 1-30 4 mon', from, 2, 'UTC')).toEqual([
      ...[Date.UTC(2026, 3, 2), Date.UTC(2026, 3, 3)],
    ])
    expect(theirs('0 0 1-30 4 mon', from, 1, 'UTC')).toEqual([Date.UTC(2026, 3, 6)])
  })

  it('a step from a weekday does not add Sunday', () => {
    const from = Date.UTC(2026, 0, 1)
    // Tuesday and Friday.
    expect(ours('0 0 * * 2/3', from, 2, 'UTC')).toEqual([
      Date.UTC(2026, 0, 2),
      Date.UTC(2026, 0, 6),
    ])
    expect(theirs('0 0 * * 2/3', from, 2, 'UTC')).toEqual([
      ...[Date.UTC(2026, 0, 2), Date.UTC(2026, 0, 4)],
    ])
  })
})
