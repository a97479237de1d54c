import { systemErrorText } from '@common/text/system-error'
import { EventEmitter } from 'node:events'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { isActive, isRealRun, type Run } from '@common/run/run'
import type { RunJournal } from './run-journal'

/** What is asked of a task's runs again and again. */
export interface RunSummary {
  /** The running run, else the newest; null when the task never ran. */
  readonly shown: Run | null
  readonly lastEnded: Run | null
  readonly lastSuccess: Run | null
}

/** All runs there are: in memory to read, in the journal to last. */
export class RunBook {
  /** `ending` comes before the end of a run is known, `changed` once a record is written. */
  readonly events = new EventEmitter<{ ending: []; changed: [run: Run] }>()
  private readonly runs = new Map<number, Run>()
  private readonly idsByTask = new Map<number, number[]>()
  private readonly lastSuccess = new Map<number, Run>()
  /** In the order of their numbers, because a run becomes active only once. */
  private readonly open = new Map<number, Run>()
  private readonly going = new Map<number, Run>()
  /** Records on their way to disk, by run. */
  private readonly writing = new Map<number, Promise<void>>()

  constructor(
    private readonly journal: RunJournal,
    runs: readonly Run[],
    private lastId: number,
  ) {
    for (const run of runs) this.remember(run)
    this.events.setMaxListeners(0)
  }

  nextId(): number {
    return ++this.lastId
  }

  has(runId: number): boolean {
    return this.runs.has(runId)
  }

  /** @throws AppError NOT_FOUND */
  get(runId: number): Run {
    const run = this.runs.get(runId)
    if (!run) throw new AppError('NOT_FOUND', say('runs.notFound', { id: runId }))
    return run
  }

  /** Every record there is, skipped slots included. */
  all(): Iterable<Run> {
    return this.runs.values()
  }

  /** The records of a task, newest first, skipped slots included. */
  ofTask(taskId: number): Run[] {
    return (this.idsByTask.get(taskId) ?? []).map((id) => this.get(id)).reverse()
  }

  /** Runs that wait or go on, oldest first. */
  active(): Run[] {
    return [...this.open.values()]
  }

  /** The same without making a list of them. */
  activeRuns(): Iterable<Run> {
    return this.open.values()
  }

  running(): Run[] {
    return [...this.going.values()]
  }

  summary(taskId: number): RunSummary {
    const ids = this.idsByTask.get(taskId) ?? []
    const running = this.running().find((run) => run.taskId === taskId)
    return {
      shown: running ?? this.newest(ids, isRealRun),
      lastEnded: this.newest(ids, (run) => isRealRun(run) && run.endedAt !== null),
      lastSuccess: this.lastSuccess.get(taskId) ?? null,
    }
  }

  /** Takes over a state at once; written when it resolves. Listeners hear of it in any case. */
  async put(run: Run): Promise<void> {
    if (run.endedAt !== null) this.events.emit('ending')
    this.remember(run)
    const written = this.journal.append(run)
    this.writing.set(run.id, written)
    try {
      await written
    } catch (error) {
      throw new AppError(
        'STORAGE_FAILED',
        say('runs.unrecorded', { error: systemErrorText(error) }),
      )
    } finally {
      if (this.writing.get(run.id) === written) this.writing.delete(run.id)
      this.events.emit('changed', run)
    }
  }

  /** Resolves when the newest state of a run is on disk, or cannot be written. */
  async written(runId: number): Promise<void> {
    await this.writing.get(runId)?.catch(() => undefined)
  }

  /** Leaves the runs of a removed task out; answers with them. None of them may be active. */
  forgetTask(taskId: number): Run[] {
    const runs = this.ofTask(taskId)
    for (const { id } of runs) this.runs.delete(id)
    this.idsByTask.delete(taskId)
    this.lastSuccess.delete(taskId)
    return runs
  }

  /** Leaves ended runs out for good. Written when it resolves. */
  async forgetRuns(runIds: readonly number[]): Promise<void> {
    const gone = new Set(runIds)
    const tasks = new Set(runIds.flatMap((id) => this.runs.get(id)?.taskId ?? []))
    for (const id of gone) this.runs.delete(id)
    for (const taskId of tasks) {
      const left = (this.idsByTask.get(taskId) ?? []).filter((id) => !gone.has(id))
      this.idsByTask.set(taskId, left)
    }
    await this.journal.forget(runIds)
  }

  private newest(ids: readonly number[], is: (run: Run) => boolean): Run | null {
    const id = ids.findLast((one) => is(this.get(one)))
    return id === undefined ? null : this.get(id)
  }

  private remember(run: Run): void {
    const ids = this.idsByTask.get(run.taskId)
    if (!ids) this.idsByTask.set(run.taskId, [run.id])
    else if (!this.runs.has(run.id)) ids.push(run.id)
    this.runs.set(run.id, run)
    this.lastId = Math.max(this.lastId, run.id)
    if (isActive(run)) this.open.set(run.id, run)
    else this.open.delete(run.id)
    if (run.state === 'RUNNING') this.going.set(run.id, run)
    else this.going.delete(run.id)
    if (run.state === 'SUCCESS') this.lastSuccess.set(run.taskId, run)
  }
}
