import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, readdir, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bridge } from '../../electron/common/ipc/contract'
import { runOk } from '../support/run'
import { startRsyncd } from '../support/rsyncd'
import { makeTempDir } from '../support/temp-dir'
import { bigFile, manySmallFiles } from '../support/tree'
import { compare, type Row } from './measure'
import { openWindow, root } from './windows'

type WithBridge = Window & { rsyncTasks: Bridge }

interface Load {
  readonly name: string
  readonly what: string
  readonly target: number
  readonly pairs: number
  readonly fill: (folder: string) => Promise<unknown>
  /** Leaves the destination as it is, so that there is nothing to do. */
  readonly isNoop?: boolean
  /** Sends the folder of the module to itself: there is nothing to do from the first run on. */
  readonly isOwnSource?: boolean
  readonly extra?: readonly string[]
}

const LOADS: readonly Load[] = [
  {
    name: 'transfer-small',
    what: '20,000 files of 2 KiB',
    ...{ target: 1.02, pairs: 15 },
    fill: (dir) => manySmallFiles(dir, 20_000, 2048),
  },
  {
    name: 'transfer-big',
    what: 'one file of 512 MiB',
    ...{ target: 1.01, pairs: 7 },
    fill: (dir) => bigFile(dir, 'big', 512 * 2 ** 20),
  },
  {
    name: 'transfer-noop',
    what: '20,000 files, nothing to do',
    ...{ target: 1.1, pairs: 25 },
    isNoop: true,
    fill: (dir) => manySmallFiles(dir, 20_000, 2048),
  },
  {
    name: 'transfer-verbose',
    what: '1,000,000 lines, one for each file that is as it should be',
    ...{ target: 1.05, pairs: 3 },
    ...{ isNoop: true, isOwnSource: true, extra: ['-ii'] },
    fill: (dir) => manySmallFiles(dir, 1_000_000, 0),
  },
]

/** A run through the open app, from the click to its end, against the same rsync started bare. */
export const TRANSFERS: Readonly<Record<string, () => Promise<Row[]>>> = Object.fromEntries(
  LOADS.map((load) => [load.name, async () => [await inMemory(() => benchLoad(load))]]),
)

/** More than any load needs on both sides. */
const ROOM_BYTES = 4 * 2 ** 30

/**
 * Lets temporary folders be in memory where there is room. What a disk still has to write falls to
 * one side or the other by chance, and being slow it hides what the app costs.
 */
async function inMemory<T>(work: () => Promise<T>): Promise<T> {
  const { bavail, bsize } = await statfs('/dev/shm').catch(() => ({ bavail: 0, bsize: 0 }))
  const usual = process.env['TMPDIR']
  if (bavail * bsize > ROOM_BYTES) process.env['TMPDIR'] = '/dev/shm'
  try {
    return await work()
  } finally {
    if (usual === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = usual
  }
}

async function benchLoad(load: Load): Promise<Row> {
  const dir = await makeTempDir('rt-bench')
  const daemon = await startRsyncd()
  const { app, page } = await openWindow(root, join(dir.path, 'data'))
  try {
    const { root: served } = daemon.modules.open
    const source = load.isOwnSource ? served : join(dir.path, 'source')
    await mkdir(source, { recursive: true })
    await load.fill(source)
    const settings = {
      path: `${source}/`,
      user: process.env['USER'] ?? 'root',
      remoteHost: `${daemon.host}:${daemon.port}`,
      remoteModule: daemon.modules.open.name,
      compress: false,
      enabled: false,
      extra: load.extra ?? [],
    }
    const task = await page.evaluate(async (input) => {
      const answer = await (window as unknown as WithBridge).rsyncTasks.invoke(
        'tasks:create',
        input,
      )
      if (!answer.ok) throw new Error(answer.error.message)
      return answer.value
    }, settings)
    const ours = () => page.evaluate(runThroughApp, task.id)
    await ours()
    const [run] = await page.evaluate(async (id) => {
      const answer = await (window as unknown as WithBridge).rsyncTasks.invoke('runs:list', id)
      return answer.ok ? answer.value : []
    }, task.id)
    const [program = '', ...argv] = run?.command ?? []
    const clear = async () => {
      if (!load.isNoop) await empty(served)
      // What the one before left for the disk to do must not fall to the next.
      await runOk('sync', [])
    }
    return await compare({
      ...{ name: load.name, pairs: load.pairs, target: load.target },
      ratioOf: `run through the app ÷ the same rsync bare (${load.what})`,
      ours: () => clear().then(ours),
      theirs: () => clear().then(() => runBare(program, argv, join(dir.path, 'bare.log'))),
    })
  } finally {
    await app.close()
    await daemon.stop()
    await dir.dispose()
  }
}

/** In the page: starts the task and answers with the milliseconds until its end was told. */
async function runThroughApp(taskId: number): Promise<number> {
  const bridge = (window as unknown as WithBridge).rsyncTasks
  const started = performance.now()
  const ended = new Promise<void>((resolve, reject) => {
    const off = bridge.on('tasks:changed', ({ run }) => {
      if (run?.taskId !== taskId || run.endedAt === null) return
      off()
      if (run.state === 'SUCCESS') resolve()
      else reject(new Error(run.reason))
    })
  })
  await bridge.invoke('runs:start', taskId)
  await ended
  return performance.now() - started
}

async function runBare(program: string, argv: readonly string[], output: string): Promise<number> {
  const file = await open(output, 'w')
  const started = performance.now()
  const child = spawn(program, argv, {
    stdio: ['ignore', file.fd, file.fd],
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  const took = performance.now() - started
  await file.close()
  if (code !== 0) throw new Error(`bare rsync ended with ${code}`)
  return took
}

async function empty(folder: string): Promise<void> {
  const names = await readdir(folder)
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })))
}
