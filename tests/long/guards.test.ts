import { randomInt } from 'node:crypto'

import { expect, it } from 'vitest'

import { tryRandomRuns } from '../integration/guard/random-runs'
import { useTwoSides } from '../support/two-sides'

const CASES = Number(process.env['GUARD_CASES'] ?? 2000)
const SEED = Number(process.env['GUARD_SEED'] ?? randomInt(2 ** 31))
/** Each with an engine of its own; `-t "part 3"` runs one. */
const PARTS = 8

const layOut = useTwoSides()

it.each(Array.from({ length: PARTS }, (_, i) => i + 1))(
  `random tasks stay within their limits, and do what is shown: part %i of ${PARTS} (seed ${SEED})`,
  async (part) => {
    const cases = Math.ceil(CASES / PARTS)
    const endings = await tryRandomRuns(layOut, { cases, seed: SEED + part, lanes: 4 })
    console.log(endings)
    expect(endings.SUCCESS).toBeGreaterThan(cases / 10)
    expect(endings.BLOCKED).toBeGreaterThan(cases / 50)
  },
)
