import { describe, expect, it } from 'vitest'
import { fromCron } from '@common/schedule/schedule'
import { aFolder, aKeeper, daily, sleepUntil, useFakeClock, wait } from './keeper'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A keeper that begins at a time, with one task due daily at 2:00 unless given. */
async function keeperAt(now: string, tasks = [daily()], folder?: string) {
  useFakeClock(now)
  return aKeeper({ folder: folder ?? (await aFolder()), tasks })
}

describe('a task that is due', () => {
  it('starts on time, each time once', async () => {
    const { log } = await keeperAt('2026-03-10T12:00')
    await wait(3 * DAY)
    expect(log).toEqual([
      '03-11T02:00 schedule 03-11T02:00 x1',
      '03-12T02:00 schedule 03-12T02:00 x1',
      '03-13T02:00 schedule 03-13T02:00 x1',
    ])
  })

  it('that is disabled does not start, and starts again once enabled', async () => {
    const { keeper, log } = await keeperAt('2026-03-10T12:00', [daily({ enabled: false })])
    await wait(2 * DAY)
    keeper.arm(daily())
    await wait(DAY)
    keeper.arm(daily({ enabled: false }))
    await wait(3 * DAY)
    expect(log).toEqual(['03-13T02:00 schedule 03-13T02:00 x1'])
  })

  it('that was removed does not start', async () => {
    const { keeper, log } = await keeperAt('2026-03-10T12:00')
    keeper.disarm(1)
    await wait(2 * DAY)
    expect(log).toEqual([])
  })

  it('with a schedule that never comes up, or is none, is left alone', async () => {
    const never = ['0 0 30 2 *', '*/0 * * * *', '61 * * * *', '* * * *', '0 0 * * * *']
    const tasks = never.map((cron, i) => daily({ id: i + 1, schedule: fromCron(cron) }))
    const { agenda, log, errors } = await keeperAt('2026-03-10T12:00', tasks)
    await wait(DAY)
    expect([agenda.size, log, errors]).toEqual([0, [], []])
  })

  it('with five hundred list entries starts at each of them', async () => {
    const minute = Array.from({ length: 500 }, (_, i) => String(i % 60)).join(',')
    const task = daily({ schedule: fromCron(`${minute} 13 * * *`) })
    const { log } = await keeperAt('2026-03-10T12:59:30', [task])
    await wait(2 * HOUR)
    expect(log).toHaveLength(60)
  })

  it('in more than 2^31 milliseconds starts then and not before', async () => {
    const task = daily({ schedule: fromCron('0 0 29 2 *') })
    const { log } = await keeperAt('2027-12-01T00:00', [task])
    await wait(89 * DAY)
    expect(log).toEqual([])
    await wait(2 * DAY)
    expect(log).toEqual(['02-29T00:00 schedule 02-29T00:00 x1'])
  })

  it('beside a thousand others is not lost when all are changed again and again', async () => {
    const tasks = Array.from({ length: 1000 }, (_, i) => daily({ id: i + 1 }))
    const { keeper, log } = await keeperAt('2026-03-10T12:00', tasks)
    for (let round = 0; round < 5; round++) for (const task of tasks) keeper.arm(task)
    await wait(DAY)
    expect(log).toHaveLength(1000)
  })
})

describe('a computer that was asleep', () => {
  it('makes up for the newest missed time once, a minute after it woke up', async () => {
    const { keeper, log } = await keeperAt('2026-03-10T12:00')
    sleepUntil('2026-03-31T09:13')
    keeper.wake()
    await wait(59_000)
    expect(log).toEqual([])
    await wait(HOUR)
    expect(log).toEqual([
      '03-31T09:14 skip (20 earlier times were missed) 03-30T02:00 x20',
      '03-31T09:14 catch-up 03-31T02:00 x21',
    ])
    await wait(DAY)
    expect(log.slice(2)).toEqual(['04-01T02:00 schedule 04-01T02:00 x1'])
  })

  it('of which nobody told finds out by the late timer, and starts once', async () => {
    const tasks = [daily({ schedule: fromCron('*/10 * * * *') })]
    const { log } = await keeperAt('2026-03-10T12:00', tasks)
    // Four hours pass between two ticks of the timer, as they do in a sleep.
    sleepUntil('2026-03-10T16:05')
    await wait(10 * MINUTE)
    expect(log).toEqual([
      '03-10T16:15 skip (24 earlier times were missed) 03-10T16:00 x24',
      '03-10T16:15 catch-up 03-10T16:10 x25',
    ])
  })

  it('waits for the network, and says so in the end when it never came', async () => {
    const { keeper, log, state } = await keeperAt('2026-03-10T12:00', [daily({ missedMaxAge: 9 })])
    sleepUntil('2026-03-11T09:00')
    state.isNetworkUp = false
    keeper.wake()
    await wait(30 * MINUTE)
    expect(log).toEqual([])
    state.isNetworkUp = true
    await wait(20_000)
    expect(log).toEqual(['03-11T09:30 catch-up 03-11T02:00 x1'])
    sleepUntil('2026-03-12T09:00')
    state.isNetworkUp = false
    keeper.wake()
    await wait(3 * HOUR)
    expect(log.slice(1)).toEqual(['03-12T11:00 skip (This time was missed) 03-12T02:00 x1'])
  })

  it('skips what was missed where the task says so, with a record', async () => {
    const { keeper, log } = await keeperAt('2026-03-10T12:00', [daily({ missedRuns: 'SKIP' })])
    sleepUntil('2026-03-13T09:00')
    keeper.wake()
    await wait(HOUR)
    expect(log).toEqual(['03-13T09:00 skip (3 times were missed) 03-13T02:00 x3'])
  })
})

describe('an app that was closed', () => {
  it('makes up for what was missed after its start, once, also when it ends again', async () => {
    const folder = await aFolder()
    const first = await keeperAt('2026-03-10T12:00', [daily()], folder)
    await first.close()
    sleepUntil('2026-03-13T09:13')
    const second = await aKeeper({ folder, tasks: [daily()] })
    await wait(HOUR)
    expect(second.log.at(-1)).toBe('03-13T09:14 catch-up 03-13T02:00 x3')
    await second.close()
    const third = await aKeeper({ folder, tasks: [daily()] })
    await wait(HOUR)
    expect(third.log).toEqual([])
  })

  it('before the run had started makes up for it again', async () => {
    const folder = await aFolder()
    useFakeClock('2026-03-11T01:59')
    const first = await aKeeper({ folder, tasks: [daily()], start: 'waits' })
    await wait(5 * MINUTE)
    expect(first.log).toEqual(['03-11T02:00 schedule 03-11T02:00 x1'])
    await first.close()
    const second = await aKeeper({ folder, tasks: [daily()] })
    await wait(5 * MINUTE)
    expect(second.log).toEqual(['03-11T02:05 catch-up 03-11T02:00 x1'])
  })

  it('leaves the past of a task alone that is new, or has another schedule', async () => {
    const folder = await aFolder()
    const first = await keeperAt('2026-03-10T12:00', [daily()], folder)
    await first.close()
    sleepUntil('2026-03-13T09:13')
    const changed = daily({ schedule: fromCron('0 3 * * *') })
    const second = await aKeeper({ folder, tasks: [changed, daily({ id: 2 })] })
    await wait(HOUR)
    expect(second.log).toEqual([])
    second.keeper.arm(daily())
    await wait(DAY)
    expect(second.log).toEqual([
      '03-14T02:00 schedule 03-14T02:00 x1',
      '03-14T02:00 schedule 03-14T02:00 x1 #2',
    ])
  })
})

describe('a clock that is set', () => {
  it('back by an hour starts nothing twice', async () => {
    const { keeper, log } = await keeperAt('2026-03-11T01:30')
    await wait(HOUR)
    sleepUntil('2026-03-11T01:30')
    keeper.wake()
    await wait(HOUR)
    expect(log).toEqual(['03-11T02:00 schedule 03-11T02:00 x1'])
  })

  it('back by a year goes on from there', async () => {
    const { keeper, log } = await keeperAt('2027-03-11T01:30')
    await wait(HOUR)
    sleepUntil('2026-03-11T12:00')
    keeper.wake()
    await wait(2 * DAY)
    expect(log).toEqual([
      '03-11T02:00 schedule 03-11T02:00 x1',
      '03-12T02:00 schedule 03-12T02:00 x1',
      '03-13T02:00 schedule 03-13T02:00 x1',
    ])
  })

  it('forward by ten years makes up for one run, and back again goes on', async () => {
    const { keeper, log } = await keeperAt('2026-03-10T12:00', [daily({ missedMaxAge: null })])
    sleepUntil('2036-03-10T12:00')
    keeper.wake()
    await wait(2 * MINUTE)
    expect(log.filter((line) => line.includes('catch-up'))).toHaveLength(1)
    sleepUntil('2026-03-10T12:10')
    keeper.wake()
    await wait(DAY)
    expect(log.at(-1)).toBe('03-11T02:00 schedule 03-11T02:00 x1')
    expect(log).toHaveLength(3)
  })
})

describe('a time zone that changes', () => {
  it('moves what is to come, and starts nothing twice', async () => {
    const { keeper, state, log } = await keeperAt('2026-03-10T12:00')
    state.zone = 'America/New_York'
    keeper.reconsider()
    await wait(DAY)
    expect(log).toEqual(['03-11T06:00 schedule 03-11T06:00 x1'])
  })
})

describe('clocks that are changed run a task once', () => {
  it.each([
    ['New York', '30 2 * * *', '2026-03-08T06:00', 'America/New_York', '03-08T07:00'],
    ['Berlin', '30 2 * * *', '2026-03-29T00:00', 'Europe/Berlin', '03-29T01:00'],
    ['Lord Howe', '15 2 * * *', '2026-10-03T14:00', 'Australia/Lord_Howe', '10-03T15:30'],
    ['Beirut', '0 0 * * *', '2026-03-28T20:00', 'Asia/Beirut', '03-28T22:00'],
    ['Santiago', '30 0 * * *', '2026-09-06T02:00', 'America/Santiago', '09-06T04:00'],
  ])('at the first time after a gap, in %s', async (_, cron, from, zone, expected) => {
    useFakeClock(from)
    const tasks = [daily({ schedule: fromCron(cron) })]
    const { log } = await aKeeper({ folder: await aFolder(), tasks, zone })
    await wait(6 * HOUR)
    expect(log).toEqual([`${expected} schedule ${expected} x1`])
  })

  it.each([
    ['New York', '30 1 * * *', '2026-11-01T05:00', 'America/New_York', '11-01T05:30'],
    ['Berlin', '30 2 * * *', '2026-10-25T00:00', 'Europe/Berlin', '10-25T00:30'],
    ['Lord Howe', '45 1 * * *', '2026-04-04T14:00', 'Australia/Lord_Howe', '04-04T14:45'],
    ['Beirut', '30 23 * * *', '2026-10-24T20:00', 'Asia/Beirut', '10-24T20:30'],
    ['Santiago', '30 23 * * *', '2026-04-05T02:00', 'America/Santiago', '04-05T02:30'],
  ])('at the first of two, in %s', async (_, cron, from, zone, expected) => {
    useFakeClock(from)
    const tasks = [daily({ schedule: fromCron(cron) })]
    const { log } = await aKeeper({ folder: await aFolder(), tasks, zone })
    await wait(6 * HOUR)
    expect(log).toEqual([`${expected} schedule ${expected} x1`])
  })
})

describe('a time at which a run of the task waits already', () => {
  it('is recorded as joined to it', async () => {
    useFakeClock('2026-03-11T01:59')
    const { log } = await aKeeper({ folder: await aFolder(), tasks: [daily()], start: 'joins' })
    await wait(HOUR)
    expect(log).toEqual([
      '03-11T02:00 schedule 03-11T02:00 x1',
      expect.stringContaining('skip (Run 7 of this task was waiting already, and'),
    ])
  })
})

describe('a run that cannot even be recorded', () => {
  it('is tried again a minute later, and told of', async () => {
    useFakeClock('2026-03-11T01:59')
    const kept = await aKeeper({ folder: await aFolder(), tasks: [daily()], start: 'fails' })
    await wait(90_000)
    expect(kept.errors).toHaveLength(1)
    kept.state.start = 'starts'
    await wait(HOUR)
    expect(kept.log).toEqual(['03-11T02:01 schedule 03-11T02:00 x1'])
  })
})
