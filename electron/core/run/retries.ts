import { isRealRun, type Run } from '@common/run/run'
import { DAY_MS, MINUTE_MS } from '@common/schedule/zone-clock'
import type { Agenda } from '../schedule/agenda'
import type { RunBook } from './run-book'
import type { RunOrigin } from './run-service'

export interface RetriesDeps {
  readonly book: RunBook
  readonly agenda: Agenda
  readonly now: () => number
  /** True while a person holds all schedules; retries are held along with them. */
  readonly isPaused: () => boolean
  readonly start: (taskId: number, origin: RunOrigin) => Promise<unknown>
}

/** A retry that is overdue by more than this, because the app was closed, is dropped. */
const TOO_LATE_MS = DAY_MS

/** Tries failed runs again, at the time their record names. One retry a task is pending at most. */
export class Retries {
  private readonly pending = new Map<number, Run>()
  private readonly onRun = (run: Run) => this.noteRun(run)

  constructor(private readonly deps: RetriesDeps) {}

  /** Takes up what an earlier life of the app left pending, and follows all runs from now on. */
  start(taskIds: Iterable<number>): void {
    const { book, now } = this.deps
    for (const taskId of taskIds) {
      const run = book.summary(taskId).shown
      if (run?.retryAt == null) continue
      if (now() - run.retryAt > TOO_LATE_MS) this.callOff(run)
      else this.plan(run, Math.max(run.retryAt, now() + MINUTE_MS))
    }
    book.events.on('changed', this.onRun)
  }

  stop(): void {
    this.deps.book.events.off('changed', this.onRun)
    for (const taskId of [...this.pending.keys()]) this.drop(taskId)
  }

  /**
   * Calls the retry of a task off, and says so in the record of the failed run: also of one that
   * a later life of the app would take up.
   */
  cancel(taskId: number): void {
    const run = this.pending.get(taskId) ?? this.deps.book.summary(taskId).shown
    this.drop(taskId)
    if (run && run.retryAt !== null) this.callOff(run)
  }

  /** Starts the retry of a task that is due. */
  due(taskId: number): void {
    const run = this.pending.get(taskId)
    if (!run) return
    if (this.deps.isPaused()) return this.plan(run, this.deps.now() + MINUTE_MS)
    this.drop(taskId)
    this.callOff(run)
    const { slot, slotCount, attempt, maxAttempts } = run
    const origin = { slot, slotCount, attempt: attempt + 1, maxAttempts }
    // A run that cannot even be recorded has nowhere to be told of.
    void this.deps.start(taskId, origin).catch(() => undefined)
  }

  private noteRun(run: Run): void {
    const known = this.pending.get(run.taskId)
    if (run.retryAt !== null && run.state === 'FAILED') this.plan(run, run.retryAt)
    // A newer run stands for the task now, and has retries of its own.
    else if (known && run.id > known.id && isRealRun(run)) this.cancel(run.taskId)
  }

  private plan(run: Run, at: number): void {
    this.pending.set(run.taskId, run)
    this.deps.agenda.set(`retry:${run.taskId}`, at, () => this.due(run.taskId))
  }

  private drop(taskId: number): void {
    this.pending.delete(taskId)
    this.deps.agenda.delete(`retry:${taskId}`)
  }

  private callOff(run: Run): void {
    const { book } = this.deps
    if (!book.has(run.id)) return
    void book.put({ ...book.get(run.id), retryAt: null }).catch(() => undefined)
  }
}
