import { EventEmitter } from 'node:events'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { EventContract, LogFilter, LogMatchPage, LogPage } from '@common/ipc/contract'
import type { ItemRecord } from '@common/rsync/parse-line'
import { isActive, type Run, type RunTrigger } from '@common/run/run'
import type { SshConnection } from '@common/ssh/credentials'
import type { Task } from '@common/task/task'
import type { TaskView } from '@common/task/task-view'
import { PracticeService } from './practice/practice-service'
import { LogMatcher } from './run/log-matcher'
import { LogReader } from './run/log-reader'
import { runMarker } from './run/orphans'
import { RunBook } from './run/run-book'
import { RunJournal } from './run/run-journal'
import { errorIndexPath, RunLog } from './run/run-log'
import { RunPlanner } from './run/run-planner'
import { runRsync, type RsyncResult } from './run/run-rsync'
import { RunService } from './run/run-service'
import { NextRuns } from './schedule/next-runs'
import { Scheduler } from './schedule/scheduler'
import { SshDesk } from './ssh/ssh-desk'
import type { Vault } from './credentials/vault'
import { CredentialDesk } from './credentials/credential-desk'
import type { SettingsStore } from './store/settings-store'
import { SshAccess } from './ssh/ssh-access'
import { Accounts } from './system/accounts'
import { DeletedTasks } from './task/deleted-tasks'
import { MachineChecks } from './task/machine-checks'
import { SshChecks } from './task/ssh-checks'
import { TaskService } from './task/task-service'
import { viewOf } from './task/task-views'

export interface EngineOptions {
  readonly store: SettingsStore
  readonly vault: Vault
  /** Where runs and the practice task live; made when missing. */
  readonly folder: string
  readonly now: () => number
}

/** Each event of the window's contract, with its payload as the only argument. */
export type EngineEvents = {
  [C in Exclude<keyof EventContract, 'menu:chosen'>]: [payload: EventContract[C]]
}

export const ENGINE_EVENTS = Object.keys({
  'tasks:changed': true,
  'tasks:removed': true,
  'credentials:changed': true,
  'runs:progressed': true,
} satisfies Record<keyof EngineEvents, true>) as readonly (keyof EngineEvents)[]

/** Everything the app does, without a window: what the window and the command line stand on. */
export class Engine {
  readonly events = new EventEmitter<EngineEvents>()
  readonly accounts = new Accounts()
  readonly tasks: TaskService
  readonly runs: RunService
  readonly planner: RunPlanner
  readonly credentials: CredentialDesk
  readonly ssh: SshDesk
  readonly practice: PracticeService
  private readonly nextRuns = new NextRuns()
  private readonly deleted = new DeletedTasks((taskId) => this.purge(taskId))
  private readonly logs = new LogReader()
  private readonly logMatches = new LogMatcher(this.logs)
  private readonly scheduler: Scheduler

  private constructor(
    private readonly options: EngineOptions,
    readonly book: RunBook,
    journal: RunJournal,
  ) {
    const { store, folder, now } = options
    const credentials = new CredentialDesk(store, options.vault, (ids) => this.tasks.disable(ids))
    const { connections, keyPairs, passwords } = credentials
    const access = new SshAccess(this.accounts, connections, keyPairs)
    this.credentials = credentials
    this.ssh = new SshDesk(access, credentials)
    this.planner = new RunPlanner({ accounts: this.accounts, connections, access, passwords })
    const checks = new MachineChecks(this.accounts, new SshChecks(access, connections, keyPairs))
    this.tasks = new TaskService(store, checks, passwords)
    this.practice = new PracticeService({
      folder: join(folder, 'practice'),
      store,
      tasks: this.tasks,
      accounts: this.accounts,
    })
    this.runs = new RunService({
      book,
      journal,
      prepare: (run) => this.prepare(run, journal.folder),
      logPath: (runId) => this.logPath(runId),
      maxParallelRuns: () => store.read().maxParallelRuns,
      now,
    })
    // A run that cannot even be recorded has nowhere to be told of; the next start recovers it.
    this.scheduler = new Scheduler(
      (taskId) => void this.startRun(taskId, 'schedule').catch(() => undefined),
    )
    this.forwardEvents()
  }

  /** Opens the records in the folder and settles what an earlier life of the app left open. */
  static async open(options: EngineOptions): Promise<Engine> {
    const known = new Set(options.store.read().tasks.map(({ id }) => id))
    const { journal, runs, lastRunId } = await RunJournal.open(join(options.folder, 'runs'), known)
    const engine = new Engine(options, new RunBook(journal, runs, lastRunId), journal)
    await engine.runs.recover()
    await engine.sweepLogs()
    return engine
  }

  /** Lets schedules fire. The command line does not ask for it. */
  startSchedules(): void {
    for (const task of this.tasks.list()) this.scheduler.arm(task)
    this.tasks.events.on('changed', (task) => this.scheduler.arm(task))
    this.tasks.events.on('removed', (id) => this.scheduler.disarm(id))
  }

  views(): TaskView[] {
    return this.tasks.list().map((task) => this.viewOf(task))
  }

  view(taskId: number): TaskView {
    return this.viewOf(this.tasks.get(taskId))
  }

  /**
   * Starts or queues a run.
   * @throws AppError NOT_FOUND
   */
  startRun(taskId: number, trigger: RunTrigger): Promise<Run> {
    return this.runs.start(this.tasks.get(taskId).id, trigger)
  }

  /** Deletes a task for good, with its runs and logs; one that is going on is stopped first. */
  async removeTask(taskId: number): Promise<void> {
    await this.takeOut(taskId)
    await this.purge(taskId)
  }

  /** Deletes a task so that it can be brought back for a moment. */
  async deleteTask(taskId: number): Promise<void> {
    this.deleted.keep(await this.takeOut(taskId))
  }

  /**
   * Saves a connection; with a password its public key is installed first thing.
   * @throws AppError INVALID_INPUT, REMOTE_FAILED, after which nothing is saved
   */
  async createConnection(input: unknown, password: string | null): Promise<SshConnection> {
    const { connections } = this.credentials
    const connection = connections.create(input)
    try {
      if (password !== null) await this.ssh.installKey(connection, password)
      return connection
    } catch (error) {
      connections.remove(connection.id, false)
      throw error
    }
  }

  undeleteTask(taskId: number): Task {
    return this.tasks.restore(this.deleted.takeBack(taskId))
  }

  /** What a run would do, item by item; changes nothing and leaves no record. */
  async preview(
    taskId: number,
    stop: AbortSignal,
    onItem: (item: ItemRecord) => void,
  ): Promise<RsyncResult> {
    await this.practice.ensureDaemon(taskId)
    const { request, dispose } = await this.planner.plan(this.tasks.get(taskId), { dryRun: true })
    return runRsync({ ...request, log: RunLog.none(), stop, onItem }).finally(dispose)
  }

  logPath(runId: number): string {
    return join(this.options.folder, 'runs', `${runId}.log`)
  }

  readLog(runId: number, firstLine: number, count: number): Promise<LogPage> {
    return this.logs.read(this.logPath(this.book.get(runId).id), firstLine, count)
  }

  readLogMatches(
    runId: number,
    filter: LogFilter,
    firstMatch: number,
    count: number,
  ): Promise<LogMatchPage> {
    return this.logMatches.read(this.logPath(this.book.get(runId).id), filter, firstMatch, count)
  }

  /** Stops schedules, runs and the practice daemon; nothing of the app is alive afterwards. */
  async close(): Promise<void> {
    this.scheduler.stop()
    await this.deleted.close()
    await this.runs.close()
    await this.practice.stop()
  }

  private viewOf(task: Task): TaskView {
    const hasPassword = this.credentials.passwords.has(task.id)
    return { ...viewOf(task, this.book, this.nextRuns, this.options.now()), hasPassword }
  }

  /** First out of the list, so that no new run can start, then its runs are stopped. */
  private async takeOut(taskId: number): Promise<Task> {
    const task = this.tasks.remove(taskId)
    const active = this.book.ofTask(taskId).filter(isActive)
    await Promise.all(active.map(({ id }) => this.runs.stop(id)))
    return task
  }

  private async purge(taskId: number): Promise<void> {
    const logs = this.book.forgetTask(taskId).map(({ id }) => this.logPath(id))
    const files = logs.flatMap((path) => [path, errorIndexPath(path)])
    await Promise.all(files.map((path) => rm(path, { force: true })))
    this.credentials.passwords.put(taskId, null)
    await this.practice.removed(taskId)
  }

  /** Logs whose run is not known any more were left by a deletion that was cut short. */
  private async sweepLogs(): Promise<void> {
    const folder = join(this.options.folder, 'runs')
    const strays = (await readdir(folder)).filter((name) => {
      const number = /^(\d+)\.(log|errors)$/.exec(name)?.[1]
      return number !== undefined && !this.book.has(Number(number))
    })
    await Promise.all(strays.map((name) => rm(join(folder, name), { force: true })))
  }

  private async prepare(run: Run, folder: string) {
    await this.practice.ensureDaemon(run.taskId)
    return this.planner.plan(this.tasks.get(run.taskId), { marker: runMarker(folder, run.id) })
  }

  private forwardEvents(): void {
    const told = (taskId: number) => {
      if (this.tasks.has(taskId)) this.events.emit('tasks:changed', this.view(taskId))
    }
    this.tasks.events.on('changed', ({ id }) => told(id))
    this.tasks.events.on('removed', (id) => this.events.emit('tasks:removed', { id }))
    this.book.events.on('changed', ({ taskId }) => told(taskId))
    this.credentials.events.on('changed', () =>
      this.events.emit('credentials:changed', this.credentials.list()),
    )
    this.runs.events.on('progressed', ({ id: runId, taskId }, progress) =>
      this.events.emit('runs:progressed', { runId, taskId, progress }),
    )
  }
}
