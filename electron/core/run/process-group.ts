import { spawn, type ChildProcessByStdio } from 'node:child_process'
import {
  getDefaultHighWaterMark,
  setDefaultHighWaterMark,
  type Readable,
  type Writable,
} from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { insteadOfOurFiles } from './own-files'
import { stopThrough } from './stop-through'

/**
 * A receiver needs this to keep what it has of a file; killed before, it leaves only its temporary
 * file, which no later run continues (measured).
 */
const KILL_GRACE_MS = 10_000
/** A stray child that holds the output open after rsync ended is given this long. */
const STRAY_GRACE_MS = 2_000
/** A stray that left the group cannot be ended; its hold on the output is cut after this long. */
const OUTPUT_GRACE_MS = 30_000
/** Who reads in turns wants about this much each time; a pipe of short lines holds twice as much. */
const TURN_BYTES = 4096
const MAX_REST_MS = 20
/** Too short for a timer: no rest at all. */
const MIN_REST_MS = 0.5

export interface SpawnRequest {
  readonly program: string
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** Goes to standard input, which then ends; secrets take this way. Without it there is none. */
  readonly input?: string | Buffer
  /** Milliseconds between asking and making it end. */
  readonly killGraceMs?: number
  /** How the program's processes must be signalled, when they belong to another user. */
  readonly stopThrough?: readonly string[]
}

export interface ProcessEnd {
  readonly exitCode: number | null
  readonly signal: string | null
}

/**
 * A program in a process group and session of its own: it has no terminal to ask questions on,
 * and stopping it takes everything it started (rsync, ssh) with it.
 */
export class ProcessGroup {
  private readonly child: ChildProcessByStdio<Writable | null, Readable, Readable>
  private killTimer: NodeJS.Timeout | undefined
  private readonly exit = new AbortController()
  /** Settles when the program and its output have ended; rejects when it could not be started. */
  readonly ended: Promise<ProcessEnd>

  /** @param isInteractive leaves standard input open, for `stdin` */
  constructor(
    private readonly request: SpawnRequest,
    isInteractive = false,
  ) {
    const stdin = request.input === undefined && !isInteractive ? 'ignore' : 'pipe'
    this.child = withoutReadAhead(() =>
      spawn(request.program, request.argv, {
        env: request.env,
        cwd: request.cwd,
        shell: false,
        detached: true,
        windowsHide: true,
        stdio: [stdin, 'pipe', 'pipe', ...insteadOfOurFiles()],
      }),
    ) as ChildProcessByStdio<Writable | null, Readable, Readable>
    // A program that ends without reading its input is not an error.
    this.child.stdin?.on('error', () => undefined)
    if (!isInteractive) this.child.stdin?.end(request.input)
    this.ended = this.waitForEnd()
  }

  /** Process id, also that of the group; undefined when the program could not be started. */
  get pid(): number | undefined {
    return this.child.pid
  }

  /** Null unless it was asked for. */
  get stdin(): Writable | null {
    return this.child.stdin
  }

  get stdout(): Readable {
    return this.child.stdout
  }

  get stderr(): Readable {
    return this.child.stderr
  }

  /**
   * The chunks of an output of a program that prints line by line: each line would wake us, and a
   * wake-up costs more than the line. They gather in the pipe instead, for as long as it takes to
   * get a good deal at once but no longer than the pipe has room; nothing is late at the end.
   */
  async *turnsOf(output: Readable): AsyncGenerator<Buffer> {
    let restMs = 1
    for await (const chunk of chunksOf(output)) {
      yield chunk
      restMs = chunk.length > TURN_BYTES ? restMs / 2 : restMs * 2
      restMs = Math.min(MAX_REST_MS, Math.max(MIN_REST_MS, restMs))
      if (restMs === MIN_REST_MS) continue
      await sleep(restMs, null, { signal: this.exit.signal }).catch(() => undefined)
    }
  }

  /** Asks the group to end, and makes it after a grace. */
  stop(): void {
    this.signal('SIGTERM')
    const graceMs = this.request.killGraceMs ?? KILL_GRACE_MS
    this.killTimer ??= setTimeout(() => this.signal('SIGKILL'), graceMs)
  }

  private signal(signal: NodeJS.Signals): void {
    const { pid } = this.child
    if (pid === undefined) return
    if (this.request.stopThrough) stopThrough(this.request.stopThrough, pid, signal)
    else signalGroup(pid, signal)
  }

  private async waitForEnd(): Promise<ProcessEnd> {
    const end = await new Promise<ProcessEnd>((resolve, reject) => {
      this.child.once('error', reject)
      this.child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
    })
    this.exit.abort()
    await this.closeOutput()
    // Nothing of the run may outlive it: ssh does, when rsync was killed hard (peers 3.12).
    this.signal('SIGKILL')
    clearTimeout(this.killTimer)
    return end
  }

  private closeOutput(): Promise<void> {
    const { stdout, stderr } = this.child
    return new Promise((resolve) => {
      if (stdout.closed && stderr.closed) return resolve()
      const timers = [
        setTimeout(() => this.signal('SIGKILL'), STRAY_GRACE_MS),
        setTimeout(() => [stdout, stderr].forEach((stream) => stream.destroy()), OUTPUT_GRACE_MS),
      ]
      this.child.once('close', () => {
        timers.forEach(clearTimeout)
        resolve()
      })
    })
  }
}

/** What a program prints is left in its pipe until somebody asks for it. */
function withoutReadAhead<T>(start: () => T): T {
  const usual = getDefaultHighWaterMark(false)
  setDefaultHighWaterMark(false, 1)
  try {
    return start()
  } finally {
    setDefaultHighWaterMark(false, usual)
  }
}

/** The chunks of an output; one that was cut off simply ends. */
export async function* chunksOf(stream: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield chunk as Buffer
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}

/** Sends a signal to a process group; one that has ended already is left alone. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
