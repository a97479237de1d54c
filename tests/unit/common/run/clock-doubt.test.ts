import { expect, it } from 'vitest'
import { clockDoubt } from '@common/run/clock-doubt'

const DAY = 86_400_000
const NOW = 1000 * DAY

it.each([
  ['no run ended yet', null, null],
  ['the last run ended now', NOW, null],
  ['the last run ended 30 days ago', NOW - 30 * DAY, null],
  ['the last run ended 30 days and a moment ago', NOW - 30 * DAY - 1, 'ahead'],
  ['the last run ended ten years ago', NOW - 3650 * DAY, 'ahead'],
  ['the last run ends in a moment', NOW + 1, 'behind'],
  ['the last run ends in ten years', NOW + 3650 * DAY, 'behind'],
] as const)('when %s, the doubt in the clock is %j -> %j', (_, lastEnd, doubt) => {
  expect(clockDoubt(lastEnd, NOW)).toBe(doubt)
})
