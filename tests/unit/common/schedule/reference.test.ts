import { describe, expect, it } from 'vitest'
import { fromCron } from '@common/schedule/schedule'
import {
  countSlots,
  latestSlot,
  readTimetable,
  slotsAfter,
  type Timetable,
} from '@common/schedule/slots'
import { fireTimes, walkZone } from './minute-by-minute'
import { random, randomCrons } from './random-cron'

/** Clocks that change at 2:00, by half an hour, and at midnight, on both sides of the equator. */
const ZONES = [
  ...['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Beirut'],
  'America/Santiago',
]
const FROM = Date.UTC(2026, 0, 1)
const TO = Date.UTC(2028, 0, 1)
const CRONS = randomCrons(500, 20261122)

const tableOf = (cron: string) => readTimetable(fromCron(cron)) as Timetable

function ourTimes(cron: string, zone: string): number[] {
  const times: number[] = []
  for (const slot of slotsAfter(tableOf(cron), FROM - 1, zone)) {
    if (slot >= TO) break
    times.push(slot)
  }
  return times
}

/** The first time only one of two lists has, if any. */
function firstDifference(ours: readonly number[], theirs: readonly number[]) {
  if (ours.length === theirs.length && ours.every((time, i) => time === theirs[i])) return null
  const at = ours.findIndex((time, i) => time !== theirs[i])
  const show = (time: number | undefined) => time && new Date(time).toISOString()
  const index = at < 0 ? ours.length : at
  return { ours: show(ours[index]), theirs: show(theirs[index]) }
}

describe.each(ZONES)('500 generated schedules in %s, over two years', (zone) => {
  it('fire when somebody who watches the clock would start them', { timeout: 120_000 }, () => {
    const walked = walkZone(zone, FROM, TO)
    const differences = CRONS.map((cron) => ({
      cron,
      difference: firstDifference(ourTimes(cron, zone), fireTimes(cron, walked)),
    })).filter(({ difference }) => difference !== null)
    expect(differences.slice(0, 5)).toEqual([])
  })

  it('are looked up backwards and counted as they are forwards', { timeout: 60_000 }, () => {
    const next = random(7)
    for (const cron of CRONS.filter((_, i) => i % 25 === 0)) {
      const times = ourTimes(cron, zone)
      const table = tableOf(cron)
      for (let i = 0; i < 20; i++) {
        const since = FROM + Math.floor(next() * (TO - FROM))
        const now = since + Math.floor(next() ** 3 * (TO - since))
        const between = times.filter((time) => time > since && time <= now)
        expect(countSlots(table, since, now, zone)).toBe(between.length)
        expect(latestSlot(table, since, now, zone)).toBe(between.at(-1) ?? null)
      }
    }
  })
})
