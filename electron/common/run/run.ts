/** State of a run. PENDING is the state of a task that never ran; no run has it. */
export const RUN_STATES = ['WAITING', 'RUNNING', 'SUCCESS', 'FAILED', 'ABORTED', 'BLOCKED'] as const
export type RunState = (typeof RUN_STATES)[number]
export type TaskState = RunState | 'PENDING'

export const RUN_TRIGGERS = ['manual', 'schedule', 'tray', 'command-line', 'link'] as const
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
}

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
