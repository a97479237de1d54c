import { say } from '../i18n/say'
import type { Run, RunState, TaskState, Wait } from '../run/run'
import type { SshConnection } from '../ssh/credentials'
import { bracketed } from './remote-host'
import type { Task, TaskSettings } from './task'

/** A task with everything a list shows about it. */
export interface TaskView {
  readonly task: Task
  /**
   * The run whose state stands for the task: the running one, else the newest; null if none.
   * Never the record of a skipped slot.
   */
  readonly run: Run | null
  /** When its last finished run ended, in milliseconds since the epoch. */
  readonly lastEndedAt: number | null
  /** How that run ended; null when there is none. */
  readonly lastState: RunState | null
  /** When its schedule fires next; null while it is disabled or the schedule never comes up. */
  readonly nextRunAt: number | null
  /** When it last succeeded; null when it never did. */
  readonly lastSuccessAt: number | null
  /**
   * From when on it counts as overdue, unless it succeeds before; may lie in the past. Null
   * while it is disabled or schedules are paused.
   */
  readonly overdueAt: number | null
  /** What `run` waits for; null when it does not wait. */
  readonly waitsFor: Wait | null
  /** The retry that is to come; null when there is none. Stop on its run calls it off. */
  readonly retry: PendingRetry | null
  /** True when the vault has a password for the task's rsync module. */
  readonly hasPassword: boolean
  /** Where its saved SSH connection leads; null when it has none, or one that is gone. */
  readonly connection: Pick<SshConnection, 'name' | 'username' | 'host' | 'port'> | null
}

/** The tasks that come first by path. */
export interface FirstTasks {
  readonly views: readonly TaskView[]
  /** True when there are no others. */
  readonly isAll: boolean
}

export interface PendingRetry {
  /** The failed run that is tried again. */
  readonly runId: number
  readonly at: number
  readonly attempt: number
  readonly maxAttempts: number
}

/** The view of a task that never ran and of which nothing else is known yet. */
export const NO_HISTORY = {
  run: null,
  lastEndedAt: null,
  lastState: null,
  nextRunAt: null,
  lastSuccessAt: null,
  overdueAt: null,
  waitsFor: null,
  retry: null,
  hasPassword: false,
  connection: null,
} as const satisfies Omit<TaskView, 'task'>

export function stateOf(view: TaskView): TaskState {
  return view.run?.state ?? 'PENDING'
}

/** A task, and where its saved SSH connection leads. */
interface Remote {
  readonly task: TaskSettings
  readonly connection: TaskView['connection']
}

/** The remote host of a task: as typed, or `user@host` of its saved connection. */
export function hostOf({ task, connection }: Remote): string {
  if (task.sshCredentials === null) return task.remoteHost ?? ''
  if (connection === null) return say('tasks.connectionDeleted')
  return `${connection.username}@${bracketed(connection.host)}`
}

/** The SSH port of a task: as typed, or that of its saved connection; null when it has none. */
export function portOf({ task, connection }: Remote): number | null {
  return task.sshCredentials === null ? task.remotePort : (connection?.port ?? null)
}

/** The remote side of a task as rsync writes it: `host::module` or `host:path`. */
export function remoteOf(settings: TaskSettings, host: string): string {
  const { mode, remoteModule, remotePath } = settings
  return mode === 'MODULE' ? `${host}::${remoteModule ?? ''}` : `${host}:${remotePath}`
}
