import type { MissedPolicy } from '../schedule/decide'
import type { ScheduleFields } from '../schedule/slots'
import type { NotifyLevel } from '../desktop/notify-level'

export type Mode = 'MODULE' | 'SSH'
export type Direction = 'PUSH' | 'PULL'

/**
 * What a person sets on the Add / Edit Rsync Task screen. Names are TrueNAS's, in camelCase;
 * `wire-names.ts` holds the names used in files and on the command line.
 */
export interface TaskSettings {
  /** Local directory, absolute, exactly as typed: a trailing slash means "the contents of". */
  readonly path: string
  /** Local user who runs rsync. */
  readonly user: string
  readonly direction: Direction
  readonly desc: string
  readonly mode: Mode
  /** `[user@]host`; in MODULE mode `host:port` is allowed too. Null with a saved connection. */
  readonly remoteHost: string | null
  /**
   * SSH port, 1 to 65535; used with the key in the user's home directory. 0: as ssh has it, with
   * the user of ssh_config where Remote Host names none.
   */
  readonly remotePort: number | null
  /** Module of the rsync daemon; MODULE mode only. */
  readonly remoteModule: string | null
  /** Id of a saved SSH connection; null means the key in the user's home directory. */
  readonly sshCredentials: number | null
  /** Path on the remote host; SSH mode only. At most 255 bytes (seed page). */
  readonly remotePath: string
  readonly validateRpath: boolean
  readonly sshKeyscan: boolean
  readonly schedule: ScheduleFields
  readonly recursive: boolean
  readonly enabled: boolean
  readonly times: boolean
  readonly compress: boolean
  readonly archive: boolean
  readonly delete: boolean
  readonly quiet: boolean
  readonly preservePerm: boolean
  readonly preserveAttr: boolean
  readonly delayUpdates: boolean
  /** Auxiliary parameters, one entry per chip; each is read with POSIX word rules. */
  readonly extra: readonly string[]
  /** What becomes of a scheduled time that was missed. Ours, like all below; TrueNAS has none. */
  readonly missedRuns: MissedPolicy
  /** Hours after which a missed time is not made up for; null for any age. */
  readonly missedMaxAge: number | null
  /** How often a run is tried again when it failed for a cause that passes. */
  readonly retries: number
  /** Which ends of runs are told by a notification; null: as the app's settings say. Ours alone. */
  readonly notify: NotifyLevel | null
  /** A run that would delete more entries than this is held; null for any number. */
  readonly deleteLimit: number | null
  /** A run that would delete more than this share of the destination is held (see `delete-limits.ts`); null for any. */
  readonly deleteLimitPercent: number | null
}

/** A stored task. */
export interface Task extends TaskSettings {
  /** Small positive integer, never used twice. */
  readonly id: number
  /** Grows by one with every change; a save that expected an older one is a conflict. */
  readonly revision: number
}

/** Defaults of a task made without the form (TrueNAS's API, truenas e.1). */
export const TASK_DEFAULTS = {
  direction: 'PUSH',
  desc: '',
  mode: 'MODULE',
  remoteHost: null,
  remotePort: null,
  remoteModule: null,
  sshCredentials: null,
  remotePath: '',
  validateRpath: true,
  sshKeyscan: false,
  schedule: { minute: '00', hour: '*', dom: '*', month: '*', dow: '*' },
  recursive: true,
  enabled: true,
  times: true,
  compress: true,
  archive: false,
  delete: false,
  quiet: false,
  preservePerm: false,
  preserveAttr: false,
  delayUpdates: true,
  extra: [],
  missedRuns: 'RUN_ONCE',
  // A month: whatever is older will come up again soon by itself.
  missedMaxAge: 720,
  retries: 3,
  notify: null,
  // No ordinary day deletes a hundred thousand entries, or more than half of what is there.
  deleteLimit: 100_000,
  deleteLimitPercent: 50,
} as const satisfies Omit<TaskSettings, 'path' | 'user'>

/** How a task is called in dialogs and messages, by TrueNAS's rule (truenas a.1): `nas - photos`. */
export function taskName(task: TaskSettings): string {
  const place = task.remoteHost ?? task.path
  return task.mode === 'MODULE' && task.remoteModule !== null
    ? `${place} - ${task.remoteModule}`
    : place
}

/**
 * How a task is called where it stands among others that may have the same host and module: first,
 * as columns are narrow, by its description or else its path, as in `/home/anna (nas - photos)`.
 */
export function fullName(task: TaskSettings): string {
  const name = taskName(task)
  const more = task.desc.trim() || task.path
  return more === name ? name : `${more} (${name})`
}
