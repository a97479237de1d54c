import { join } from 'node:path'
import { makeTempDir } from '../support/temp-dir'
import { ACTS, openList } from './acts'
import { compare, type Row } from './measure'
import { armOurs, scheduledTasks } from './schedule'
import { stock } from './stock'
import { memoryOf, root, SORT_CLICK, timeToUse } from './windows'

const BASE = 10
const SIZES = [100, 1000, 10_000]
const PAIRS = 3

/** One cost of an app with so many tasks, measured once, in any unit. */
type Cost = (folder: string, count: number) => Promise<number>

const COSTS: Readonly<Record<string, Cost>> = {
  start: (folder) => timeToUse(root, folder, SORT_CLICK),
  sort: (folder) => act('sort', folder),
  search: (folder) => act('search', folder),
  arming: (folder, count) => armOurs(join(folder, 'arming.jsonl'), scheduledTasks(count)),
  memory: memoryOfList,
}

/** How costs grow with the number of tasks, each against ten of them. */
export async function benchGrowth(): Promise<Row[]> {
  const dir = await makeTempDir('rt-bench')
  const folder = (count: number) => join(dir.path, String(count))
  const rows: Row[] = []
  try {
    for (const count of [BASE, ...SIZES]) await stock(folder(count), count)
    for (const [name, cost] of Object.entries(COSTS)) {
      for (const count of SIZES) {
        const row = await compare({
          ...{ name: `${name}-${count}`, table: 'growth', pairs: PAIRS, target: null },
          ratioOf: `${name} with ${count} tasks ÷ ${BASE}`,
          ours: () => cost(folder(count), count),
          theirs: () => cost(folder(BASE), BASE),
        })
        rows.push(row)
      }
    }
    return rows
  } finally {
    await dir.dispose()
  }
}

/** The second time: what is compiled in the first is compiled. */
async function act(name: keyof typeof ACTS, folder: string): Promise<number> {
  const { app, page } = await openList(folder)
  await ACTS[name](page)
  const taken = await ACTS[name](page)
  await app.close()
  return taken
}

async function memoryOfList(folder: string): Promise<number> {
  const { app } = await openList(folder)
  const bytes = await memoryOf(app)
  await app.close()
  return bytes
}
