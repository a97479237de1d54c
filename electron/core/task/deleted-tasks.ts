import { AppError } from '@common/errors'
import type { Task } from '@common/task/task'

/** As long as the window offers Undo, with some room for a slow click. */
export const UNDO_MS = 20_000

/** Tasks that were deleted a moment ago and can still be brought back. */
export class DeletedTasks {
  private readonly kept = new Map<number, { task: Task; timer: NodeJS.Timeout }>()

  /** @param purge removes all that is left of a task, for good */
  constructor(private readonly purge: (taskId: number) => Promise<void>) {}

  keep(task: Task): void {
    const timer = setTimeout(() => void this.drop(task.id), UNDO_MS)
    this.kept.set(task.id, { task, timer })
  }

  /** @throws AppError NOT_FOUND when it is too late */
  takeBack(taskId: number): Task {
    const kept = this.kept.get(taskId)
    if (!kept)
      throw new AppError('NOT_FOUND', 'The task was deleted for good and cannot be brought back.')
    clearTimeout(kept.timer)
    this.kept.delete(taskId)
    return kept.task
  }

  /** Purges what is kept; for the end of the app. */
  async close(): Promise<void> {
    await Promise.all([...this.kept.keys()].map((taskId) => this.drop(taskId)))
  }

  private async drop(taskId: number): Promise<void> {
    clearTimeout(this.kept.get(taskId)?.timer)
    this.kept.delete(taskId)
    // What cannot be removed now is swept at the next start.
    await this.purge(taskId).catch(() => undefined)
  }
}
