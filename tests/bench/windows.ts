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
  window.loadURL('data:text/html,<h1 onclick="this.dataset.answered=1">Blank</h1>')
})`,
  )
  return folder
}

/** Starts an app on a data folder and waits until the heading of its first page stands there. */
export async function openWindow(
  appFolder: string,
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<OpenWindow> {
  const executablePath = await ensureElectron({ quiet: true })
  const started = performance.now()
  const app = await _electron.launch({
    executablePath,
    args: [...electronArguments({ headless: false }), appFolder, `--user-data-dir=${dataDir}`],
    env: { ...process.env, ...env } as Record<string, string>,
  })
  const page = await app.firstWindow()
  await page.locator('h1').first().waitFor()
  return { app, page, startMs: performance.now() - started }
}

/**
 * Starts and closes an app once. The first Electron of a display server takes tens of megabytes more
 * than all later ones, whichever app it is: that one is not for measuring.
 */
export async function discardFirstStart(appFolder: string, dataDir: string): Promise<void> {
  const { app } = await openWindow(appFolder, dataDir)
  await app.close()
}

/** What is clicked when a window can be used, and what stands there once that was answered. */
export interface Click {
  readonly on: string
  readonly answer: string
}

/** The first column's heading: it is there with the first rows, and sorts them. */
export const SORT_CLICK: Click = {
  on: '[role="row"][aria-rowindex]',
  answer: '[role="columnheader"][aria-sort="descending"]',
}
export const BLANK_CLICK: Click = { on: 'h1', answer: 'h1[data-answered]' }

/**
 * Milliseconds from the start of an app until its window can be used: heading and first rows are
 * there, and a click is answered. The app is closed then.
 */
export async function timeToUse(appFolder: string, dataDir: string, click: Click): Promise<number> {
  const started = performance.now()
  const { app, page } = await openWindow(appFolder, dataDir)
  await page.locator(click.on).first().waitFor()
  // In the page itself: Playwright's own click waits for the next frames, and then some.
  await page.evaluate(({ on }) => {
    const heading = document.querySelector<HTMLElement>('[role="columnheader"] button')
    ;(heading ?? document.querySelector<HTMLElement>(on))?.click()
  }, click)
  await page.locator(click.answer).waitFor()
  const taken = performance.now() - started
  await app.close()
  return taken
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
