import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { say } from '@common/i18n/say'
import { TASK_DEFAULTS, type Task, type TaskSettings } from '@common/task/task'
import type { SettingsStore } from '../store/settings-store'
import type { Accounts } from '../system/accounts'
import type { Programs } from '../system/programs'
import type { TaskService } from '../task/task-service'
import { PRACTICE_HOST, PRACTICE_MODULE, PracticeDaemon } from './practice-daemon'
import { makePracticeFiles } from './practice-files'

export interface PracticeDeps {
  /** Folder that is the practice task's own; it goes away with the task. */
  readonly folder: string
  readonly store: SettingsStore
  readonly tasks: TaskService
  readonly accounts: Accounts
  readonly programs: Pick<Programs, 'rsync'>
}

/**
 * The practice task: a real task that pulls made-up files from a private rsync daemon of ours.
 * The daemon lives while the app does; removing the task removes daemon, files and all.
 */
export class PracticeService {
  private daemon: PracticeDaemon | null = null

  constructor(private readonly deps: PracticeDeps) {}

  /** The number of the practice task; null when there is none. */
  get taskId(): number | null {
    return this.deps.store.read().practice?.taskId ?? null
  }

  /** The practice task, made when there is none, with its daemon at work. */
  async create(): Promise<Task> {
    const { store, tasks } = this.deps
    const known = store.read().practice
    if (known && tasks.list().some(({ id }) => id === known.taskId)) {
      await this.ensureDaemon(tasks.get(known.taskId))
      return tasks.get(known.taskId)
    }
    await makePracticeFiles(this.offered)
    await mkdir(this.received, { recursive: true, mode: 0o700 })
    const port = await this.startDaemon(0)
    const task = await tasks.create(this.settings(port))
    store.write({ ...store.read(), practice: { taskId: task.id, port } })
    return task
  }

  /**
   * Before a run: when it is the practice task, sees to it that its daemon is there.
   * @returns the task, which leads there now
   */
  async ensureDaemon(task: Task): Promise<Task> {
    const { store, tasks } = this.deps
    const known = store.read().practice
    if (known?.taskId !== task.id || this.daemon) return task
    if (!existsSync(this.offered)) await makePracticeFiles(this.offered)
    // Somebody else may have the port by now; then the task moves to a free one.
    const port = await this.startDaemon(known.port).catch(() => this.startDaemon(0))
    if (port === known.port) return task
    const remoteHost = `${PRACTICE_HOST}:${port}`
    await tasks.update(task.id, { remoteHost }, null)
    store.write({ ...store.read(), practice: { taskId: task.id, port } })
    return { ...task, remoteHost }
  }

  /** After the task was removed: leaves nothing behind. Another task's removal is none of ours. */
  async removed(taskId: number): Promise<void> {
    const { store, folder } = this.deps
    if (store.read().practice?.taskId !== taskId) return
    await this.stop()
    await rm(folder, { recursive: true, force: true })
    store.write({ ...store.read(), practice: null })
  }

  async stop(): Promise<void> {
    await this.daemon?.stop()
    this.daemon = null
  }

  private get offered(): string {
    return join(this.deps.folder, 'on the server')
  }

  private get received(): string {
    return join(this.deps.folder, 'received')
  }

  private async startDaemon(port: number): Promise<number> {
    const { folder, accounts, programs } = this.deps
    this.daemon = await PracticeDaemon.start(folder, this.offered, port, accounts, programs)
    return this.daemon.port
  }

  private settings(port: number): TaskSettings {
    return {
      ...TASK_DEFAULTS,
      path: `${this.received}/`,
      user: this.deps.accounts.current.name,
      direction: 'PULL',
      desc: say('tasks.practice'),
      remoteHost: `${PRACTICE_HOST}:${port}`,
      remoteModule: PRACTICE_MODULE,
      schedule: { minute: '0', hour: '0', dom: '*', month: '*', dow: '*' },
      // Only a run by hand: practice must not go on in the background.
      enabled: false,
      // Slow enough to watch.
      extra: ['--bwlimit=12M'],
    }
  }
}
