import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import type { Bridge } from '../../electron/common/ipc/contract'
import { makeTempDir } from '../support/temp-dir'
import { compare, summarise, type Row } from './measure'
import { openWindow, root } from './windows'

type WithBridge = Window & { rsyncTasks: Bridge }

const COUNT = 100_000
const PAIRS = 7
const ALLOWED_MS = 50

/** Listing 100,000 folders through the open app against bare readdir, and how long main hangs. */
export async function benchFolder(): Promise<Row[]> {
  const dir = await makeTempDir('rt-bench')
  const folder = join(dir.path, 'many')
  await mkdir(folder)
  // In an order that is not that of the names, as a folder that has grown over years.
  for (let i = 0; i < COUNT; i++) await mkdir(join(folder, `folder ${(i * 7919) % COUNT}`))
  const { app, page } = await openWindow(root, join(dir.path, 'data'))
  try {
    const blocks: number[] = []
    const ours = async () => {
      await watchMain(app)
      const taken = await list(page, folder)
      blocks.push((await longestBlock(app)) / ALLOWED_MS)
      return taken
    }
    const row = await compare({
      ...{ name: 'folder-100k', ratioOf: `list a folder of ${COUNT} ÷ bare readdir with types` },
      ...{ pairs: PAIRS, target: 2, ours, theirs: () => listBare(app, folder) },
    })
    const blocked = {
      ...{ name: 'folder-100k-block', pairs: PAIRS, target: 1, ...summarise(blocks) },
      ratioOf: `longest time main hangs meanwhile ÷ ${ALLOWED_MS} ms`,
    }
    return [row, blocked]
  } finally {
    await app.close()
    await dir.dispose()
  }
}

function list(page: Page, folder: string): Promise<number> {
  return page.evaluate(async (path) => {
    const started = performance.now()
    const { rsyncTasks } = window as unknown as WithBridge
    const answer = await rsyncTasks.invoke('folders:list', path, true)
    if (!answer.ok) throw new Error(answer.error.message)
    return performance.now() - started
  }, folder)
}

/** By the same process, so that both have the same Node. */
function listBare(app: ElectronApplication, folder: string): Promise<number> {
  return app.evaluate(async (_electron, path) => {
    const { readdir } = process.getBuiltinModule('node:fs/promises')
    const started = performance.now()
    await readdir(path, { withFileTypes: true })
    return performance.now() - started
  }, folder)
}

type Watched = typeof globalThis & { watch?: { longest: number; timer: NodeJS.Timeout } }

/** Looks every millisecond whether main had its turn. */
function watchMain(app: ElectronApplication): Promise<void> {
  return app.evaluate(() => {
    const watched = globalThis as Watched
    let last = performance.now()
    // Not a named function: those call a helper of tsx, which is not there.
    const timer = setInterval(() => {
      const now = performance.now()
      if (watched.watch) watched.watch.longest = Math.max(watched.watch.longest, now - last)
      last = now
    }, 1)
    watched.watch = { longest: 0, timer }
  })
}

/** The longest time between two looks, in milliseconds. */
function longestBlock(app: ElectronApplication): Promise<number> {
  return app.evaluate(() => {
    const { watch } = globalThis as Watched
    clearInterval(watch?.timer)
    return watch?.longest ?? NaN
  })
}
