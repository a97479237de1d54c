import nodeSchedule from 'node-schedule'
import { toCron } from '@common/schedule/schedule'
import type { Task } from '@common/task/task'

/**
 * Fires tasks on time. The only owner of node-schedule's jobs: each is held here by reference,
 * because node-schedule loses jobs whose name is used again.
 */
export class Scheduler {
  private readonly jobs = new Map<number, nodeSchedule.Job>()

  /** @param fire called when a task is due; must not throw */
  constructor(private readonly fire: (taskId: number) => void) {}

  /** Arms, re-arms or disarms a task, as its settings say. */
  arm(task: Task): void {
    this.disarm(task.id)
    if (!task.enabled) return
    const job = new nodeSchedule.Job(() => this.fire(task.id))
    // False where the schedule never comes up; the schema lets no such task in.
    if (job.schedule(toCron(task.schedule))) this.jobs.set(task.id, job)
  }

  disarm(taskId: number): void {
    this.jobs.get(taskId)?.cancel()
    this.jobs.delete(taskId)
  }

  stop(): void {
    for (const taskId of [...this.jobs.keys()]) this.disarm(taskId)
  }
}
