import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { ensureElectron } from '../../build/scripts/setup/electron.mjs'
import { electronArguments } from '../../build/scripts/setup/launch.mjs'
import { descendantsOf } from '../support/processes'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface OpenWindow {
  readonly app: ElectronApplication
  readonly page: Page
  /** From the start of the process to the window being usable. */
  readonly startMs: number
}

/** A bare Electron with one empty window, for comparison. */
export async function makeBlankApp(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'blank', version: '1.0.0', main: 'main.js' }),
  )
  await writeFile(
    join(folder, 'main.js'),
    `const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1200, height: 800, show: false })
  window.once('ready-to-show', () => window.show())
  window.loadURL('data:text/html,<h1>Blank</h1>')
})`,
  )
  return folder
}

/** Starts an app on a data folder and waits until the heading of its first page stands there. */
export async function openWindow(appFolder: string, dataDir: string): Promise<OpenWindow> {
  const executablePath = await ensureElectron({ quiet: true })
  const started = performance.now()
  const app = await _electron.launch({
    executablePath,
    args: [...electronArguments({ headless: false }), appFolder, `--user-data-dir=${dataDir}`],
  })
  const page = await app.firstWindow()
  await page.locator('h1').first().waitFor()
  return { app, page, startMs: performance.now() - started }
}

/** Proportional memory of the app with all its processes, in bytes. */
export async function memoryOf(app: ElectronApplication): Promise<number> {
  const pid = app.process().pid ?? 0
  const pids = [pid, ...descendantsOf(pid).map((process) => process.pid)]
  const sizes = await Promise.all(pids.map(proportionalSize))
  return sizes.reduce((sum, size) => sum + size, 0)
}

async function proportionalSize(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  return 1024 * Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0)
}
