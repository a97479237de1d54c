/**
 * The program of `startEngineAs`: an engine of a user who is not root. It is loaded as root, who
 * may read the checkout wherever it is, and gives root up before it opens anything.
 */
import { toWireError } from '@common/errors'
import { TASK_DEFAULTS, type Task, type TaskSettings } from '@common/task/task'
import type { ExportKind } from '@common/exchange/write-tasks'
import { Engine } from '@core/engine'
import type { SshWay } from '@core/ssh/ssh-access'

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
    setPath: (path: string) => void (process.env['PATH'] = path),
  }
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
