import { expect, it } from 'vitest'
import { freeMemory } from '@main/window/free-memory'

const heap = () => process.memoryUsage().heapTotal

it('what is not used any more is given back to the system', async () => {
  await freeMemory()
  const before = heap()
  let rubbish: object[] | null = Array.from({ length: 300_000 }, (_, i) => ({ i, text: `${i}` }))
  const full = heap()
  expect(full - before).toBeGreaterThan(10_000_000)
  expect(rubbish.length).toBe(300_000)
  rubbish = null
  await freeMemory()
  expect(heap()).toBeLessThan(full - 10_000_000)
})
