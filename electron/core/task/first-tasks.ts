import { compareTexts } from '@common/task/compare-texts'
import type { Task } from '@common/task/task'

/** More than any screen has room for. */
const SCREENFUL = 100

/**
 * The first tasks by path: those that a list shows when it opens. One look at each task
 * is enough, since hardly any of thousands gets among the first.
 */
export function firstTasks(tasks: readonly Task[], count = SCREENFUL): Task[] {
  const first = tasks.slice(0, count).sort(byPath)
  for (const task of tasks.slice(count)) {
    if (byPath(task, first.at(-1) ?? task) >= 0) continue
    first.pop()
    const place = first.findIndex((other) => byPath(task, other) < 0)
    first.splice(place < 0 ? first.length : place, 0, task)
  }
  return first
}

function byPath(a: Task, b: Task): number {
  return compareTexts(a.path, b.path) || a.id - b.id
}
