import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeTempDir } from '../support/temp-dir'
import { compare, type Row } from './measure'
import { makeBlankApp, memoryOf, openWindow, root } from './windows'

const PAIRS = 7
/** Memory settles within this time after the first paint. */
const SETTLE_MS = 2_000

/** Start time and memory of the app's window against an empty window of a bare Electron. */
export async function benchStart(): Promise<Row[]> {
  const dir = await makeTempDir('rt-bench')
  try {
    const blank = await makeBlankApp(join(dir.path, 'blank'))
    const start = (app: string, data: string) => async () => {
      const window = await openWindow(app, join(dir.path, data))
      await window.app.close()
      return window.startMs
    }
    const memory = (app: string, data: string) => async () => {
      const window = await openWindow(app, join(dir.path, data))
      await sleep(SETTLE_MS)
      const bytes = await memoryOf(window.app)
      await window.app.close()
      return bytes
    }
    return [
      await compare({
        ...{ name: 'start', ratioOf: 'usable window ÷ blank window', pairs: PAIRS, target: 1.25 },
        ...{ ours: start(root, 'ours'), theirs: start(blank, 'theirs') },
      }),
      await compare({
        ...{ name: 'memory-open', ratioOf: 'memory of the window ÷ blank window' },
        ...{ pairs: PAIRS, target: 1.25 },
        ...{ ours: memory(root, 'ours'), theirs: memory(blank, 'theirs') },
      }),
    ]
  } finally {
    await dir.dispose()
  }
}
