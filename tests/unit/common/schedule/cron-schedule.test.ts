import { parseCronExpression } from 'cron-schedule'
import { describe, expect, it } from 'vitest'
import {
  clockChanges,
  inZone,
  RANGE_TO_SUNDAY,
  reasonFor,
  ruledTimes,
  theirTimes,
  type ClockChange,
} from './other-library'
import { CRONS, firstDifference, FROM, ourTimes, TO, ZONES, type Zone } from './two-years'

/**
 * Another library as the judge of every time in two years, three million in each zone. It knows
 * nothing of clocks that are set. So it has the last word everywhere but in the hour (or half) after
 * such a change, where its word on what the wall shows is put together by the rules; how many of
 * the 2000 pairs of schedule and change differ there, and why, is counted.
 */
const DIFFERENT: Record<Zone, Record<string, number>> = {
  'America/New_York': { 'over a gap': 62, 'every hour, over an hour that comes twice': 68 },
  'Europe/Berlin': { 'over a gap': 67, 'every hour, over an hour that comes twice': 58 },
  'Australia/Lord_Howe': {
    'over a gap': 37,
    // The gap of half an hour shifts what is asked for in its hour into the other half.
    'every hour, over a gap': 39,
    'every hour, over an hour that comes twice': 32,
  },
  'Asia/Beirut': { 'over a gap': 84, 'every hour, over an hour that comes twice': 51 },
  'America/Santiago': { 'over a gap': 92, 'every hour, over an hour that comes twice': 51 },
}

/** The times from a change on, as long as the clock is set by. */
const at = (change: ClockChange, times: readonly number[]) =>
  times.filter((time) => time >= change.at && time < change.at + Math.abs(change.by))

describe.each(ZONES)('500 generated schedules in %s, over two years', (zone) => {
  const { changes, theirs } = inZone(zone, () => ({
    changes: clockChanges(FROM, TO),
    theirs: CRONS.map((cron) => theirTimes(cron, FROM, TO)),
  }))
  const ruled = inZone('UTC', () => CRONS.map((cron) => changes.map((c) => ruledTimes(cron, c))))
  const ours = CRONS.map((cron) => ourTimes(cron, zone))

  it('fire when another library says, while nobody sets the clock', () => {
    const quiet = (times: readonly number[]) => {
      const set = new Set(changes.flatMap((change) => at(change, times)))
      return set.size === 0 ? times : times.filter((time) => !set.has(time))
    }
    const faults = CRONS.map((cron, i) => {
      return { cron, fault: firstDifference(quiet(ours[i] ?? []), quiet(theirs[i] ?? [])) }
    }).filter(({ fault }) => fault !== null)
    expect(faults.slice(0, 5)).toEqual([])
  })

  it('differ for a reason where somebody does', () => {
    const faults: object[] = []
    const reasons: Record<string, number> = {}
    for (const [i, cron] of CRONS.entries()) {
      for (const [j, change] of changes.entries()) {
        const found = at(change, ours[i] ?? [])
        const fault = firstDifference(found, ruled[i]?.[j] ?? [])
        if (fault) faults.push({ cron, ...fault })
        if (!firstDifference(found, at(change, theirs[i] ?? []))) continue
        const reason = reasonFor(cron, change)
        reasons[reason] = (reasons[reason] ?? 0) + 1
      }
    }
    expect(faults.slice(0, 5)).toEqual([])
    expect(reasons).toEqual(DIFFERENT[zone])
  })
})

describe('where the library differs', () => {
  const times = (cron: string, zone: string, from: string, hours: number) => {
    const start = Date.parse(from)
    const end = start + hours * 3_600_000
    const show = (list: number[]) => list.map((time) => new Date(time).toISOString().slice(11, 16))
    return {
      ours: show(ourTimes(cron, zone).filter((time) => time >= start && time < end)),
      theirs: show(inZone(zone, () => theirTimes(cron, start, end))),
    }
  }

  it('a time in a gap runs at its end, not an hour later than it says', () => {
    expect(times('30 2 * * *', 'America/New_York', '2026-03-08T05:00Z', 6)).toEqual({
      ...{ ours: ['07:00'], theirs: ['07:30'] },
    })
  })

  it('a time after a gap is not passed over because one in the gap comes before it', () => {
    expect(times('32,12 1-2 * * *', 'Australia/Lord_Howe', '2026-10-03T15:00Z', 2)).toEqual({
      ...{ ours: ['15:02', '15:30', '15:32'], theirs: ['15:02', '15:42'] },
    })
  })

  it('a schedule of every hour makes nothing up for a gap of half an hour', () => {
    expect(times('12 * * * *', 'Australia/Lord_Howe', '2026-10-03T14:00Z', 4)).toEqual({
      ...{ ours: ['14:42', '16:12', '17:12'], theirs: ['14:42', '15:42', '16:12', '17:12'] },
    })
  })

  it('a schedule of every hour runs in an hour that comes twice as well', () => {
    expect(times('15 * * * *', 'America/New_York', '2026-11-01T05:00Z', 3)).toEqual({
      ...{ ours: ['05:15', '06:15', '07:15'], theirs: ['05:15', '07:15'] },
    })
  })

  it('a range to sun ends on day 0, not on day 7', () => {
    const cron = '0 12 * * 0-sun'
    const days = inZone('UTC', () => parseCronExpression(cron).weekdays)
    expect(days).toEqual([0, 1, 2, 3, 4, 5, 6])
    const runs = ourTimes(cron, 'UTC')
    expect(new Set(runs.map((time) => new Date(time).getUTCDay()))).toEqual(new Set([0]))
    expect(CRONS.filter((line) => RANGE_TO_SUNDAY.test(line))).toHaveLength(1)
  })

  it('a step without a range goes on to the end of the field, and is not left out', () => {
    const written = inZone('UTC', () => theirTimes('5-59/20 3-23/7 * * 2-6/3', FROM, TO))
    expect(ourTimes('5/20 3/7 * * 2/3', 'UTC')).toEqual(written)
    const left = inZone('UTC', () => theirTimes('5 3 * * 2', FROM, TO))
    expect(inZone('UTC', () => theirTimes('5/20 3/7 * * 2/3', FROM, TO))).toEqual(left)
  })

  it('a date that never comes is no time, and not an error', () => {
    expect(ourTimes('0 0 30 2 *', 'UTC')).toEqual([])
    expect(() => inZone('UTC', () => theirTimes('0 0 30 2 *', FROM, TO))).toThrow('No valid next')
  })
})

describe('what is read alike, by one library and another', () => {
  it.each([
    ['days of month or of week, when both are set', '0 0 13 * fri'],
    ['days 1 to 30 with a weekday, in months of 30 days as well', '0 0 1-30 * mon'],
    ['a day that one month does not have, with its weekdays', '0 0 30 2 mon'],
    ['names in ranges, lists and capitals', '0 0 * JAN-mar,Dec Mon-fri'],
    ['0 and 7, both of them Sunday', '0 0 * * 0,7'],
    ['a step in a range of weekdays, without Sunday', '0 0 * * 2-6/3'],
  ])('%s', (_, cron) => {
    expect(ourTimes(cron, 'UTC')).toEqual(inZone('UTC', () => theirTimes(cron, FROM, TO)))
  })
})
