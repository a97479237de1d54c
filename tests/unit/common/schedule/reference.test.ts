import { describe, expect, it } from 'vitest'
import { countSlots, latestSlot } from '@common/schedule/slots'
import { fireTimes, walkZone } from './minute-by-minute'
import { random } from './random-cron'
import { CRONS, firstDifference, FROM, ourTimes, tableOf, TO, ZONES } from './two-years'

describe.each(ZONES)('500 generated schedules in %s, over two years', (zone) => {
  it('fire when somebody who watches the clock would start them', () => {
    const walked = walkZone(zone, FROM, TO)
    const differences = CRONS.map((cron) => ({
      cron,
      difference: firstDifference(ourTimes(cron, zone), fireTimes(cron, walked)),
    })).filter(({ difference }) => difference !== null)
    expect(differences.slice(0, 5)).toEqual([])
  })

  it('are looked up backwards and counted as they are forwards', () => {
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
