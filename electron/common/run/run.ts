import type { RunHold } from '../guard/finding'

/**
 * State of a run. PENDING is the state of a task that never ran; no run has it. SKIPPED is the
 * record of a scheduled time at which the task was, for a reason, not run; it never stands for
 * its task.
 */
export const RUN_STATES = [
  ...(['WAITING', 'RUNNING', 'SUCCESS', 'FAILED', 'ABORTED', 'BLOCKED', 'SKIPPED'] as const),
] as const
export type RunState = (typeof RUN_STATES)[number]
export type TaskState = RunState | 'PENDING'

/** Who or what started a run; `link` is a `rsync-tasks://` address. */
export const RUN_TRIGGERS = [
  ...(['manual', 'schedule', 'tray', 'catch-up', 'retry', 'command-line', 'link'] as const),
] as const
export type RunTrigger = (typeof RUN_TRIGGERS)[number]

/** Figures of `--stats`; null where rsync gave none (stopped, failed early, or Quiet). */
export interface RunStats {
  readonly filesKnown: number
  readonly filesCreated: number
  readonly filesDeleted: number
  readonly filesTransferred: number
  /** Bytes. */
  readonly totalSize: number
  /** Bytes. */
  readonly transferredSize: number
}

/** One execution of a task. */
export interface Run {
  readonly id: number
  readonly taskId: number
  readonly trigger: RunTrigger
  readonly state: RunState
  /** Milliseconds since the epoch, like all times here. */
  readonly queuedAt: number
  readonly startedAt: number | null
  readonly endedAt: number | null
  /** rsync's exit code; null while it runs, and when a signal or a missing program ended it. */
  readonly exitCode: number | null
  /** True for a SUCCESS that wants a look: files vanished meanwhile. */
  readonly hasWarning: boolean
  /** One sentence: how it ended and what to do; empty while it goes on. */
  readonly reason: string
  /** What was spawned: program and arguments. */
  readonly command: readonly string[]
  readonly stats: RunStats | null
  /** Version of the rsync that ran, such as `3.4.1`; null when it is not known. */
  readonly rsyncVersion: string | null
  /** The scheduled time it stands for; null for a run that no schedule asked for. */
  readonly slot: number | null
  /** How many scheduled times it stands for: more than one when several were missed. */
  readonly slotCount: number
  /** 1 for the first try, 2 for the first retry. */
  readonly attempt: number
  /** How many tries there may be in all. */
  readonly maxAttempts: number
  /** When this failed run is tried again by itself; null when it is not. */
  readonly retryAt: number | null
  /** The preview that a person approved, which this run may do and nothing else; null for all others. */
  readonly approves: string | null
  /** What held a BLOCKED run; null for all others. */
  readonly hold: RunHold | null
}

/** What a record holds until there is more to say. */
export const NEW_RUN = {
  startedAt: null,
  endedAt: null,
  exitCode: null,
  hasWarning: false,
  reason: '',
  command: [],
  stats: null,
  rsyncVersion: null,
  slot: null,
  slotCount: 0,
  attempt: 1,
  maxAttempts: 1,
  retryAt: null,
  approves: null,
  hold: null,
} as const satisfies Partial<Run>

/** What a waiting run waits for. */
export type Wait =
  /** For an earlier run of the same task. */
  | { readonly kind: 'same-task'; readonly runId: number }
  /** For a run of another task that writes the same folders. */
  | { readonly kind: 'same-tree'; readonly runId: number; readonly taskId: number }
  /** For one of so many places. */
  | { readonly kind: 'limit'; readonly limit: number }

/** How far a running run is. Never stored. */
export interface RunProgress {
  /** 0 to 100 and never falling; null while that cannot be known. */
  readonly percent: number | null
  readonly bytes: number
  readonly bytesPerSecond: number
  readonly secondsLeft: number | null
  /** Files checked, whether or not they had to be sent. */
  readonly filesDone: number
  readonly filesSent: number
  /** Null while rsync is still finding files. */
  readonly filesKnown: number | null
}

export function isActive(run: Run): boolean {
  return run.state === 'RUNNING' || run.state === 'WAITING'
}

/** True where rsync was started, or was to be: everything but the record of a skipped slot. */
export function isRealRun(run: Run): boolean {
  return run.state !== 'SKIPPED'
}
