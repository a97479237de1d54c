import { linkSync, mkdirSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { Engine } from '../../electron/core/engine'
import { ALL_CHANGES } from '../../electron/common/preview/preview'
import { TASK_DEFAULTS } from '../../electron/common/task/task'
import { MemoryStore } from '../support/memory-store'
import { startRsyncd, type Rsyncd } from '../support/rsyncd'
import { makeTempDir } from '../support/temp-dir'
import { AesVault } from '../support/vault'
import { summarise, type Row } from './measure'

const [MANY, FEW] = [1_000_000, 100_000]
const PAIRS = 2
const PER_FOLDER = 1000

/** So many entries, folders not counted; links of one file a folder, which rsync takes for files. */
function fill(folder: string, count: number): void {
  for (let first = 0; first < count; first += PER_FOLDER) {
    const sub = `${folder}/d${first / PER_FOLDER}`
    mkdirSync(sub, { recursive: true })
    writeFileSync(`${sub}/f0`, '')
    for (let i = 1; i < PER_FOLDER; i++) linkSync(`${sub}/f0`, `${sub}/f${i}`)
  }
}

/** Milliseconds to make it and to show a page of it, and the most memory meanwhile. */
type Costs = Record<'made' | 'paged' | 'peak', number>

/** A preview of all that is in the folder, and a page of it, searched and sorted. */
async function preview(
  engine: Engine,
  daemon: Rsyncd,
  folder: string,
  count: number,
): Promise<Costs> {
  const settings = {
    ...{ ...TASK_DEFAULTS, path: `${folder}/`, user: userInfo().username, compress: false },
    ...{ remoteHost: `127.0.0.1:${daemon.port}`, remoteModule: 'open' },
  }
  let peak = 0
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20)
  const started = performance.now()
  const { id } = engine.previews.start({ taskId: null, settings })
  const { totals, reason } = await engine.previews.ready(id)
  const made = performance.now() - started
  clearInterval(watch)
  if (totals.added.count < count) throw new Error(`only ${totals.added.count} listed: ${reason}`)
  const query = { ...ALL_CHANGES, sort: 'size', isDescending: true, text: '77' } as const
  const asked = performance.now()
  await engine.previews.page(id, query)
  const paged = performance.now() - asked
  await engine.previews.close(id)
  return { made, peak, paged }
}

/** What a preview of a million entries costs, beside one of a tenth. */
export async function benchPreview(): Promise<Row[]> {
  const [dir, daemon] = [await makeTempDir('rt-bench'), await startRsyncd()]
  const parts = { store: new MemoryStore(), vault: new AesVault(), now: Date.now }
  const engine = await Engine.open({ ...parts, folder: `${dir.path}/data` })
  try {
    fill(`${dir.path}/many`, MANY)
    fill(`${dir.path}/few`, FEW)
    const pairs: (readonly [Costs, Costs])[] = []
    for (let i = 0; i < PAIRS; i++) {
      const few = await preview(engine, daemon, `${dir.path}/few`, FEW)
      pairs.push([await preview(engine, daemon, `${dir.path}/many`, MANY), few])
    }
    return [
      rowOf('preview-million', 'time of a preview', pairs, 'made', 12),
      rowOf('preview-page', 'time of a page of it, searched and sorted', pairs, 'paged', 12),
      rowOf('preview-memory', 'memory of the app meanwhile', pairs, 'peak', 2),
    ]
  } finally {
    await engine.close()
    await daemon.stop()
    await dir.dispose()
  }
}

function rowOf(
  name: string,
  what: string,
  pairs: readonly (readonly [Costs, Costs])[],
  cost: keyof Costs,
  target: number,
): Row {
  return {
    ...{ name, table: 'growth', ratioOf: `${what}: 1,000,000 entries ÷ 100,000`, target },
    ...{ ...summarise(pairs.map(([many, few]) => many[cost] / few[cost])), pairs: pairs.length },
  }
}
