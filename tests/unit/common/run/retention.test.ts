import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expiredRuns } from '@common/run/retention'
import { isRealRun, RUN_STATES, type Run } from '@common/run/run'
import { aRun } from '../../builders'

const DAY = 86_400_000
const MB = 1_000_000
const NOW = 1000 * DAY

/** A run that ended so many days ago. */
const ended = (id: number, daysAgo: number, given: Partial<Run> = {}) =>
  aRun({ id, endedAt: NOW - daysAgo * DAY, ...given })
const expired = (runs: Run[], keepRunsDays: number | null, megabytes: number | null, size = 0) =>
  expiredRuns(runs, () => size, { keepRunsDays, keepLogsMegabytes: megabytes }, NOW)

describe('runs are removed', () => {
  it('that are older than they are kept', () => {
    expect(expired([ended(1, 11), ended(2, 10), ended(3, 1), ended(4, 1)], 10, null)).toEqual([1])
  })

  it('the oldest first until the logs fit', () => {
    const runs = [5, 4, 3, 2, 1].map((daysAgo, i) => ended(i + 1, daysAgo))
    expect(expired(runs, null, 7, 2 * MB)).toEqual([1, 2])
  })

  it('but never the last three of a task, its last success, or one that goes on', () => {
    const runs = [
      ended(1, 500),
      ended(2, 400, { state: 'FAILED' }),
      ended(3, 300, { state: 'FAILED' }),
      ended(4, 200, { state: 'SKIPPED' }),
      ended(7, 190, { state: 'FAILED' }),
      ended(8, 180, { state: 'BLOCKED' }),
      aRun({ id: 5, taskId: 2, state: 'RUNNING', queuedAt: 0, endedAt: null }),
      ended(6, 900, { taskId: 3 }),
    ]
    expect(expired(runs, 10, null)).toEqual([2, 4])
    expect(expired(runs, null, 1, 10 * MB)).toEqual([2, 4])
  })

  it('not at all where nothing limits them', () => {
    expect(expired([ended(1, 5000), ended(2, 1)], null, null, 1000 * MB)).toEqual([])
  })
})

it('whatever the runs, every task keeps its last run and its last success', () => {
  const anyRun = fc.record({
    taskId: fc.integer({ min: 1, max: 4 }),
    state: fc.constantFrom(...RUN_STATES),
    endedAt: fc.integer({ min: 0, max: NOW }),
  })
  fc.assert(
    fc.property(
      fc.array(anyRun, { maxLength: 40 }),
      fc.nat(900),
      fc.nat(20),
      (given, days, size) => {
        const runs = given.map((run, i) => aRun({ ...run, id: i + 1 }))
        const gone = new Set(expired(runs, days + 1, size + 1, MB))
        const left = runs.filter(({ id }) => !gone.has(id))
        for (const taskId of [1, 2, 3, 4]) {
          const last = (all: Run[], is: (run: Run) => boolean) =>
            all.findLast((run) => run.taskId === taskId && is(run))
          expect(last(left, isRealRun)).toEqual(last(runs, isRealRun))
          const isSuccess = (run: Run) => run.state === 'SUCCESS'
          expect(last(left, isSuccess)).toEqual(last(runs, isSuccess))
        }
      },
    ),
    { numRuns: 500, seed: 4 },
  )
})
