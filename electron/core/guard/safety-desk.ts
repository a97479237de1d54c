import { AppError, invalidInput } from '@common/errors'
import { say } from '@common/i18n/say'
import type { PreviewTarget } from '@common/preview/preview'
import { deletes } from '@common/guard/deletes'
import type { Run, RunTrigger } from '@common/run/run'
import type { Task } from '@common/task/task'
import { validateTask } from '@common/task/task-schema'
import type { PracticeService } from '../practice/practice-service'
import { PreviewMaker } from '../preview/preview-maker'
import { PreviewStore } from '../preview/preview-store'
import { Previews } from '../preview/previews'
import { runMarker } from '../run/orphans'
import type { RunPlanner } from '../run/run-planner'
import type { RunBook } from '../run/run-book'
import type { RunService } from '../run/run-service'
import type { TaskService } from '../task/task-service'
import type { Accounts } from '../system/accounts'
import { untilStopped } from '../system/until-stopped'
import { askingAs } from '../system/run-as'
import type { AskAs, Patience } from '../files/ask'
import type { FarSides } from './far-side'
import type { OwnData } from './own-data'
import { isSameDisk } from './place'
import { lookAtPlaces, type PlaceReport } from './place-findings'
import { optionsOf, type PlaceMemory, type Remembered } from './place-memory'
import { RunGuard, type Verdict } from './run-guard'
import { SamePlace, type SamePlaceDeps } from './same-place'

export interface SafetyDeps {
  /** Where previews are kept. */
  readonly folder: string
  /** That of the runs, whose marker every process of a run carries. */
  readonly runsFolder: string
  readonly book: RunBook
  readonly tasks: TaskService
  readonly planner: RunPlanner
  readonly practice: PracticeService
  readonly places: PlaceMemory
  readonly accounts: Accounts
  readonly farSides: Pick<FarSides, 'of'>
  readonly own: OwnData
  readonly runs: () => RunService
  readonly now: () => number
}

interface Seen {
  readonly now: Remembered
  readonly asUser: AskAs | undefined
}

/** Previews and guards: what keeps a run from doing what nobody wanted. */
export class SafetyDesk {
  readonly previews: Previews
  private readonly store: PreviewStore
  private readonly guard: RunGuard
  /** How the places of runs were when they began. */
  private readonly seen = new Map<number, Seen>()

  constructor(private readonly deps: SafetyDeps) {
    const { folder, planner, practice, book, now } = deps
    this.store = new PreviewStore(folder)
    const maker = new PreviewMaker({
      store: this.store,
      plan: async (task, options) => planner.plan(await practice.ensureDaemon(task), options),
      basisOf: (task) => JSON.stringify([task.user, planner.command(task).argv]),
      now,
    })
    const taskOf = (target: PreviewTarget) => this.taskOf(target)
    const findingsOf = async (task: Task, stop: AbortSignal) =>
      (await this.look(task, stop)).findings
    this.previews = new Previews({ maker, store: this.store, taskOf, findingsOf, now })
    const asking: SamePlaceDeps['asking'] = (task, options) => planner.plan(task, options)
    const samePlace = new SamePlace({ accounts: deps.accounts, asking })
    this.guard = new RunGuard({ maker, store: this.store, samePlace })
    book.events.on('changed', (run) => {
      if (run.endedAt !== null) this.ended(run)
    })
  }

  /** Removes the lists that an earlier life of the app left. */
  sweep(): Promise<void> {
    return this.store.sweep((runId) => this.deps.book.has(runId))
  }

  /** Removes the list of a run that is forgotten. */
  removeList(runId: number): Promise<void> {
    return this.store.remove(`run-${runId}`)
  }

  /** Asked by a run before rsync is started. */
  async check(run: Run, task: Task, stop: AbortSignal): Promise<Verdict> {
    const marker = runMarker(this.deps.runsFolder, run.id)
    const report = await untilStopped(this.look(task, stop), stop)
    const operands = this.operandsOf(task)
    const { place, asked, asUser } = report
    const now = { place, operands, asked, deletes: deletes(task), extra: optionsOf(task) }
    this.seen.set(run.id, { now, asUser })
    return this.guard.check({ run, task, report, stop, marker })
  }

  /** Asked by a run when rsync has ended: true where its folder is on the disk it began on. */
  async isInPlace({ id }: Run, patience: Patience): Promise<boolean> {
    const seen = this.seen.get(id)
    return !seen?.now.place || isSameDisk(seen.now.place, { ...patience, asUser: seen.asUser })
  }

  /** A task is gone for good. */
  forget(taskId: number): void {
    this.deps.places.forget(taskId)
  }

  /** Ends what goes on; for the end of the app. */
  async close(): Promise<void> {
    await this.previews.closeAll()
    await this.deps.places.close()
  }

  /**
   * Starts a run that may do what a preview shows, and nothing else.
   * @throws AppError NOT_FOUND, CONFLICT
   */
  async startApproved(previewId: string, trigger: RunTrigger): Promise<Run> {
    const { preview } = this.store.get(previewId)
    if (!preview.canRun) {
      const reason = preview.findings[0]?.message ?? preview.reason
      throw new AppError('CONFLICT', say('preview.cannotRun', { reason }))
    }
    if (preview.taskId === null) throw new AppError('CONFLICT', say('preview.notSaved'))
    const { id, retries } = this.deps.tasks.get(preview.taskId)
    this.store.use(previewId)
    const origin = { maxAttempts: retries + 1, approves: previewId }
    const { run } = await this.deps.runs().startOrJoin(id, trigger, origin)
    if (run.approves === previewId) return run
    await this.store.release(previewId)
    throw new AppError('CONFLICT', say('preview.waits'))
  }

  private async look(task: Task, stop: AbortSignal): Promise<PlaceReport> {
    const { accounts, farSides, places, own } = this.deps
    const account = await accounts.find(task.user)
    return lookAtPlaces({
      own,
      ...{ task, operands: this.operandsOf(task), remembered: places.of(task.id) },
      far: await farSides.of(task),
      home: account?.home ?? '/',
      homes: async () => (await accounts.list()).map(({ home }) => home),
      patience: { stop, asUser: askingAs(account, accounts) },
    })
  }

  private operandsOf(task: Task): readonly string[] {
    return this.deps.planner.command(task).argv.slice(-2)
  }

  /** Only a success tells that the places were the right ones. */
  private ended(run: Run): void {
    const seen = this.seen.get(run.id)
    this.seen.delete(run.id)
    if (run.state === 'SUCCESS' && seen) this.deps.places.put(run.taskId, seen.now)
    if (run.approves !== null) void this.store.release(run.approves)
  }

  private taskOf({ taskId, settings }: PreviewTarget): Task {
    if (settings === null) return this.deps.tasks.get(taskId ?? 0)
    const validation = validateTask(settings)
    if (!validation.ok) throw invalidInput(validation.errors)
    // The number leads to the password of the module, where the settings lead to its place.
    return { ...validation.settings, id: taskId ?? 0, revision: 0 }
  }
}
