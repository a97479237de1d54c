import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { expect, onTestFinished } from 'vitest'

import type { Change } from '@common/preview/change'
import { ALL_CHANGES, type Preview } from '@common/preview/preview'
import type { Run, RunProgress } from '@common/run/run'
import { TASK_DEFAULTS, type Task, type TaskSettings } from '@common/task/task'
import type { Vault } from '@core/credentials/vault'
import { Engine } from '@core/engine'
import { MemoryStore } from './memory-store'
import { allProcesses, processesWithEnv, waitUntil, type ProcessInfo } from './processes'
import { runOk } from './run'
import type { Rsyncd } from './rsyncd'
import type { SshAccess } from './ssh-home'
import type { Sshd } from './sshd'
import { makeTempDir } from './temp-dir'
import { canMakeUsers, makeTempUser } from './temp-user'
import { AesVault } from './vault'

export { MemoryStore }

/** The user who runs the tests. */
export const me = userInfo().username

/** A real engine on a folder of its own, with the few calls tests make all the time. */
export interface TestEngine {
  readonly engine: Engine
  readonly folder: string
  readonly store: MemoryStore
  /** A new task that passed every check; what is not given is TrueNAS's default. */
  create(settings: Partial<TaskSettings>): Promise<Task>
  /** A new task whose shape alone was checked. */
  add(settings: Partial<TaskSettings>): Task
  /** Runs a task to its end. */
  run(taskId: number): Promise<Run>
  /** Starts a task; the run is going, with processes of its own, when it resolves. */
  startGoing(taskId: number): Promise<Run>
  /** What a run would do: the first 500 changes, by name. */
  preview(taskId: number): Promise<Preview & { readonly changes: readonly Change[] }>
  log(run: Run): Promise<string>
  /** Progress of all runs so far, oldest first. */
  readonly progress: readonly RunProgress[]
  /** Ends the engine as the end of the app does. */
  close(): Promise<void>
}

/** A directory that goes away with the running test; others may read it. */
export async function tempDir(): Promise<string> {
  const dir = await makeTempDir('rt', 0o755)
  onTestFinished(() => dir.dispose())
  return dir.path
}

/** Value of the marker that every process of a run carries. */
export const markerOf = (folder: string, runId: number): string => `${folder}/runs#${runId}`

/** The living processes of one run. */
export const processesOfRun = (folder: string, runId: number): ProcessInfo[] =>
  processesWithEnv('RSYNC_TASKS_RUN', asLatin1(markerOf(folder, runId)))

// What /proc shows is compared byte by byte.
const asLatin1 = (text: string): string => Buffer.from(text).toString('latin1')

const mentions = (file: string, text: string): boolean => {
  try {
    return readFileSync(file, 'latin1').includes(asLatin1(text))
  } catch {
    return false
  }
}

/** All living processes whose arguments or run marker name the folder: what an engine started. */
export function processesOfFolder(folder: string): ProcessInfo[] {
  return allProcesses().filter(
    ({ pid }) =>
      pid !== process.pid &&
      (mentions(`/proc/${pid}/cmdline`, folder) ||
        mentions(`/proc/${pid}/environ`, `RSYNC_TASKS_RUN=${folder}`)),
  )
}

/** Kills what is left of an engine's processes, so that a failing test harms no other. */
export function killProcessesOf(folder: string): void {
  for (const { pid } of processesOfFolder(folder)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended by itself in the meantime.
    }
  }
}

/** An engine that cannot end must not keep the test from telling why. */
const CLOSE_TIMEOUT_MS = 12_000

async function dispose(close: () => Promise<void>, folder: string): Promise<void> {
  const closed = await Promise.race([close().then(() => true), sleep(CLOSE_TIMEOUT_MS, false)])
  killProcessesOf(folder)
  if (!closed) throw new Error('The engine did not close')
}

export interface EngineOptions {
  /** A folder that is there already, to open it again; the default is a fresh one. */
  readonly folder?: string
  readonly store?: MemoryStore
  readonly vault?: Vault
}

/** Opens an engine that is closed, with everything it started, when the running test ends. */
export async function openEngine(options: EngineOptions = {}): Promise<TestEngine> {
  const folder = options.folder ?? (await tempDir())
  const store = options.store ?? new MemoryStore()
  const vault = options.vault ?? new AesVault()
  const engine = await Engine.open({ store, vault, folder, now: Date.now })
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= engine.close())
  onTestFinished(() => dispose(close, folder))
  const progress: RunProgress[] = []
  engine.events.on('runs:progressed', (event) => void progress.push(event.progress))
  return { engine, folder, store, progress, close, ...callsOf(engine, folder) }
}

function callsOf(engine: Engine, folder: string) {
  const complete = (settings: Partial<TaskSettings>): TaskSettings => ({
    ...TASK_DEFAULTS,
    path: '/nowhere',
    user: me,
    ...settings,
  })
  const going = (id: number): boolean =>
    engine.book.get(id).endedAt !== null || processesOfRun(folder, id).length > 0
  return {
    create: (settings: Partial<TaskSettings>) => engine.tasks.create(complete(settings)),
    add: (settings: Partial<TaskSettings>) => engine.tasks.add([complete(settings)])[0] as Task,
    run: async (taskId: number) => {
      const { id } = await engine.runs.start(taskId, 'manual')
      return engine.runs.ended(id)
    },
    startGoing: async (taskId: number) => {
      const { id } = await engine.runs.start(taskId, 'manual')
      await waitUntil(() => going(id), { what: `a process of run ${id}` })
      expect(engine.book.get(id)).toMatchObject({ state: 'RUNNING', reason: '' })
      return engine.book.get(id)
    },
    preview: async (taskId: number) => {
      const { id } = engine.previews.start({ taskId, settings: null })
      const preview = await engine.previews.ready(id)
      if (preview.state !== 'READY') return { ...preview, changes: [] }
      const { changes } = await engine.previews.page(id, ALL_CHANGES)
      return { ...preview, changes }
    },
    log: (run: Run) => readFile(join(folder, 'runs', `${run.id}.log`), 'utf8'),
  }
}

/** Settings of a task for a module of a test daemon; its port is part of the host. */
export const moduleTask = (
  daemon: Pick<Rsyncd, 'host' | 'port'>,
  remoteModule: string,
  settings: Partial<TaskSettings> & { readonly path: string },
): Partial<TaskSettings> => ({
  mode: 'MODULE',
  remoteHost: `${daemon.host}:${daemon.port}`,
  remoteModule,
  ...settings,
})

/** A local user whose plain `ssh` logs in to the test server, and who owns what it is given. */
export interface SshLogin {
  readonly user: string
  /** In which ssh looks for its files. */
  readonly home: string
  /** Makes the directory, with all in it, the user's own. */
  give(path: string): Promise<void>
  /** Settings of a task that runs as this user. */
  task(settings: Partial<TaskSettings> & { readonly path: string }): Partial<TaskSettings>
  dispose(): Promise<void>
}

/**
 * Makes the user for tasks with the key in the home directory. ssh finds that directory through
 * the password database, so root adds a real user; who may not do that stays the same user and
 * gets an `ssh` on PATH that looks into another home.
 */
export async function makeSshLogin(sshd: Sshd, knownHosts = sshd.knownHosts): Promise<SshLogin> {
  const { host, port, clientKeyFile } = sshd
  const task: SshLogin['task'] = (settings) => ({
    mode: 'SSH',
    user: login.user,
    remoteHost: `${sshd.user}@${host}`,
    remotePort: port,
    ...settings,
  })
  const login = await (canMakeUsers
    ? otherUser({ host, port, clientKeyFile, knownHosts })
    : sameUser(sshd, knownHosts))
  return { ...login, task }
}

async function otherUser(access: SshAccess): Promise<Omit<SshLogin, 'task'>> {
  const user = await makeTempUser()
  await user.giveAccess(access)
  return {
    user: user.name,
    home: user.home,
    give: async (path) => void (await runOk('chown', ['-R', `${user.uid}:${user.gid}`, path])),
    dispose: () => user.dispose(),
  }
}

async function sameUser(sshd: Sshd, knownHosts: string): Promise<Omit<SshLogin, 'task'>> {
  const home = await sshd.makeHome()
  await writeFile(home.knownHostsFile, knownHosts)
  const before = process.env['PATH']
  process.env['PATH'] = home.env['PATH']
  return {
    user: me,
    home: home.home,
    give: async () => undefined,
    dispose: async () => {
      process.env['PATH'] = before
      await home.dispose()
    },
  }
}
