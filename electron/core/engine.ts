import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { retryTime } from '@common/run/retry'
import type { Run, RunTrigger } from '@common/run/run'
import type { StopCause } from '@common/run/stop-cause'
import type { Task } from '@common/task/task'
import type { TaskView } from '@common/task/task-view'
import { forwardEvents, type EngineEvents } from './engine-events'
import { BackupDesk } from './exchange/backup-desk'
import { ExchangeDesk } from './exchange/exchange-desk'
import { PracticeService } from './practice/practice-service'
import { runMarker, stopOrphans } from './run/orphans'
import { FarSides } from './guard/far-side'
import { OwnData } from './guard/own-data'
import { TaskTrees } from './run/task-trees'
import { RunArchive } from './run/run-archive'
import { RunBook } from './run/run-book'
import { RunJournal } from './run/run-journal'
import { RunPlanner } from './run/run-planner'
import { RunService } from './run/run-service'
import { Clockwork } from './schedule/clockwork'
import { SlotLedger } from './schedule/slot-ledger'
import { SlotRuns } from './schedule/slot-runs'
import { TaskTimes } from './schedule/task-times'
import { PlaceMemory } from './guard/place-memory'
import { SafetyDesk } from './guard/safety-desk'
import type { Previews } from './preview/previews'
import { GeneralService } from './settings/general-service'
import { SshDesk } from './ssh/ssh-desk'
import type { Vault } from './credentials/vault'
import { CredentialDesk } from './credentials/credential-desk'
import type { SettingsStore } from './store/settings-store'
import { Identities } from './ssh/run-identity'
import { SshAccess } from './ssh/ssh-access'
import { Accounts } from './system/accounts'
import { Programs } from './system/programs'
import { isNetworkUp } from './system/network'
import { sweepTemp } from './system/sweep-temp'
import { systemZone } from './system/time-zone'
import { MachineChecks } from './task/machine-checks'
import { SshChecks } from './task/ssh-checks'
import { TaskRemoval } from './task/task-removal'
import { TaskService } from './task/task-service'
import { viewOf } from './task/task-views'

export interface EngineOptions {
  readonly store: SettingsStore
  readonly vault: Vault
  /** Where runs and the practice task live; made when missing. */
  readonly folder: string
  readonly now: () => number
  /** The time zone of schedules; the system's when left out. */
  readonly readZone?: () => string
  readonly isNetworkUp?: () => boolean
  /** Told of what went wrong where nobody waits for an answer. */
  readonly report?: (error: unknown) => void
}

interface Parts {
  readonly book: RunBook
  readonly journal: RunJournal
  readonly ledger: SlotLedger
  readonly places: PlaceMemory
}

/** Everything the app does, without a window: what the window and the command line stand on. */
export class Engine {
  readonly events = new EventEmitter<EngineEvents>()
  readonly accounts = new Accounts()
  readonly tasks: TaskService
  readonly removal: TaskRemoval
  readonly exchange: ExchangeDesk
  readonly backup: BackupDesk
  readonly programs: Programs
  readonly runs: RunService
  readonly planner: RunPlanner
  readonly credentials: CredentialDesk
  readonly ssh: SshDesk
  readonly practice: PracticeService
  readonly general: GeneralService
  readonly clockwork: Clockwork
  readonly book: RunBook
  readonly archive: RunArchive
  readonly safety: SafetyDesk
  private readonly trees: TaskTrees
  private readonly times: TaskTimes

  private constructor(
    private readonly options: EngineOptions,
    { book, journal, ledger, places }: Parts,
  ) {
    const { store, folder, now } = options
    this.book = book
    const credentials = new CredentialDesk(store, options.vault, {
      disable: (ids) => this.tasks.disable(ids),
      enable: (left) => this.tasks.enable(left),
    })
    const { connections, keyPairs, passwords } = credentials
    this.programs = new Programs(store)
    const { programs } = this
    const identities = new Identities(folder, this.accounts, () => programs.isBindingSessions())
    const access = new SshAccess(
      ...([this.accounts, connections, keyPairs, identities, () => programs.ssh] as const),
    )
    this.credentials = credentials
    this.trees = new TaskTrees(connections, this.accounts, access.config)
    this.ssh = new SshDesk(access, credentials, programs)
    const own = new OwnData(folder)
    this.planner = new RunPlanner({
      ...{ accounts: this.accounts, connections, access, passwords, programs, own },
    })
    const farSides = new FarSides(connections, this.accounts, access.config)
    const checks = new MachineChecks({
      accounts: this.accounts,
      ssh: new SshChecks(access, connections, keyPairs),
      ...{ programs, farSides, own },
    })
    this.tasks = new TaskService(store, checks, passwords)
    this.exchange = new ExchangeDesk(
      ...([this.tasks, credentials, this.accounts, programs, access.config] as const),
    )
    this.archive = new RunArchive(
      journal.folder,
      book,
      () => this.tasks.list(),
      (runId) => this.safety.removeList(runId),
    )
    this.practice = new PracticeService({
      folder: join(folder, 'practice'),
      store,
      tasks: this.tasks,
      accounts: this.accounts,
      programs,
    })
    this.safety = new SafetyDesk({
      ...{ folder: join(folder, 'previews'), runsFolder: journal.folder, book, now },
      ...{ tasks: this.tasks, planner: this.planner, practice: this.practice, places },
      accounts: this.accounts,
      ...{ farSides, own },
      runs: () => this.runs,
    })
    this.runs = new RunService({
      book,
      journal,
      guard: (run, task, stop) => this.safety.check(run, task, stop),
      isInPlace: (run, patience) => this.safety.isInPlace(run, patience),
      taskOf: ({ taskId }) => (this.tasks.has(taskId) ? this.tasks.get(taskId) : null),
      prepare: (run, task) => this.prepare(run, task, journal.folder),
      stopOrphans: (run) => this.stopOrphans(run, journal.folder),
      logPath: (runId) => this.archive.logPath(runId),
      maxParallelRuns: () => store.read().maxParallelRuns,
      treeOf: (task) => this.trees.of(task),
      settleTree: (task) => this.trees.settle(task),
      retryTime: (run, isTransient) =>
        this.clockwork.isRunning ? retryTime(run, isTransient, now()) : null,
      now,
    })
    this.removal = new TaskRemoval({
      ...{ tasks: this.tasks, runs: this.runs, book },
      purge: (taskId) => this.purge(taskId),
    })
    this.clockwork = this.makeClockwork(ledger)
    this.general = new GeneralService(store, now, () => this.clockwork.zone)
    this.times = new TaskTimes(ledger, () => this.clockwork.zone)
    const { tasks, removal, practice, general } = this
    this.backup = new BackupDesk({
      ...{ store, tasks, removal, practice, general, credentials, book },
      purge: (taskId) => this.purge(taskId),
    })
    this.followChanges()
    forwardEvents(this)
  }

  /** Opens the records in the folder and settles what an earlier life of the app left open. */
  static async open(options: EngineOptions): Promise<Engine> {
    const known = new Set(options.store.read().tasks.map(({ id }) => id))
    const { journal, runs, lastRunId } = await RunJournal.open(join(options.folder, 'runs'), known)
    const ledger = await SlotLedger.open(join(options.folder, 'runs', 'slots.jsonl'))
    const places = await PlaceMemory.open(join(options.folder, 'runs', 'places.jsonl'))
    const book = new RunBook(journal, runs, lastRunId)
    const engine = new Engine(options, { book, journal, ledger, places })
    await engine.runs.recover()
    await engine.archive.sweepStrays()
    const users = new Set(engine.tasks.list().map(({ user }) => user))
    await sweepTemp({ accounts: engine.accounts, dataFolder: options.folder, users })
    await engine.safety.sweep()
    return engine
  }

  /** Lets schedules fire. The command line does not ask for it. */
  startSchedules(): void {
    this.clockwork.start(this.tasks.list())
  }

  /** The computer woke up: what was missed is looked at now rather than half a minute later. */
  resumed(): void {
    this.clockwork.resumed()
  }

  get previews(): Previews {
    return this.safety.previews
  }

  views(tasks: readonly Task[] = this.tasks.list()): TaskView[] {
    return tasks.map((task) => this.viewOf(task))
  }

  view(taskId: number): TaskView {
    return this.viewOf(this.tasks.get(taskId))
  }

  /**
   * Starts or queues a run.
   * @throws AppError NOT_FOUND
   */
  startRun(taskId: number, trigger: RunTrigger): Promise<Run> {
    const { id, retries } = this.tasks.get(taskId)
    return this.runs.start(id, trigger, { maxAttempts: retries + 1 })
  }

  /** Stops a run; for one that failed, calls off the retry that is to come. */
  async stopRun(runId: number): Promise<void> {
    const { taskId } = this.book.get(runId)
    if (this.book.get(runId).retryAt !== null) this.clockwork.retries.cancel(taskId)
    await this.runs.stop(runId)
  }

  /** Stops schedules, runs (for that reason) and the practice daemon; nothing is alive afterwards. */
  async close(cause: StopCause = 'quit'): Promise<void> {
    const clock = this.clockwork.stop()
    const stopped = Promise.all([this.runs.stopAll(cause), this.safety.previews.closeAll()])
    await Promise.all([clock, stopped])
    await this.removal.close()
    await this.runs.close()
    await this.safety.close()
    await this.practice.stop()
  }

  private viewOf(task: Task): TaskView {
    return viewOf(task, {
      ...{ book: this.book, times: this.times, now: this.options.now() },
      isPaused: this.general.isPaused,
      hasPassword: this.credentials.passwords.has(task.id),
      connection: this.credentials.connections.find(task.sshCredentials ?? 0),
      waitOf: (run) => this.runs.waitOf(run),
    })
  }

  private async purge(taskId: number): Promise<void> {
    const runIds = this.book.forgetTask(taskId).map(({ id }) => id)
    await this.archive.removeLogs(runIds)
    this.safety.forget(taskId)
    this.credentials.passwords.put(taskId, null)
    await this.practice.removed(taskId)
  }

  private async prepare({ id, taskId }: Run, known: Task | null, folder: string) {
    const task = await this.practice.ensureDaemon(known ?? this.tasks.get(taskId))
    return this.planner.plan(task, { marker: runMarker(folder, id) })
  }

  private stopOrphans({ id, taskId }: Run, folder: string): Promise<boolean> {
    const user = this.tasks.has(taskId) ? this.tasks.get(taskId).user : null
    return stopOrphans(folder, id, user, this.accounts)
  }

  private makeClockwork(ledger: SlotLedger): Clockwork {
    const { options, book } = this
    const slotRuns = new SlotRuns(this.runs, book, options.now)
    return new Clockwork({
      ...{ book, ledger, now: options.now, readZone: options.readZone ?? systemZone },
      isNetworkUp: options.isNetworkUp ?? isNetworkUp,
      pause: () => this.general.read().pause,
      isPaused: () => this.general.isPaused,
      startSlot: (task, due) => slotRuns.start(task, due),
      skip: (task, slots) => slotRuns.skip(task, slots),
      startRetry: (taskId, origin) => this.runs.start(taskId, 'retry', origin),
      retention: { archive: this.archive, policy: () => this.general.read() },
      onZone: () => void this.events.emit('tasks:outdated', null),
      report: options.report ?? console.error,
    })
  }

  /** What a change means for the clock and the queue; the window is told of it afterwards. */
  private followChanges(): void {
    this.tasks.events.on('changed', (task) => this.clockwork.taskChanged(task))
    this.tasks.events.on('removed', (id) => {
      this.clockwork.taskRemoved(id)
      this.times.forget(id)
    })
    this.general.events.on('changed', () => {
      this.clockwork.reconsider()
      this.runs.launchStartable()
    })
  }
}
