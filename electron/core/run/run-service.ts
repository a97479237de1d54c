import { EventEmitter } from 'node:events'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import {
  isActive,
  isRealRun,
  NEW_RUN,
  type Run,
  type RunProgress,
  type RunTrigger,
  type Wait,
} from '@common/run/run'
import { RUN_AGAIN } from '@common/run/remedy'
import { stoppedText, type StopCause } from '@common/run/stop-cause'
import type { WrittenTree } from '@common/run/written-tree'
import type { Task } from '@common/task/task'
import type { Verdict } from '../guard/run-guard'
import type { Patience } from '../files/ask'
import { performRun, type PreparedRun } from './perform-run'
import type { RunBook } from './run-book'
import type { RunJournal } from './run-journal'
import { startable, waitOf, type QueueRules } from './run-queue'

export interface RunServiceDeps {
  readonly book: RunBook
  readonly journal: RunJournal
  /** The task as it is now; null where it is gone. */
  readonly taskOf: (run: Run) => Task | null
  /** Builds the command; rejects with the reason why the task cannot run. */
  readonly prepare: (run: Run, task: Task | null) => Promise<PreparedRun>
  /** Ends what is left running of a run; true if there was anything. */
  readonly stopOrphans: (run: Run) => Promise<boolean>
  readonly guard: (run: Run, task: Task, stop: AbortSignal) => Promise<Verdict>
  readonly isInPlace: (run: Run, patience: Patience) => Promise<boolean>
  readonly logPath: (runId: number) => string
  readonly maxParallelRuns: () => number
  /** Where a task writes. */
  readonly treeOf: (task: Task) => WrittenTree
  /** Finds out where that really is; called when the run is queued. */
  readonly settleTree: (task: Task) => Promise<void>
  /** When a run that ended is tried again; null when it is not. */
  readonly retryTime: (run: Run, isTransient: boolean) => number | null
  readonly now: () => number
}

/** What is known of a run before it starts, beside its task and trigger. */
export type RunOrigin = Partial<
  Pick<Run, 'slot' | 'slotCount' | 'attempt' | 'maxAttempts' | 'approves'>
>

interface Performance {
  /** Where it writes, by what was known when it began. */
  readonly tree: WrittenTree | null
  readonly controller: AbortController
  readonly done: Promise<void>
}

/** Starts, queues and stops runs. */
export class RunService {
  readonly events = new EventEmitter<{ progressed: [run: Run, progress: RunProgress] }>()
  private readonly performances = new Map<number, Performance>()
  /** The one waiting run a task can have. */
  private readonly waiting = new Map<number, number>()
  private isClosing = false

  constructor(private readonly deps: RunServiceDeps) {
    deps.book.events.on('changed', ({ id, taskId, state }) => {
      if (state !== 'WAITING' && this.waiting.get(taskId) === id) this.waiting.delete(taskId)
    })
  }

  /** Ends the records that an earlier life of the app left open, and what it left running. */
  async recover(): Promise<void> {
    const { book, stopOrphans, now } = this.deps
    await Promise.all(
      book.active().map(async (run) => {
        const wasAlive = await stopOrphans(run)
        await book.put({ ...run, ...interrupted(run, wasAlive), endedAt: now() })
      }),
    )
  }

  /** Starts the task, or queues it; answers with the run, which may be one that waited already. */
  async start(taskId: number, trigger: RunTrigger, origin: RunOrigin = {}): Promise<Run> {
    return (await this.startOrJoin(taskId, trigger, origin)).run
  }

  /** The same, and says whether the start made a run of its own. */
  async startOrJoin(
    taskId: number,
    trigger: RunTrigger,
    origin: RunOrigin = {},
  ): Promise<{ run: Run; isNew: boolean }> {
    if (this.isClosing) throw new AppError('CONFLICT', say('runs.closing'))
    const { book, now } = this.deps
    const waiting = this.waiting.get(taskId)
    if (waiting !== undefined && book.get(waiting).state === 'WAITING') {
      return { run: book.get(waiting), isNew: false }
    }
    const id = book.nextId()
    this.waiting.set(taskId, id)
    const origins = { ...NEW_RUN, ...origin, id, taskId, trigger, queuedAt: now() }
    const record: Run = { ...origins, state: 'WAITING' }
    const queued = book.put(record)
    // Both at once: a record that cannot be written must find somebody who waits for it.
    await Promise.all([queued, this.settleAndLaunch(record)])
    return { run: book.get(id), isNew: true }
  }

  /** What a waiting run waits for; null for any other. */
  waitOf(run: Run): Wait | null {
    if (run.state !== 'WAITING') return null
    return waitOf(run, this.deps.book.running(), this.waitingBefore(run), this.rules())
  }

  /** Stops a run; one that has ended is left as it is. Resolves when nothing of it is alive. */
  async stop(runId: number, cause: StopCause = 'person'): Promise<void> {
    const { book, now } = this.deps
    const performance = this.performances.get(runId)
    performance?.controller.abort(cause)
    await performance?.done
    const run = book.get(runId)
    if (run.state !== 'WAITING') return
    await book.put({
      ...run,
      state: 'ABORTED',
      outcome: 'stopped',
      remedy: RUN_AGAIN,
      reason: stoppedText(cause, false),
      endedAt: now(),
    })
    // Others may have waited for what this one would have written.
    this.launchStartable()
  }

  /** Takes no more and stops everything at once; for the end of the app. */
  async stopAll(cause: StopCause): Promise<void> {
    this.isClosing = true
    await Promise.all(this.deps.book.active().map(({ id }) => this.stop(id, cause)))
  }

  /** To be called when nothing runs any more. */
  close(): Promise<void> {
    return this.deps.journal.close()
  }

  /** Resolves with the run when it has ended, and a crash cannot take that back any more. */
  async ended(runId: number): Promise<Run> {
    const { book } = this.deps
    while (isActive(book.get(runId))) {
      await new Promise<void>((resolve) => book.events.once('changed', () => resolve()))
    }
    await book.written(runId)
    return book.get(runId)
  }

  /** Starts what may start now; to be called when the rules have changed. */
  launchStartable(): void {
    if (this.isClosing) return
    const { book } = this.deps
    const running = book.running()
    for (const run of startable(book.activeRuns(), running, this.rules())) this.launch(run)
  }

  private async settleAndLaunch(run: Run): Promise<void> {
    const task = this.deps.taskOf(run)
    if (task) await this.deps.settleTree(task)
    this.launchStartable()
  }

  private *waitingBefore(run: Run): Generator<Run> {
    for (const other of this.deps.book.activeRuns()) {
      if (other.id >= run.id) return
      if (other.state === 'WAITING') yield other
    }
  }

  private rules(): QueueRules {
    const { maxParallelRuns, taskOf, treeOf } = this.deps
    return {
      limit: maxParallelRuns(),
      treeOf: (run) => {
        const performance = this.performances.get(run.id)
        if (performance) return performance.tree
        const task = taskOf(run)
        return task && treeOf(task)
      },
    }
  }

  private runBefore({ id, taskId }: Run): Run | null {
    return this.deps.book.ofTask(taskId).find((run) => run.id < id && wasStarted(run)) ?? null
  }

  private launch(waiting: Run): void {
    const { book, logPath, prepare, guard, isInPlace, now, retryTime } = this.deps
    const controller = new AbortController()
    const task = this.deps.taskOf(waiting)
    const tree = task && this.deps.treeOf(task)
    const done = performRun(waiting, {
      save: (run) => book.put(run),
      ...{ prepare: (run) => prepare(run, task), guard, isInPlace },
      logPath: logPath(waiting.id),
      stop: controller.signal,
      previous: this.runBefore(waiting),
      now,
      retryTime: (run, isTransient) => (this.isClosing ? null : retryTime(run, isTransient)),
      onProgress: (run, progress) => this.events.emit('progressed', run, progress),
    }).finally(() => {
      this.performances.delete(waiting.id)
      this.launchStartable()
    })
    this.performances.set(waiting.id, { tree, controller, done })
  }
}

function wasStarted(run: Run): boolean {
  return isRealRun(run) && run.startedAt !== null
}

function interrupted(
  run: Run,
  wasAlive: boolean,
): Pick<Run, 'state' | 'outcome' | 'reason' | 'remedy'> {
  const base = { outcome: 'interrupted', remedy: RUN_AGAIN } as const
  if (run.state === 'WAITING') {
    return { ...base, state: 'ABORTED', reason: say('runs.appEndedBefore') }
  }
  return {
    ...base,
    state: 'FAILED',
    reason: say(wasAlive ? 'runs.interruptedAlive' : 'runs.interrupted'),
  }
}
