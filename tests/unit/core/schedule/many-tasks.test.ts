import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fromCron } from '@common/schedule/schedule'
import { aFolder, aKeeper, daily } from './keeper'

const COUNT = 10_000
const tasks = Array.from({ length: COUNT }, (_, i) =>
  daily({ id: i + 1, schedule: fromCron(`${i % 60} ${i % 24} ${1 + (i % 28)} * *`) }),
)

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

it('ten thousand tasks are armed while others have their turn, changed and removed ones too', async () => {
  const { keeper, agenda } = await aKeeper({ folder: await aFolder() })
  keeper.start(tasks)
  expect(agenda.size).toBeLessThan(COUNT)
  keeper.disarm(COUNT)
  keeper.arm(daily({ id: COUNT - 1, enabled: false }))
  const yearly = daily({ id: COUNT - 2, schedule: fromCron('0 0 30 2 *') })
  keeper.arm(yearly)
  let slices = 0
  for (; vi.getTimerCount() > 0; slices++) vi.advanceTimersToNextTimer()
  expect(agenda.size).toBe(COUNT - 3)
  expect(slices).toBeGreaterThan(1)
  expect([COUNT, COUNT - 1, COUNT - 2].map((id) => agenda.at(`task:${id}`))).toEqual([
    ...[null, null, null],
  ])
})

it('what is not armed yet when the app ends stays so', async () => {
  const { keeper, agenda } = await aKeeper({ folder: await aFolder() })
  keeper.start(tasks)
  keeper.stop()
  expect(vi.getTimerCount()).toBe(0)
  expect(agenda.size).toBe(0)
})
