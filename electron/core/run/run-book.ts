import { EventEmitter } from 'node:events'
import { AppError } from '@common/errors'
import { isActive, type Run } from '@common/run/run'
import type { RunJournal } from './run-journal'

/** All runs there are: in memory to read, in the journal to last. */
export class RunBook {
  readonly events = new EventEmitter<{ changed: [run: Run] }>()
  private readonly runs = new Map<number, Run>()
  private readonly idsByTask = new Map<number, number[]>()
  private readonly open = new Set<number>()

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
    if (!run) throw new AppError('NOT_FOUND', `There is no run ${runId}.`)
    return run
  }

  /** The runs of a task, newest first. */
  ofTask(taskId: number): Run[] {
    return (this.idsByTask.get(taskId) ?? []).map((id) => this.get(id)).reverse()
  }

  /** Runs that wait or go on, oldest first. */
  active(): Run[] {
    return [...this.open].sort((a, b) => a - b).map((id) => this.get(id))
  }

  /** Takes over a state at once; on disk when it resolves. Listeners hear of it in any case. */
  async put(run: Run): Promise<void> {
    this.remember(run)
    try {
      await this.journal.append(run)
    } catch (error) {
      throw new AppError(
        'STORAGE_FAILED',
        `The record of the run could not be written: ${(error as Error).message}.`,
      )
    } finally {
      this.events.emit('changed', run)
    }
  }

  /** Leaves the runs of a removed task out; answers with them. None of them may be active. */
  forgetTask(taskId: number): Run[] {
    const runs = this.ofTask(taskId)
    for (const { id } of runs) this.runs.delete(id)
    this.idsByTask.delete(taskId)
    return runs
  }

  private remember(run: Run): void {
    if (!this.runs.has(run.id)) {
      this.idsByTask.set(run.taskId, [...(this.idsByTask.get(run.taskId) ?? []), run.id])
    }
    this.runs.set(run.id, run)
    this.lastId = Math.max(this.lastId, run.id)
    if (isActive(run)) this.open.add(run.id)
    else this.open.delete(run.id)
  }
}
