import { expect, it } from 'vitest'
import { SuspendBlocker } from '@main/power/suspend-blocker'

it('sleep is held off while it is wanted, by one hold at a time, and let go at the end', () => {
  const held = new Set<number>()
  let last = 0
  let isWanted = false
  const blocker = new SuspendBlocker(
    {
      start: () => {
        held.add(++last)
        return last
      },
      stop: (id) => held.delete(id),
    },
    () => isWanted,
  )
  expect([blocker.update(), held.size]).toEqual([false, 0])
  isWanted = true
  expect([blocker.update(), blocker.update(), held.size]).toEqual([true, false, 1])
  isWanted = false
  expect([blocker.update(), held.size]).toEqual([true, 0])
  isWanted = true
  blocker.update()
  blocker.stop()
  blocker.stop()
  expect([blocker.isHolding, held.size, last]).toEqual([false, 0, 2])
})
