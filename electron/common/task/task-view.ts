import type { Run, TaskState } from '../run/run'
import type { Task } from './task'

/** A task with everything a list shows about it. */
export interface TaskView {
  readonly task: Task
  /** The run whose state stands for the task: the running one, else the newest; null if none. */
  readonly run: Run | null
  /** When its last finished run ended, in milliseconds since the epoch. */
  readonly lastEndedAt: number | null
  /** When its schedule fires next; null while it is disabled or the schedule never comes up. */
  readonly nextRunAt: number | null
  /** True when the vault has a password for the task's rsync module. */
  readonly hasPassword: boolean
}

export function stateOf(view: TaskView): TaskState {
  return view.run?.state ?? 'PENDING'
}
