import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { RunBook } from '@core/run/run-book'
import type { RunService } from '@core/run/run-service'
import { TaskRemoval, UNDO_MS } from '@core/task/task-removal'
import type { TaskService } from '@core/task/task-service'
import { aTask } from '../../builders'

/** Tasks 1 to 3, none of which ever ran. */
function aRemoval() {
  const list = new Map([1, 2, 3].map((id) => [id, aTask({ id })]))
  const purged: number[] = []
  const tasks = {
    remove: (id: number) => {
      const task = list.get(id)
      list.delete(id)
      return task
    },
    restore: (task: { id: number }) => task,
  } as unknown as TaskService
  const removal = new TaskRemoval({
    tasks,
    runs: {} as RunService,
    book: { ofTask: () => [] } as unknown as RunBook,
    purge: (id) => Promise.resolve(void purged.push(id)),
  })
  return { removal, purged }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('tasks that are deleted one after the other can all be brought back after the last', async () => {
  const { removal, purged } = aRemoval()
  for (const id of [1, 2, 3]) {
    await removal.delete(id)
    await vi.advanceTimersByTimeAsync(UNDO_MS * 0.7)
  }
  expect([1, 3].map((id) => removal.undelete(id).id)).toEqual([1, 3])
  await vi.advanceTimersByTimeAsync(UNDO_MS)
  expect(purged).toEqual([2])
  expect(() => removal.undelete(2)).toThrow()
})
