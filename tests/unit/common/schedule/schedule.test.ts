import { describe, expect, it } from 'vitest'
import { fromCron, nextRun, nextRuns, PRESETS, toCron } from '@common/schedule/schedule'

/** The next runs of a cron line, seen from a time with its zone written out. */
const runsOf = (cron: string, from: string, count: number, zone = 'UTC') =>
  nextRuns(fromCron(cron), new Date(from), count, zone).map((run) => run.toISOString().slice(0, 16))

describe('a cron line', () => {
  it.each([...Object.values(PRESETS), '0 2 15-28 * mon'])('%s survives as five fields', (cron) => {
    expect(toCron(fromCron(cron))).toBe(cron)
  })

  it('is read field by field', () => {
    expect(fromCron(' 1  2 3 4 5 ')).toEqual({
      ...{ minute: '1', hour: '2', dom: '3', month: '4', dow: '5' },
    })
  })
})

describe('the next runs', () => {
  // The run of this very minute counts in TrueNAS's preview, hence one second before it.
  it.each([
    ['* * * * *', '2022-02-19T10:44:59Z', ['19T10:45', '19T10:46', '19T10:47']],
    ['0 * * * *', '2022-02-19T10:45:02Z', ['19T11:00', '19T12:00', '19T13:00']],
    ['15 9 * * sun', '2022-02-19T10:45:02Z', ['20T09:15', '27T09:15']],
    ['0 2 24-25 * mon', '2022-02-22T16:28:00Z', ['24T02:00', '25T02:00', '28T02:00']],
  ])('of %s after %s are those of TrueNAS', (cron, from, days) => {
    expect(runsOf(cron, from, days.length)).toEqual(days.map((day) => `2022-02-${day}`))
  })

  it.each([
    ['days of month or days of week, when both are set', '0 0 13 * fri', ['02', '09', '13', '16']],
    ['days of week alone', '0 0 * * fri', ['02', '09', '16', '23']],
    ['days of month alone', '0 0 13 * *', ['13']],
    ['0 and 7 both as Sunday', '0 0 * * 0,7', ['04', '11', '18', '25']],
    ['every fourth day or Sunday', '0 0 */4 * 0', ['04', '05', '09', '11', '13', '17', '18']],
  ])('read %s: %s', (_, cron, days) => {
    expect(runsOf(cron, '2026-01-01T12:00:00Z', days.length)).toEqual(
      days.map((day) => `2026-01-${day}T00:00`),
    )
  })

  it('come strictly after the time asked from', () => {
    expect(runsOf('0 * * * *', '2026-01-01T11:00:00.000Z', 1)).toEqual(['2026-01-01T12:00'])
    expect(runsOf('0 * * * *', '2026-01-01T10:59:59.999Z', 1)).toEqual(['2026-01-01T11:00'])
  })

  it('fall on whole minutes', () => {
    const [run] = nextRuns(fromCron('* * * * *'), new Date('2026-01-01T10:00:30.500Z'), 1, 'UTC')
    expect(run?.toISOString()).toBe('2026-01-01T10:01:00.000Z')
  })

  it.each([
    ['America/New_York', '2026-07-01T08:00'],
    ['Europe/Berlin', '2026-07-01T02:00'],
    ['Asia/Kathmandu', '2026-06-30T22:15'],
    ['UTC', '2026-07-01T04:00'],
  ])('follow the clock of %s', (zone, expected) => {
    expect(runsOf('0 4 * * *', '2026-06-30T20:00:00Z', 1, zone)).toEqual([expected])
  })
})

describe('when the clocks change', () => {
  it.each([
    ['30 2 * * *', ['2026-03-08T07:30', '2026-03-09T06:30']],
    ['0 2 * * *', ['2026-03-08T07:00', '2026-03-09T06:00']],
  ])('in spring, %s still runs once that day', (cron, expected) => {
    expect(runsOf(cron, '2026-03-07T12:00:00Z', 2, 'America/New_York')).toEqual(expected)
  })

  it.each([
    ['30 1 * * *', ['2026-11-01T05:30', '2026-11-02T06:30']],
    ['0 2 * * *', ['2026-11-01T07:00', '2026-11-02T07:00']],
  ])('in autumn, %s runs once and not twice', (cron, expected) => {
    expect(runsOf(cron, '2026-10-31T12:00:00Z', 2, 'America/New_York')).toEqual(expected)
  })

  it.each(['2026-03-08T04:30:00Z', '2026-11-01T03:30:00Z'])(
    'an hourly task runs every hour all the same, from %s',
    (from) => {
      const runs = nextRuns(fromCron('0 * * * *'), new Date(from), 6, 'America/New_York')
      const gaps = runs.slice(1).map((run, i) => run.getTime() - (runs[i]?.getTime() ?? 0))
      expect(gaps).toEqual(Array(5).fill(3_600_000))
    },
  )
})

describe('a day that is rare', () => {
  it('29 February comes up in leap years', () => {
    expect(runsOf('0 0 29 2 *', '2026-01-01T00:00:00Z', 2)).toEqual([
      ...['2028-02-29T00:00', '2032-02-29T00:00'],
    ])
  })

  it.each(['0 0 30 2 *', '0 0 31 4,6,9,11 *'])('%s never comes up', (cron) => {
    expect(nextRun(fromCron(cron), new Date(0), 'UTC')).toBeNull()
    expect(nextRuns(fromCron(cron), new Date(0), 5, 'UTC')).toEqual([])
  })

  it.each(['x * * * *', '60 * * * *', '* * * * 8'])(
    'a line that is none, %j, gives no runs and no error',
    (cron) => expect(nextRun(fromCron(cron), new Date(0), 'UTC')).toBeNull(),
  )
})
