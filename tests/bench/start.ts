import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeTempDir } from '../support/temp-dir'
import { compare, type Row } from './measure'
import { stock } from './stock'
import { BLANK_CLICK, discardFirstStart, makeBlankApp, memoryOf, openWindow } from './windows'
import { root, SORT_CLICK, timeToUse } from './windows'

const PAIRS = 7
const MANY = 10_000
const FEW = 10
/** Memory settles within this time after the first paint. */
const SETTLE_MS = 2_000

/** Start time and memory of the app's window against an empty window of a bare Electron. */
export async function benchStart(): Promise<Row[]> {
  const dir = await makeTempDir('rt-bench')
  try {
    const blank = await makeBlankApp(join(dir.path, 'blank'))
    const data = (count: number) => join(dir.path, String(count))
    for (const count of [FEW, MANY]) await stock(data(count), count)
    const start = (count: number) => () => timeToUse(root, data(count), SORT_CLICK)
    const startBlank = () => timeToUse(blank, join(dir.path, 'theirs'), BLANK_CLICK)
    const memory = (app: string, folder: string) => async () => {
      const window = await openWindow(app, join(dir.path, folder))
      await sleep(SETTLE_MS)
      const bytes = await memoryOf(window.app)
      await window.app.close()
      return bytes
    }
    await discardFirstStart(blank, join(dir.path, 'theirs'))
    return [
      await compare({
        ...{ name: 'start', ratioOf: `usable window with ${FEW} tasks ÷ blank window` },
        ...{ pairs: PAIRS, target: 1.25, ours: start(FEW), theirs: startBlank },
      }),
      await compare({
        ...{
          name: 'start-10k',
          ratioOf: `usable window with ${MANY} tasks and runs ÷ with ${FEW}`,
        },
        ...{ pairs: PAIRS, target: 1.3, ours: start(MANY), theirs: start(FEW) },
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
