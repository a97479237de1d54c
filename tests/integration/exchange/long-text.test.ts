import { setImmediate as nextTurn } from 'node:timers/promises'

import { expect, it } from 'vitest'

import { openEngine } from '../../support/engine'

it('a long list of tasks is read in turn with all else', async () => {
  const { engine } = await openEngine()
  const task = (index: number) => ({ path: `/data/${index}`, user: 'root', remotehost: 'h' })
  const text = JSON.stringify(Array.from({ length: 4000 }, (_, index) => task(index)))
  let [isRead, turns] = [false, 0]
  const reading = engine.exchange.read(text).finally(() => (isRead = true))
  while (!isRead) {
    await nextTurn()
    turns++
  }
  expect((await reading).refused).toHaveLength(4000)
  expect(turns).toBeGreaterThan(10)
})
