import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { isActive } from '@common/run/run'
import type { Task } from '@common/task/task'
import type { RunBook } from '../run/run-book'
import type { RunService } from '../run/run-service'
import type { TaskService } from './task-service'

export interface TaskRemovalDeps {
  readonly tasks: TaskService
  readonly runs: RunService
  readonly book: RunBook
  /** Removes all that is left of a task that is not in the list any more, for good. */
  readonly purge: (taskId: number) => Promise<void>
}

/** As long as the window offers Undo, with some room for a slow click. */
export const UNDO_MS = 20_000

/** Deletes tasks: at once, or so that they can still be brought back for a moment. */
export class TaskRemoval {
  private readonly kept = new Map<number, Task>()
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly deps: TaskRemovalDeps) {}

  /**
   * Deletes a task for good, with its runs and logs; one that is going on is stopped first.
   * @throws AppError NOT_FOUND
   */
  async remove(taskId: number): Promise<void> {
    await this.takeOut(taskId)
    await this.deps.purge(taskId)
  }

  /**
   * Deletes a task so that it can be brought back for a moment, as can those that were deleted
   * shortly before: one Undo is for all of a row.
   * @throws AppError NOT_FOUND
   */
  async delete(taskId: number): Promise<void> {
    this.kept.set(taskId, await this.takeOut(taskId))
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.close(), UNDO_MS)
  }

  /** @throws AppError NOT_FOUND when it is too late */
  undelete(taskId: number): Task {
    const task = this.kept.get(taskId)
    if (!task) throw new AppError('NOT_FOUND', say('tasks.deletedForGood'))
    this.kept.delete(taskId)
    return this.deps.tasks.restore(task)
  }

  /** Purges what is kept: it is too late for Undo, or the app ends. */
  async close(): Promise<void> {
    clearTimeout(this.timer)
    await Promise.all([...this.kept.keys()].map((taskId) => this.drop(taskId)))
  }

  /** First out of the list, so that no new run can start, then its runs are stopped. */
  private async takeOut(taskId: number): Promise<Task> {
    const { tasks, runs, book } = this.deps
    const task = tasks.remove(taskId)
    const active = book.ofTask(taskId).filter(isActive)
    await Promise.all(active.map(({ id }) => runs.stop(id)))
    return task
  }

  private async drop(taskId: number): Promise<void> {
    this.kept.delete(taskId)
    // What cannot be removed now is swept at the next start.
    await this.deps.purge(taskId).catch(() => undefined)
  }
}
