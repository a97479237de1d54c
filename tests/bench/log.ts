import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { RunLog } from '@core/run/run-log'
import { store } from '../e2e/window/stored'
import { makeTempDir } from '../support/temp-dir'
import { compare, type Row } from './measure'
import { openWindow, root } from './windows'

const MANY = 3_000_000
const FEW = 3_000
const BATCH = 1000
const PAIRS = 5

/** Opening a log of 3,000,000 lines and jumping to its beginning, against one of 3,000. */
export async function benchLog(): Promise<Row[]> {
  const dir = await makeTempDir('rt-bench')
  const folder = (count: number) => join(dir.path, String(count))
  try {
    for (const count of [MANY, FEW]) {
      await store(folder(count), { tasks: [{}], runs: [{ taskId: 1, state: 'SUCCESS' }] })
      await writeLog(join(folder(count), 'runs', '1.log'), count)
    }
    const what = `open a log of ${MANY} lines and jump in it ÷ one of ${FEW}`
    const cost = (count: number) => () => openAndJump(folder(count), count)
    const rows = { ours: cost(MANY), theirs: cost(FEW) }
    return [await compare({ name: 'log-3m', ratioOf: what, pairs: PAIRS, target: 1.5, ...rows })]
  } finally {
    await dir.dispose()
  }
}

/** Written as a run writes it. */
async function writeLog(path: string, count: number): Promise<void> {
  const log = await RunLog.open(path)
  for (let first = 0; first < count; first += BATCH) {
    await log.write(Array.from({ length: BATCH }, (_, i) => `>f+++++++++ folder/${first + i}.jpg`))
  }
  await log.close()
}

/** In an app that was just started: nothing of the log is known yet. */
async function openAndJump(folder: string, count: number): Promise<number> {
  const { app, page } = await openWindow(root, folder)
  const pill = page.getByRole('button', { name: 'SUCCESS' })
  await pill.waitFor()
  const started = performance.now()
  await pill.click()
  await shows(page, count - 1)
  await page.getByRole('region', { name: 'Log lines' }).press('Home')
  await shows(page, 0)
  const taken = performance.now() - started
  await app.close()
  return taken
}

function shows(page: Page, line: number): Promise<void> {
  return page.getByText(`folder/${line}.jpg`, { exact: false }).first().waitFor()
}
