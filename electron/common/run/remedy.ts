import { TASK_DEFAULTS, type TaskSettings } from '../task/task'

/** A field of the task's form; the password of a module is no setting, but has one too. */
export type TaskField = keyof TaskSettings | 'modulePassword'

/**
 * The one thing that most likely helps after a run that did not end well. The window shows it as
 * a button beside the reason; it is never carried out unasked.
 */
export type Remedy =
  /** Open the task's form at this field. */
  | { readonly kind: 'open-field'; readonly field: TaskField }
  /** Try the SSH connection of the task step by step. */
  | { readonly kind: 'test-connection' }
  /** Ask the remote host for its keys and let a person compare them. */
  | { readonly kind: 'discover-host-key' }
  /** Make room at the destination: a folder of this computer, or the remote host. */
  | { readonly kind: 'free-space'; readonly at: 'local' | 'remote' }
  /** Nothing has to be changed; the next run goes on where this one ended. */
  | { readonly kind: 'run-again' }
  /** The log has the particulars. */
  | { readonly kind: 'open-log' }

/** What of a task the help for its runs depends on. */
export type RunTraits = Pick<
  TaskSettings,
  | 'mode'
  | 'direction'
  | 'compress'
  | 'sshCredentials'
  | 'archive'
  | 'times'
  | 'preservePerm'
  | 'preserveAttr'
>

/** The help for a cause: one for all tasks, or one that depends on how the task is set up. */
export type RemedyRule = Remedy | ((task: RunTraits) => Remedy)

export const RUN_AGAIN: Remedy = { kind: 'run-again' }
export const OPEN_LOG: Remedy = { kind: 'open-log' }

/** Where the remote side is named. */
export const fieldOfHost = (task: RunTraits): Remedy =>
  openField(task.mode === 'SSH' && task.sshCredentials !== null ? 'sshCredentials' : 'remoteHost')

/** What finds out why the remote host cannot be reached or lets nobody in. */
export const testConnection = (task: RunTraits): Remedy =>
  task.mode === 'SSH' ? { kind: 'test-connection' } : fieldOfHost(task)

export const fieldOfSource = (task: RunTraits): Remedy =>
  openField(task.direction === 'PUSH' ? 'path' : remoteField(task))

export const fieldOfDestination = (task: RunTraits): Remedy =>
  openField(task.direction === 'PUSH' ? remoteField(task) : 'path')

export const freeSpace = (task: RunTraits): Remedy => ({
  kind: 'free-space',
  at: task.direction === 'PUSH' ? 'remote' : 'local',
})

/** Whether a name, such as that of a field with an error, is one of the form's. */
export function isTaskField(name: string): name is TaskField {
  return ['path', 'user', 'modulePassword', ...Object.keys(TASK_DEFAULTS)].includes(name)
}

export function openField(field: TaskField): Remedy {
  return { kind: 'open-field', field }
}

function remoteField({ mode }: RunTraits): TaskField {
  return mode === 'SSH' ? 'remotePath' : 'remoteModule'
}
