import { describe, expect, it } from 'vitest'
import { fromCron } from '@common/schedule/schedule'
import { aFolder, aKeeper, at, daily, sleepUntil, useFakeClock, wait } from './keeper'

const HOUR = 3_600_000

/** A keeper that begins at a time, with one task due daily at 2:00 unless given. */
async function keeperAt(now: string, tasks = [daily()]) {
  useFakeClock(now)
  return aKeeper({ folder: await aFolder(), tasks })
}

describe('schedules that are paused', () => {
  it('record each time as skipped, and go on after it', async () => {
    const task = daily({ schedule: fromCron('0 * * * *') })
    const { keeper, state, log } = await keeperAt('2026-03-10T12:30', [task])
    state.pause = { since: at('2026-03-10T12:30'), until: at('2026-03-10T14:30') }
    keeper.reconsider()
    await wait(3 * HOUR)
    expect(log).toEqual([
      '03-10T13:00 skip (This time was not run because schedules were paused) 03-10T13:00 x1',
      '03-10T14:00 skip (This time was not run because schedules were paused) 03-10T14:00 x1',
      '03-10T15:00 schedule 03-10T15:00 x1',
    ])
  })
})

describe('a time that was missed before schedules were paused', () => {
  const pausedFrom = async (since: string, until: string | null) => {
    const kept = await keeperAt('2026-03-10T12:00')
    sleepUntil('2026-03-11T09:13')
    kept.keeper.wake()
    await wait(30_000)
    kept.state.pause = { since: at(since), until: until === null ? null : at(until) }
    kept.keeper.reconsider()
    return kept
  }

  it('is made up for when the pause is over', async () => {
    const { log } = await pausedFrom('2026-03-11T09:13:30', '2026-03-11T10:13:30')
    await wait(HOUR - 1000)
    expect(log).toEqual([])
    await wait(2000)
    expect(log).toEqual(['03-11T10:13 catch-up 03-11T02:00 x1'])
  })

  it('is made up for when a person ends the pause', async () => {
    const { keeper, state, log } = await pausedFrom('2026-03-11T09:13:30', null)
    await wait(3 * HOUR)
    expect(log).toEqual([])
    state.pause = { since: at('2026-03-11T09:13:30'), until: Date.now() }
    keeper.reconsider()
    expect(log).toEqual(['03-11T12:13 catch-up 03-11T02:00 x1'])
  })
})
