import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync } from 'node:fs'
import { Socket } from 'node:net'
import {
  getDefaultHighWaterMark,
  setDefaultHighWaterMark,
  Readable,
  type Writable,
} from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OutputPipes, Pipe } from './output-pipes'
import { startedFrom } from '../system/started-from'
import { KernelWaits } from './kernel-waits'
import { insteadOfOurFiles } from './own-files'
import { withUsersUmask } from '../system/umask'
import { stopThrough } from './stop-through'

/**
 * A receiver needs this to keep what it has of a file; killed before, it leaves only its temporary
 * file, which no later run continues (measured).
 */
const KILL_GRACE_MS = 10_000
/** The same where the session or the computer ends, which give the whole app a few seconds. */
const HURRY_MS = 3_000
/** A stray child that holds the output open after rsync ended is given this long. */
const STRAY_GRACE_MS = 2_000
/** A stray that left the group cannot be ended; its hold on the output is cut after this long. */
const OUTPUT_GRACE_MS = 30_000
/** A process that sleeps in one call of the kernel for so long after SIGTERM will not hear it. */
const STUCK_MS = 1_000
/** From SIGKILL to the moment at which a process that sleeps in the kernel is left behind. */
const LEAVE_STUCK_MS = 300
/** The same for a process of which nothing can be seen. */
const LEAVE_MS = 10_000
const LOOK_MS = 100
/** Who reads in turns wants about this much each time, half of what the pipe holds. */
const TURN_BYTES = 32 * 1024
const MAX_REST_MS = 20
const MIN_REST_MS = 1

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
  /**
   * Null for a program that has ended. Else it was killed, but sleeps in the kernel, as on a network
   * share that does not answer: nothing can end it before that does. Resolves when it has ended.
   */
  readonly left: Promise<unknown> | null
}

interface GroupOptions {
  readonly isInteractive?: boolean
  readonly pipes?: OutputPipes | null
}

/** Every group whose program has not ended: the end of the app must reach them all. */
const alive = new Set<ProcessGroup>()

/** Ends every program that is alive in little time: whoever ends the app or the session does not wait. */
export function hurryAllGroups(): void {
  for (const group of alive) group.stop(HURRY_MS)
}

/**
 * A program in a process group and session of its own: it has no terminal to ask questions on,
 * and stopping it takes everything it started (rsync, ssh) with it.
 */
export class ProcessGroup {
  private readonly child: ChildProcess
  private stopping: NodeJS.Timeout | undefined
  private readonly leaving = new AbortController()
  /** When it is made to end, by the clock of `performance`; Infinity before it was asked to. */
  private killAt = Infinity
  private readonly exit = new AbortController()
  /** False for Node's own pipes, which short lines fill at once. */
  private readonly hasRoom: boolean
  readonly stdout: Readable
  readonly stderr: Readable
  /** Settles when the program and its output have ended; rejects when it could not be started. */
  readonly ended: Promise<ProcessEnd>

  /**
   * @param options.isInteractive leaves standard input open, for `stdin`
   * @param options.pipes what it prints to, closed by the end of it; else Node's own
   */
  constructor(
    private readonly request: SpawnRequest,
    { isInteractive = false, pipes = null }: GroupOptions = {},
  ) {
    const stdin = request.input === undefined && !isInteractive ? 'ignore' : 'pipe'
    const { child, stdout, stderr } = withoutReadAhead(() => start(request, stdin, pipes))
    // A program that ends without reading its input is not an error.
    child.stdin?.on('error', () => undefined)
    if (!isInteractive) child.stdin?.end(request.input)
    this.child = child
    this.stdout = stdout
    this.stderr = stderr
    this.hasRoom = pipes !== null
    this.ended = this.waitForEnd()
    alive.add(this)
    const forget = () => alive.delete(this)
    this.ended.then(forget, forget)
  }

  /** Process id, also that of the group; undefined when the program could not be started. */
  get pid(): number | undefined {
    return this.child.pid
  }

  /** Null unless it was asked for. */
  get stdin(): Writable | null {
    return this.child.stdin
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
      if (!this.hasRoom) continue
      restMs *= Math.min(2, Math.max(0.5, TURN_BYTES / chunk.length))
      restMs = Math.min(MAX_REST_MS, Math.max(MIN_REST_MS, restMs))
      await sleep(restMs, null, { signal: this.exit.signal }).catch(() => undefined)
    }
  }

  /**
   * Asks the group to end, once, and makes it after a grace, or as soon as it is clear that it cannot
   * hear; what the kernel does not let go is left behind. Called again, it can only shorten the grace.
   */
  stop(graceMs = this.request.killGraceMs ?? KILL_GRACE_MS): void {
    if (this.killAt === Infinity) this.signal('SIGTERM')
    this.killAt = Math.min(this.killAt, performance.now() + graceMs)
    if (this.pid !== undefined) this.stopping ??= this.followStop(this.pid)
  }

  private followStop(pid: number): NodeJS.Timeout {
    const waits = new KernelWaits(pid)
    let killedAt: number | null = null
    return setInterval(() => {
      const [now, stuckMs] = [performance.now(), waits.longestMs()]
      if (killedAt === null) {
        if (now < this.killAt && stuckMs < STUCK_MS) return
        this.signal('SIGKILL')
        killedAt = now
      } else if (now - killedAt > (stuckMs > LEAVE_STUCK_MS ? LEAVE_STUCK_MS : LEAVE_MS)) {
        this.leaving.abort()
      }
    }, LOOK_MS)
  }

  private signal(signal: NodeJS.Signals): void {
    const { pid } = this.child
    if (pid === undefined) return
    if (this.request.stopThrough) stopThrough(this.request.stopThrough, pid, signal)
    else signalGroup(pid, signal)
  }

  private async waitForEnd(): Promise<ProcessEnd> {
    const exit = new Promise<ProcessEnd>((resolve, reject) => {
      this.child.once('error', reject)
      this.child.once('exit', (exitCode, signal) => resolve({ exitCode, signal, left: null }))
    })
    const left = once(this.leaving.signal, 'abort').then(() => ({
      ...{ exitCode: null, signal: null },
      left: exit,
    }))
    const end = await Promise.race([exit, left])
    this.exit.abort()
    if (end.left) this.abandon()
    else await this.closeOutput()
    // Nothing of the run may outlive it: ssh does, when rsync was killed hard (peers 3.12).
    this.signal('SIGKILL')
    clearInterval(this.stopping)
    return end
  }

  /** Nobody waits for the program any more, nor for what it prints. */
  private abandon(): void {
    this.child.unref()
    this.child.stdin?.destroy()
    for (const stream of [this.stdout, this.stderr]) stream.destroy()
  }

  private async closeOutput(): Promise<void> {
    const open = [this.stdout, this.stderr].filter(({ closed }) => !closed)
    if (open.length === 0) return
    const timers = [
      setTimeout(() => this.signal('SIGKILL'), STRAY_GRACE_MS),
      setTimeout(() => open.forEach((stream) => stream.destroy()), OUTPUT_GRACE_MS),
    ]
    await Promise.all(open.map((stream) => once(stream, 'close').catch(() => undefined)))
    timers.forEach(clearTimeout)
  }
}

function start(request: SpawnRequest, stdin: 'ignore' | 'pipe', pipes: OutputPipes | null) {
  const readers = pipes && { stdout: readerOf(pipes.stdout), stderr: readerOf(pipes.stderr) }
  try {
    const { program, argv, cwd } = startedFrom(request)
    const child: ChildProcess = withUsersUmask(() =>
      spawn(program, argv, {
        env: request.env,
        cwd,
        shell: false,
        detached: true,
        windowsHide: true,
        stdio: [
          stdin,
          pipes?.stdout.writer ?? 'pipe',
          pipes?.stderr.writer ?? 'pipe',
          ...insteadOfOurFiles(),
        ],
      }),
    )
    // With too many open files node gives a child none of these; why, `ended` tells.
    const [stdout, stderr] = [child.stdout ?? Readable.from([]), child.stderr ?? Readable.from([])]
    return { child, ...(readers ?? { stdout, stderr }) }
  } catch (error) {
    readers?.stdout.destroy()
    readers?.stderr.destroy()
    throw error
  } finally {
    if (pipes) [pipes.stdout, pipes.stderr].forEach(({ writer }) => closeSync(writer))
  }
}

function readerOf({ reader }: Pipe): Readable {
  return new Socket({ fd: reader, readable: true })
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

/**
 * Sends a signal to a process group; one that has ended already is left alone. A group that somebody
 * has stopped (SIGSTOP) hears only once it goes on.
 */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
    if (signal === 'SIGTERM') process.kill(-pid, 'SIGCONT')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
