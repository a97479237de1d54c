import { expect, it } from 'vitest'
import type { Run, RunState } from '@common/run/run'
import { startable, waitOf } from '@core/run/run-queue'
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
  const all = runs(active)
  const running = all.filter(({ state }) => state === 'RUNNING')
  const rules = { limit, treeOf: () => null }
  expect(startable(all, running, rules).map(({ id }) => id)).toEqual(expected)
})

/** Trees of the runs by their numbers; those without one write nowhere that is known. */
const trees = (paths: Record<number, string>) => (run: { id: number }) =>
  paths[run.id] === undefined ? null : { place: 'here', path: paths[run.id] as string }

it.each<[string, string, Record<number, string>, number[]]>([
  ['not two that write one tree', '1R1 2W2', { 1: 'a', 2: 'a' }, []],
  ['not one above a tree that is written', '1R1 2W2', { 1: 'a/b', 2: 'a' }, []],
  ['not one below it', '1R1 2W2', { 1: 'a', 2: 'a/b/c' }, []],
  ['one beside it', '1R1 2W2', { 1: 'a/b', 2: 'a/c' }, [2]],
  ['one of two that wait for one tree', '1W1 2W2 3W3', { 1: 'a', 2: 'a', 3: 'b' }, [1, 3]],
  [
    'none that overtakes one that waits for a tree above',
    '1R1 2W2 3W3',
    { 1: 'a/x', 2: 'a', 3: 'a/y' },
    [],
  ],
  ['one whose tree is not known', '1R1 2W2', { 1: 'a' }, [2]],
])('may start: %s', (_, active, paths, expected) => {
  const all = runs(active)
  const running = all.filter(({ state }) => state === 'RUNNING')
  const started = startable(all, running, { limit: 9, treeOf: trees(paths) })
  expect(started.map(({ id }) => id)).toEqual(expected)
})

it.each<[string, string, Record<number, string>, number, object]>([
  ['its own task', '1R1 2W1', {}, 3, { kind: 'same-task', runId: 1 }],
  ['a tree', '1R1 2W2', { 1: 'a', 2: 'a/b' }, 3, { kind: 'same-tree', runId: 1, taskId: 1 }],
  [
    'a tree another waits for',
    '1R1 2W2 3W3',
    { 1: 'a/x', 2: 'a', 3: 'a/y' },
    3,
    { kind: 'same-tree', runId: 2, taskId: 2 },
  ],
  ['a free place', '1R1 2W2', {}, 1, { kind: 'limit', limit: 1 }],
])('the last waits for %s', (_, active, paths, limit, expected) => {
  const all = runs(active)
  const running = all.filter(({ state }) => state === 'RUNNING')
  const last = all.at(-1) as Run
  const earlier = all.filter(({ id, state }) => id < last.id && state === 'WAITING')
  expect(waitOf(last, running, earlier, { limit, treeOf: trees(paths) })).toEqual(expected)
})

it('thousands that wait are looked through in one go', () => {
  const all = Array.from({ length: 10_000 }, (_, i) =>
    aRun({ id: i + 1, taskId: i + 1, state: 'WAITING' }),
  )
  const treeOf = ({ id }: Run) => ({ place: 'here', path: `a/${id % 3}` })
  expect(startable(all, [], { limit: 4, treeOf }).map(({ id }) => id)).toEqual([1, 2, 3])
})
