import { randomInt } from 'node:crypto'

import { expect, it } from 'vitest'

import { tryRandomRuns } from '../integration/guard/random-runs'
import { useTwoSides } from '../support/two-sides'

const CASES = Number(process.env['GUARD_CASES'] ?? 2000)
const SEED = Number(process.env['GUARD_SEED'] ?? randomInt(2 ** 31))
const MINUTES = 60

const layOut = useTwoSides()

it(
  `${CASES} random tasks stay within their limits, and do what is shown (seed ${SEED})`,
  async () => {
    const endings = await tryRandomRuns(layOut, { cases: CASES, seed: SEED, lanes: 4 })
    console.log(endings)
    expect(endings.SUCCESS).toBeGreaterThan(CASES / 10)
    expect(endings.BLOCKED).toBeGreaterThan(CASES / 50)
  },
  MINUTES * 60_000,
)
