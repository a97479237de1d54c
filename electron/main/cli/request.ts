/** A command line, read and with its input loaded: all that is needed to carry it out anywhere. */
export interface CliRequest {
  readonly command: string
  /** The task, for commands that name one. */
  readonly id: number | null
  readonly json: boolean
  readonly preview: boolean
  /** Does once what the task's last run, which was held, would have done. */
  readonly anyway: boolean
  readonly remove: boolean
  readonly csv: boolean
  /** For how long `pause` holds schedules; null until they are resumed. */
  readonly pauseFor: string | null
  /** A word that is no number: the name of a new key pair, or a host. */
  readonly operand: string | null
  /** Options of history, connections and keypairs, as typed. */
  readonly values: Readonly<Record<string, string | boolean>>
  /** Run number of `logs --run`. */
  readonly run: number | null
  /** What the file given by `--file`, or by name, holds. */
  readonly input: string | null
  /** Where `export` writes; null is standard output. Absolute. */
  readonly output: string | null
}

/**
 * Where a command's words go, in the order they are given; standard output carries only the
 * answer. Who writes much waits until it is written.
 */
export interface CliIo {
  out(text: string): Promise<void>
  error(text: string): Promise<void>
  /** Aborted when the person presses Ctrl-C. */
  readonly interrupted: AbortSignal
  /** True when `error` shows on a terminal, where a line can be drawn over. */
  readonly isTerminal: boolean
  /** True when `out` does, which control characters would steer. */
  readonly isOutTerminal: boolean
}

/** Exit codes of the command line (design 7). */
export const EXIT = { ok: 0, otherwise: 1, usage: 2 } as const

/** The command line itself is wrong; `message` is one sentence. */
export class UsageError extends Error {}
