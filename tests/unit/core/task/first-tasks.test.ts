import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstTasks } from '@core/task/first-tasks'
import { sortTasks } from '@renderer/features/tasks/sort-tasks'
import { aTask } from '../../builders'
import { NO_HISTORY } from '@common/task/task-view'

const paths = (names: readonly string[]) =>
  names.map((path, index) => aTask({ id: index + 1, path }))

describe('the first tasks', () => {
  it('are all where there are no more', () => {
    expect(firstTasks(paths(['/b', '/a']), 3).map(({ path }) => path)).toEqual(['/a', '/b'])
    expect(firstTasks([], 3)).toEqual([])
  })

  it('are those that a list sorted by path begins with, ids telling equal paths apart', () => {
    const names = fc.array(fc.constantFrom('/a', '/A', '/a2', '/a10', '/b', '/ä', '/'), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 12 }), (given, count) => {
        const tasks = paths(given)
        const views = tasks.map((task) => ({ ...NO_HISTORY, task }))
        const sorted = sortTasks(views, { key: 'path', isDescending: false })
        expect(firstTasks(tasks, count)).toEqual(sorted.slice(0, count).map(({ task }) => task))
      }),
    )
  })
})
