/**
 * The program of `startEngineAs`: an engine of a user who is not root. It is loaded as root, who
 * may read the checkout wherever it is, and gives root up before it opens anything.
 */
import { closeSync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import { toWireError } from '@common/errors'
import { TASK_DEFAULTS, type Task, type TaskSettings } from '@common/task/task'
import type { ExportKind } from '@common/exchange/write-tasks'
import type { ConnectionSettings } from '@common/ssh/credentials'
import { listFolders } from '@core/folders/folder-browser'
import { Engine } from '@core/engine'
import type { SshWay } from '@core/ssh/ssh-access'
import type { Account } from '@core/system/accounts'
import { whyNotRunAs } from '@core/system/run-as'
import { lockFolder } from '@main/control/folder-lock'

import { MemoryStore } from './memory-store'
import { AesVault } from './vault'

export interface EngineStart {
  readonly uid: number
  readonly gid: number
  readonly env: NodeJS.ProcessEnv
  readonly folder: string
  /** Tasks that are there already. */
  readonly tasks: readonly Task[]
}

export interface EngineCall {
  readonly call: keyof EngineCalls
  readonly args: readonly unknown[]
}

export type EngineCalls = ReturnType<typeof callsOf>

function callsOf(engine: Engine) {
  return {
    create: (settings: Partial<TaskSettings>) =>
      engine.tasks.create({ ...TASK_DEFAULTS, ...settings }),
    /** Without any check of the machine. */
    add: (settings: Partial<TaskSettings>) =>
      engine.tasks.add([{ ...TASK_DEFAULTS, ...settings } as TaskSettings])[0] as Task,
    update: (id: number, changes: object) => engine.tasks.update(id, changes, null),
    importKey: (name: string, privateKey: string) =>
      engine.credentials.keyPairs.import({ name, privateKey }),
    connect: (settings: object) => engine.credentials.connections.create(settings),
    discover: (place: object) => engine.ssh.discover(place),
    test: (settings: object) => engine.ssh.test(settings, null),
    createConnection: (settings: object, password: string) =>
      engine.ssh.createConnection(settings, password),
    generateKey: (name: string) => engine.credentials.keyPairs.generate({ name, type: 'ed25519' }),
    listFolders: (task: SshWay, path: string) => engine.ssh.listFolders(task, path, false),
    readImport: (text: string) => engine.exchange.read(text),
    export: (kind: ExportKind) => engine.exchange.write(kind, null),
    start: (taskId: number) => engine.startRun(taskId, 'manual'),
    stop: (runId: number) => engine.stopRun(runId),
    ended: (runId: number) => engine.runs.ended(runId),
    record: (runId: number) => engine.book.get(runId),
    chooseRsync: (rsync: string) => engine.programs.update({ rsync }),
    programs: () => engine.programs.state(),
    readLog: (runId: number) => engine.archive.readLog(runId, 0, 100),
    searchLog: (runId: number, text: string) =>
      engine.archive.readMatches(runId, { text, errorsOnly: false }, 0, 100),
    listLocal: (path: string) => listFolders(path, false),
    installKey: (connection: ConnectionSettings, password: string) =>
      engine.ssh.installKey(connection, password),
    whyNotRunAs: (account: Account) => whyNotRunAs(account, engine.accounts),
    /** Whether a data folder can be had. */
    lock: async (path: string) => {
      const release = await lockFolder(path)
      release?.()
      return release !== null
    },
    /** Opens files until only so many more can be had. */
    exhaust,
    setPath: (path: string) => void (process.env['PATH'] = path),
  }
}

const held: number[] = []

/** What an earlier question had open may still be closing: so long nothing more must come free. */
const QUIET_MS = 200

/** Null gives all back. */
async function exhaust(left: number | null): Promise<void> {
  for (const file of held.splice(0)) closeSync(file)
  if (left === null) return
  takeAll()
  do await sleep(QUIET_MS)
  while (takeAll() > 0)
  for (const file of held.splice(0, left)) closeSync(file)
}

/** How many could still be had. */
function takeAll(): number {
  const before = held.length
  try {
    for (;;) held.push(openSync('/dev/null', 'r'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EMFILE') throw error
  }
  return held.length - before
}

async function serve({ uid, gid, env, folder, tasks }: EngineStart): Promise<void> {
  process.chdir('/')
  process.setgroups?.([gid])
  process.setgid?.(gid)
  process.setuid?.(uid)
  process.env = { ...env }
  const store = new MemoryStore({ tasks: [...tasks], lastTaskId: tasks.length })
  const engine = await Engine.open({ store, vault: new AesVault(), folder, now: Date.now })
  const calls = callsOf(engine) as Record<string, (...args: unknown[]) => unknown>
  process.on('message', ({ id, call, args }: EngineCall & { id: number }) => {
    Promise.resolve()
      .then(() => calls[call]?.(...args))
      .then(
        (value) => process.send?.({ id, value }),
        (error: unknown) => {
          if (toWireError(error, '').code === 'UNEXPECTED') console.error(error)
          process.send?.({ id, error: toWireError(error, '') })
        },
      )
  })
  process.send?.({ id: 0 })
}

process.once('disconnect', () => process.exit())
process.once('message', (start: EngineStart) => {
  serve(start).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
