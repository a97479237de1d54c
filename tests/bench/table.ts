import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { makeTempDir } from '../support/temp-dir'
import { ACTS, openList } from './acts'
import { compare, type Row } from './measure'
import { stock } from './stock'

const MANY = 10_000
const FEW = 100
const PAIRS = 9

/** Sorting and filtering 10,000 tasks against 100, in the open list. */
export async function benchTable(): Promise<Row[]> {
  const dir = await makeTempDir('rt-bench')
  const folder = (count: number) => join(dir.path, String(count))
  try {
    for (const count of [MANY, FEW]) await stock(folder(count), count)
    const many = await openList(folder(MANY))
    const few = await openList(folder(FEW))
    const both = (page: Page) => async () => (await ACTS.sort(page)) + (await ACTS.search(page))
    // Twice without measuring: what is compiled then is compiled, and the search is empty again.
    for (const { page } of [many, few, many, few]) await both(page)()
    const row = await compare({
      ...{ name: 'table-10k', ratioOf: `sort and filter ${MANY} tasks ÷ ${FEW}` },
      ...{ pairs: PAIRS, target: 5, ours: both(many.page), theirs: both(few.page) },
    })
    await many.app.close()
    await few.app.close()
    return [row]
  } finally {
    await dir.dispose()
  }
}
