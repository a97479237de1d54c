import { afterAll, describe, expect, it } from 'vitest'

import {
  BY_OPTION,
  byApp,
  byRsync,
  DISASTERS,
  lostBy,
  strike,
  type Program,
} from '../integration/guard/disasters'
import { runGrsync } from '../support/grsync'

const byGrsync: Program = async ({ test, task }) => {
  const [source = '', destination = ''] = test.engine.planner.command(task).argv.slice(-2)
  expect(await runGrsync(source, destination, task.delete)).toBe(0)
}

/** Each program, and whether it is known to lose files. */
const PROGRAMS: readonly [string, Program, boolean][] = [
  ['Rsync Tasks', byApp, false],
  ['rsync', byRsync, true],
  ['Grsync', byGrsync, true],
]

const table: Record<string, Record<string, number>> = {}
afterAll(() => {
  console.log('Files of the destination that are lost or changed:')
  console.table(table)
})

describe.each(DISASTERS)('%s,', (disaster) => {
  it.each(PROGRAMS)('%s', async (name, program, isLosing) => {
    const lost = await lostBy(await strike(disaster), program)
    table[disaster] = { ...table[disaster], [name]: lost }
    const isAble = name !== 'Grsync' || !BY_OPTION.has(disaster)
    expect(lost > 0).toBe(isLosing && isAble)
  })
})
