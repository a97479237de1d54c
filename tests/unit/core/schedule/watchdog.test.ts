import { expect, it } from 'vitest'
import { vi } from 'vitest'
import { WATCH_MS, Watchdog } from '@core/schedule/watchdog'
import { useFakeClock, wait } from './keeper'

/** A watchdog whose two clocks the test moves apart. */
function aWatchdog() {
  useFakeClock('2026-03-10T12:00')
  const start = Date.now()
  const told: string[] = []
  const shift = { now: 0, uptime: 0 }
  const dog = new Watchdog({
    now: () => Date.now() + shift.now,
    uptime: () => Date.now() - start + shift.uptime,
    onJump: () => told.push('jump'),
    onTick: () => told.push('tick'),
  })
  dog.start()
  return { dog, told, shift }
}

it('ticks while both clocks go on together', async () => {
  const { dog, told } = aWatchdog()
  await wait(3 * WATCH_MS)
  dog.stop()
  await wait(3 * WATCH_MS)
  expect(told).toEqual(['tick', 'tick', 'tick'])
})

it.each([
  ['slept', { now: 3_600_000, uptime: 0 }],
  ['was set back', { now: -3_600_000, uptime: 0 }],
  ['slept where both clocks go on in sleep', { now: 3_600_000, uptime: 3_600_000 }],
])('notices that the computer %s, once', async (_, jump) => {
  const { dog, told, shift } = aWatchdog()
  await wait(WATCH_MS)
  Object.assign(shift, jump)
  await wait(2 * WATCH_MS)
  dog.stop()
  expect(told).toEqual(['tick', 'jump', 'tick'])
})

it('lets a clock be corrected by seconds', async () => {
  const { dog, told, shift } = aWatchdog()
  shift.now = 4000
  await wait(WATCH_MS)
  dog.stop()
  expect(told).toEqual(['tick'])
  expect(vi.getTimerCount()).toBe(0)
})
