import { EventEmitter } from 'node:events'
import { AppError } from '@common/errors'
import { isActive, type Run, type RunProgress, type RunTrigger } from '@common/run/run'
import { stopOrphans } from './orphans'
import { performRun, type PreparedRun } from './perform-run'
import type { RunBook } from './run-book'
import type { RunJournal } from './run-journal'
import { startable } from './run-queue'

export interface RunServiceDeps {
  readonly book: RunBook
  readonly journal: RunJournal
  /** Looks the task up anew and builds its command; rejects with the reason it cannot run. */
  readonly prepare: (run: Run) => Promise<PreparedRun>
  readonly logPath: (runId: number) => string
  readonly maxParallelRuns: () => number
  readonly now: () => number
}

interface Performance {
  readonly controller: AbortController
  readonly done: Promise<void>
}

const NOTHING_YET = {
  startedAt: null,
  endedAt: null,
  exitCode: null,
  hasWarning: false,
  reason: '',
  command: [],
  stats: null,
} as const

/** Starts, queues and stops runs. */
export class RunService {
  readonly events = new EventEmitter<{ progressed: [run: Run, progress: RunProgress] }>()
  private readonly performances = new Map<number, Performance>()
  private isClosing = false

  constructor(private readonly deps: RunServiceDeps) {}

  /** Ends the records that an earlier life of the app left open, and what it left running. */
  async recover(): Promise<void> {
    const { book, journal, now } = this.deps
    await Promise.all(
      book.active().map(async (run) => {
        const wasAlive = await stopOrphans(journal.folder, run.id)
        await book.put({ ...run, ...interrupted(run, wasAlive), endedAt: now() })
      }),
    )
  }

  /** Starts the task, or queues it behind its own running run; joins one that waits already. */
  async start(taskId: number, trigger: RunTrigger): Promise<Run> {
    if (this.isClosing) throw new AppError('CONFLICT', 'The app is closing.')
    const { book, now } = this.deps
    const waiting = book.active().find((run) => run.taskId === taskId && run.state === 'WAITING')
    if (waiting) return waiting
    const id = book.nextId()
    const queued = book.put({
      ...NOTHING_YET,
      id,
      taskId,
      trigger,
      state: 'WAITING',
      queuedAt: now(),
    })
    this.launchStartable()
    await queued
    return book.get(id)
  }

  /** Stops a run; one that has ended is left as it is. Resolves when nothing of it is alive. */
  async stop(runId: number): Promise<void> {
    const { book, now } = this.deps
    const performance = this.performances.get(runId)
    performance?.controller.abort()
    await performance?.done
    const run = book.get(runId)
    if (run.state !== 'WAITING') return
    await book.put({
      ...run,
      state: 'ABORTED',
      reason: 'Stopped before it started.',
      endedAt: now(),
    })
  }

  /** Stops everything and takes no more; for the end of the app. */
  async close(): Promise<void> {
    this.isClosing = true
    await Promise.all(this.deps.book.active().map(({ id }) => this.stop(id)))
    await this.deps.journal.close()
  }

  /** Resolves with the run when it has ended. */
  async ended(runId: number): Promise<Run> {
    const { book } = this.deps
    while (isActive(book.get(runId))) {
      await new Promise<void>((resolve) => book.events.once('changed', () => resolve()))
    }
    return book.get(runId)
  }

  private launchStartable(): void {
    if (this.isClosing) return
    const { book, maxParallelRuns } = this.deps
    for (const run of startable(book.active(), maxParallelRuns())) this.launch(run)
  }

  private launch(waiting: Run): void {
    const { book, logPath, prepare, now } = this.deps
    const controller = new AbortController()
    const done = performRun(waiting, {
      save: (run) => book.put(run),
      prepare,
      logPath: logPath(waiting.id),
      stop: controller.signal,
      now,
      onProgress: (run, progress) => this.events.emit('progressed', run, progress),
    }).finally(() => {
      this.performances.delete(waiting.id)
      this.launchStartable()
    })
    this.performances.set(waiting.id, { controller, done })
  }
}

function interrupted(run: Run, wasAlive: boolean): Pick<Run, 'state' | 'reason'> {
  if (run.state === 'WAITING') {
    return { state: 'ABORTED', reason: 'The app ended before this run could start.' }
  }
  const orphan = wasAlive ? ' Its rsync was still at work and has been stopped.' : ''
  return {
    state: 'FAILED',
    reason: `Interrupted: the app ended while this run was going.${orphan}`,
  }
}
