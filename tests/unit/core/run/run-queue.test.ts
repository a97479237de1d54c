import { expect, it } from 'vitest'
import type { RunState } from '@common/run/run'
import { startable } from '@core/run/run-queue'
import { aRun } from '../../builders'

/** `3R1`: run 3 of task 1 is running; `W` waits. */
const runs = (text: string) =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      const [, id, letter, taskId] = /^(\d+)([A-Z])(\d+)$/.exec(word) ?? []
      const state: RunState = letter === 'R' ? 'RUNNING' : letter === 'W' ? 'WAITING' : 'FAILED'
      return aRun({ id: Number(id), taskId: Number(taskId), state })
    })

it.each([
  ['nothing when nothing waits', '', 3, []],
  ['a waiting run', '1W1', 3, [1]],
  ['waiting runs of several tasks together', '1W1 2W2', 3, [1, 2]],
  ['none of a task that is running', '1R1 2W1', 3, []],
  ['another task beside a running one', '1R1 2W1 3W2', 3, [3]],
  ['one of two waiting runs of a task', '1W1 2W1', 3, [1]],
  ['no more than the limit', '1W1 2W2 3W3', 2, [1, 2]],
  ['only as many as are left of the limit', '1R1 2W2 3W3', 2, [2]],
  ['nothing when the limit is reached', '1R1 2R2 3W3', 2, []],
  ['nothing when more run than a limit that was lowered', '1R1 2R2 3W3', 1, []],
  ['the oldest first, past one whose task is busy', '1R1 2W1 3W2 4W3', 2, [3]],
  ['no run that has ended', '1F1 2W2', 1, [2]],
])('may start: %s', (_, active, limit, expected) => {
  expect(startable(runs(active), limit).map(({ id }) => id)).toEqual(expected)
})
