import type { Task } from '@common/task/task'
import type { TaskView } from '@common/task/task-view'
import type { RunBook } from '../run/run-book'
import type { NextRuns } from '../schedule/next-runs'

/** A task with the state, last run and next run that lists show. */
export function viewOf(
  task: Task,
  book: RunBook,
  nextRuns: NextRuns,
  now: number,
): Omit<TaskView, 'hasPassword'> {
  const runs = book.ofTask(task.id)
  return {
    task,
    // TrueNAS's rule: a running run is shown in preference to a newer one that waits.
    run: runs.find(({ state }) => state === 'RUNNING') ?? runs[0] ?? null,
    lastEndedAt: runs.find(({ endedAt }) => endedAt !== null)?.endedAt ?? null,
    nextRunAt: task.enabled ? nextRuns.after(task.schedule, now) : null,
  }
}
