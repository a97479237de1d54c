import { expect, it } from 'vitest'

import { byApp, byRsync, DISASTERS, lostBy, strike } from './disasters'

it.each(DISASTERS)('%s: rsync loses files, and the app none', async (disaster) => {
  const scene = await strike(disaster)
  expect(await lostBy(scene, byApp)).toBe(0)
  expect(await lostBy(scene, byRsync)).toBeGreaterThan(0)
})
