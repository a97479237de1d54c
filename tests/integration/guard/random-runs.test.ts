import { randomInt } from 'node:crypto'

import { expect, it } from 'vitest'

import { useTwoSides } from '../../support/two-sides'
import { tryRandomRuns } from './random-runs'

/** More by hand: GUARD_CASES=200. GUARD_SEED, and GUARD_CASE for just one, replay. */
const CASES = Number(process.env['GUARD_CASES'] ?? 20)
const SEED = Number(process.env['GUARD_SEED'] ?? randomInt(2 ** 31))
const ONLY = process.env['GUARD_CASE']

const layOut = useTwoSides()

it(
  `random options over random trees stay within the limits, and do what is shown (seed ${SEED})`,
  async () => {
    const only = ONLY === undefined ? null : Number(ONLY)
    const endings = await tryRandomRuns(layOut, { cases: CASES, seed: SEED, only })
    console.log(endings)
    expect(Object.values(endings).reduce((sum, one) => sum + one)).toBe(only === null ? CASES : 1)
  },
  60_000 + CASES * 20_000,
)
