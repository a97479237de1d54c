import type { DesktopState } from '@common/desktop/desktop-settings'
import { NO_PAGE_STATE } from '@common/desktop/page-state'
import { AppError, invalidInput, toWireError, type WireError } from '@common/errors'
import type {
  AppInfo,
  Bridge,
  EventChannel,
  EventContract,
  InvokeArgs,
  InvokeChannel,
  InvokeResult,
  LocalUser,
} from '@common/ipc/contract'
import { buildCommand } from '@common/rsync/build-command'
import { shellLine } from '@common/rsync/quote'
import { isActive, NEW_RUN, type Run } from '@common/run/run'
import { findRuns } from '@common/run/history'
import { nextRun } from '@common/schedule/schedule'
import {
  GENERAL_DEFAULTS,
  pauseFrom,
  type GeneralSettings,
} from '@common/settings/general-settings'
import { validateTask } from '@common/task/task-schema'
import { InMemoryBackup } from './in-memory-backup'
import { inMemoryExchange } from './in-memory-exchange'
import { InMemoryPrograms } from './in-memory-programs'
import { readLog, readMatches, type FakeLog } from './in-memory-logs'
import { InMemoryCredentials } from './in-memory-credentials'
import { InMemoryPreviews } from './in-memory-previews'
import { fullName, TASK_DEFAULTS, type Task, type TaskSettings } from '@common/task/task'
import { NO_HISTORY, type TaskView } from '@common/task/task-view'

interface Start {
  readonly info?: Partial<AppInfo>
  readonly views?: readonly TaskView[]
  readonly users?: readonly LocalUser[]
  readonly runs?: readonly Run[]
  readonly now?: () => number
}

type Handlers = {
  [C in InvokeChannel]: (...args: InvokeArgs<C>) => InvokeResult<C> | Promise<InvokeResult<C>>
}

const INFO: AppInfo = {
  version: '0.0.0',
  user: 'ada',
  timeZone: 'UTC',
  dataFolder: '/data',
  logFile: '/data/app.log',
  rsyncVersion: 'rsync  version 3.2.7  protocol version 31',
  appearance: 'system',
  notices: [],
  clockDoubt: null,
}

const DESKTOP: DesktopState = {
  closeToTray: true,
  notify: 'WARNINGS',
  holdOffSuspend: true,
  startAtLogin: false,
  hasTray: true,
  isSuspendHeldOff: false,
}

/**
 * Main's side of the bridge over plain data, with main's own rules for settings: what the window
 * may not save there it may not save here. Nothing runs by itself; tests move runs along.
 */
export class InMemoryBridge implements Bridge {
  readonly views = new Map<number, TaskView>()
  readonly runs: Run[]
  readonly logs = new Map<number, FakeLog>()
  /** What is in each local folder; any other folder cannot be read. */
  readonly folders = new Map<string, readonly string[]>()
  readonly calls: { readonly channel: InvokeChannel; readonly args: readonly unknown[] }[] = []
  /** What the system's dialogs answer next. */
  chosenFolder: string | null = null
  savedLog: string | null = null
  settings: GeneralSettings = GENERAL_DEFAULTS
  desktop: DesktopState = DESKTOP
  /** What the page before this one had. */
  kept = NO_PAGE_STATE

  /** Calls wait for this: a main process that is busy with something else. */
  busy: Promise<void> | null = null

  /** So many tasks are the first; the others wait for `rest`. */
  firstCount = 100
  rest: Promise<void> | null = null

  private readonly deleted = new Map<number, TaskView>()
  private readonly listeners = new Map<EventChannel, Set<(event: never) => void>>()
  private readonly failures = new Map<InvokeChannel, WireError>()
  private readonly users: readonly LocalUser[]
  private info: AppInfo
  private readonly now: () => number

  constructor({ info, views = [], users, runs = [], now = Date.now }: Start = {}) {
    this.info = { ...INFO, ...info }
    this.users = users ?? [
      { name: 'ada', home: '/home/ada' },
      { name: 'root', home: '/root' },
    ]
    for (const view of views) this.views.set(view.task.id, view)
    this.runs = [...runs, ...views.flatMap(({ run }) => run ?? [])]
    this.now = now
  }

  /** The next call of this channel, and all after it, fails; null lets it work again. */
  fail(channel: InvokeChannel, error: AppError | null): void {
    if (error) this.failures.set(channel, toWireError(error, INFO.logFile))
    else this.failures.delete(channel)
  }

  emit<C extends EventChannel>(channel: C, event: EventContract[C]): void {
    for (const listener of this.listeners.get(channel) ?? []) listener(event as never)
  }

  on<C extends EventChannel>(channel: C, listener: (event: EventContract[C]) => void): () => void {
    const all = this.listeners.get(channel) ?? new Set()
    this.listeners.set(channel, all.add(listener))
    return () => all.delete(listener)
  }

  async invoke<C extends InvokeChannel>(channel: C, ...args: InvokeArgs<C>) {
    // Through a process border nothing arrives but plain data, and never at once.
    const plain = structuredClone(args)
    await Promise.resolve()
    this.calls.push({ channel, args: plain })
    await this.busy
    const error = this.failures.get(channel)
    if (error) return { ok: false as const, error }
    try {
      return { ok: true as const, value: await this.handlers[channel](...plain) }
    } catch (thrown) {
      return { ok: false as const, error: toWireError(thrown, INFO.logFile) }
    }
  }

  /** Stores a run, lets it stand for its task and tells the window. */
  putRun(run: Run): void {
    const index = this.runs.findIndex(({ id }) => id === run.id)
    if (index < 0) this.runs.push(run)
    else this.runs[index] = run
    const view = this.view(run.taskId)
    const ended = run.endedAt !== null && { lastEndedAt: run.endedAt, lastState: run.state }
    this.put({ ...view, run, ...ended })
  }

  /** Key pairs, connections and what remote hosts say. */
  readonly credentials = new InMemoryCredentials((all) => this.emit('credentials:changed', all))

  readonly backup = new InMemoryBackup()
  readonly programs = new InMemoryPrograms()

  /** What dry runs show. */
  readonly previews = new InMemoryPreviews(
    (preview) => this.emit('previews:changed', preview),
    (taskId) => this.handlers['runs:start'](taskId),
  )

  private readonly handlers: Handlers = {
    ...this.credentials.handlers,
    ...inMemoryExchange({
      user: INFO.user,
      task: (id) => this.view(id).task,
      add: (settings) => this.addTask(settings),
      savedPath: () => this.savedLog,
    }),
    ...this.previews.handlers,
    ...this.backup.handlers,
    ...this.programs.handlers,
    'app:getInfo': () => this.info,
    'app:setAppearance': (appearance) => {
      this.info = { ...this.info, appearance }
      return null
    },
    'clock:confirm': () => {
      this.emit('clock:changed', null)
      return null
    },
    'tasks:list': async () => {
      await this.rest
      return JSON.stringify([...this.views.values()])
    },
    'tasks:first': () => {
      const views = [...this.views.values()].slice(0, this.firstCount)
      return JSON.stringify({ views, isAll: views.length === this.views.size })
    },
    'tasks:create': (settings) => this.addTask(checked(settings)),
    'tasks:update': (id, changes, expected) => {
      const { task } = this.view(id)
      if (expected !== null && expected !== task.revision) {
        throw new AppError('CONFLICT', 'The task was changed meanwhile.')
      }
      const { id: _id, revision, ...settings } = task
      const merged = checked({ ...settings, ...(changes as object) })
      return this.putTask({ ...merged, id, revision: revision + 1 })
    },
    'tasks:delete': (id) => {
      this.deleted.set(id, this.view(id))
      this.views.delete(id)
      this.emit('tasks:removed', { id })
      return null
    },
    'tasks:undelete': (id) => {
      const view = this.deleted.get(id)
      if (!view) throw new AppError('NOT_FOUND', 'This task cannot be brought back any more.')
      this.put(view)
      return view.task
    },
    'tasks:showCommand': (settings) => ({
      line: shellLine(['rsync', ...buildCommand(checked(settings)).argv]),
    }),
    'runs:start': (taskId) => this.start(taskId),
    'runs:stop': (runId) => {
      const run = this.runs.find(({ id }) => id === runId)
      if (!run) throw new AppError('NOT_FOUND', 'There is no such run.')
      this.putRun({ ...run, state: 'ABORTED', endedAt: this.now(), reason: 'Stopped.' })
      return null
    },
    'runs:list': (taskId) =>
      this.runs.filter((run) => run.taskId === taskId).sort((a, b) => b.id - a.id),
    'logs:read': (runId, ...page) => readLog(this.logs.get(runId), ...page),
    'logs:readMatches': (runId, ...page) => readMatches(this.logs.get(runId), ...page),
    'logs:download': () => this.savedLog,
    'users:list': () => this.users,
    'folders:choose': () => this.chosenFolder,
    'folders:list': (path) => {
      const names = this.folders.get(path)
      if (!names) throw new AppError('NOT_FOUND', 'You may not read this folder.')
      return { names, mountPoints: [], left: 0 }
    },
    'history:list': (query) => {
      const name = (id: number) => fullName(this.view(id).task)
      const rows = findRuns(this.runs, query, name)
      return { rows: rows.slice(query.offset, query.offset + query.limit), total: rows.length }
    },
    'history:export': () => this.savedLog,
    'settings:get': () => this.settings,
    'settings:update': (changes) => this.putSettings(changes),
    'schedules:pause': (kind) =>
      this.putSettings({ pause: pauseFrom(kind, this.now(), this.info.timeZone) }),
    'schedules:resume': () => this.putSettings({ pause: null }),
    'desktop:get': () => this.desktop,
    'desktop:update': (changes) => (this.desktop = { ...this.desktop, ...changes }),
    'window:ready': () => null,
    'window:keep': (state) => {
      this.kept = state
      return null
    },
    'window:kept': () => this.kept,
    'practice:create': () => {
      const place = { path: '/practice/source/', remoteHost: '127.0.0.1', remoteModule: 'practice' }
      const settings = { ...TASK_DEFAULTS, ...place, user: this.info.user, desc: 'Practice task' }
      const id = Math.max(0, ...this.views.keys()) + 1
      return this.putTask({ ...settings, id, revision: 1 })
    },
  }

  private view(id: number): TaskView {
    const view = this.views.get(id)
    if (!view) throw new AppError('NOT_FOUND', 'There is no such task.')
    return view
  }

  private putSettings(changes: object): GeneralSettings {
    this.settings = { ...this.settings, ...changes }
    this.emit('settings:changed', this.settings)
    return this.settings
  }

  private put(view: TaskView): void {
    this.views.set(view.task.id, view)
    this.emit('tasks:changed', view)
  }

  private putTask(task: Task): Task {
    const known = this.views.get(task.id) ?? NO_HISTORY
    const next = task.enabled ? nextRun(task.schedule, new Date(this.now()), 'UTC') : null
    this.put({ ...known, task, nextRunAt: next?.getTime() ?? null })
    return task
  }

  private addTask(settings: TaskSettings): Task {
    return this.putTask({ ...settings, id: Math.max(0, ...this.views.keys()) + 1, revision: 1 })
  }

  private start(taskId: number): Run {
    const { run: last } = this.view(taskId)
    const now = this.now()
    const run: Run = {
      ...NEW_RUN,
      ...{ id: Math.max(0, ...this.runs.map(({ id }) => id)) + 1, taskId, trigger: 'manual' },
      ...{ queuedAt: now, startedAt: now, endedAt: null, exitCode: null, hasWarning: false },
      state: last && isActive(last) ? 'WAITING' : 'RUNNING',
      ...{ reason: '', command: ['rsync'], stats: null },
    }
    this.runs.push(run)
    if (run.state === 'RUNNING') this.putRun(run)
    return run
  }
}

function checked(settings: unknown): TaskSettings {
  const result = validateTask(settings)
  if (!result.ok) throw invalidInput(result.errors)
  return result.settings
}
