import { isActive, type Wait, type Run } from '@common/run/run'
import type { SshConnection } from '@common/ssh/credentials'
import type { Task } from '@common/task/task'
import type { PendingRetry, TaskView } from '@common/task/task-view'
import type { RunBook } from '../run/run-book'
import type { TaskTimes } from '../schedule/task-times'

export interface ViewSources {
  readonly book: RunBook
  readonly times: TaskTimes
  readonly now: number
  readonly isPaused: boolean
  readonly hasPassword: boolean
  readonly connection: SshConnection | null
  readonly waitOf: (run: Run) => Wait | null
}

/** A task with the state, last run and next run that lists show. */
export function viewOf(task: Task, sources: ViewSources): TaskView {
  const { book, times, now, isPaused, hasPassword, connection, waitOf } = sources
  const { shown: run, lastEnded, lastSuccess } = book.summary(task.id)
  const lastSuccessAt = times.soundSuccess(task, lastSuccess?.endedAt ?? null, now)
  return {
    task,
    run,
    lastEndedAt: lastEnded?.endedAt ?? null,
    lastState: lastEnded?.state ?? null,
    nextRunAt: task.enabled ? times.nextAfter(task.schedule, now) : null,
    lastSuccessAt,
    overdueAt: isPaused ? null : times.overdueAt(task, lastSuccessAt),
    waitsFor: run && isActive(run) ? waitOf(run) : null,
    retry: run && retryAfter(run),
    hasPassword,
    connection: connection && placeOf(connection),
  }
}

/** Host keys and the like are of no use to a list, and would be sent with each task. */
function placeOf({ name, username, host, port }: SshConnection) {
  return { name, username, host, port }
}

function retryAfter({ id: runId, retryAt: at, attempt, maxAttempts }: Run): PendingRetry | null {
  return at === null ? null : { runId, at, attempt: attempt + 1, maxAttempts }
}
