import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import type { ChildProcess } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { electronArguments } from '../../../build/scripts/setup/launch.mjs'
import { ensureElectron } from '../../../build/scripts/setup/electron.mjs'
import { makeTempDir } from '../../support/temp-dir'
import { test as base } from '../screen'

/** The checkout, which Electron takes for the app. */
export const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The app, started with its window. */
export interface OpenApp {
  readonly app: ElectronApplication
  readonly page: Page
  /** What the page wrote to its console as warnings and errors. */
  readonly complaints: string[]
}

export interface Fixtures {
  /** A data folder of the test's own, in a folder of the test's own. */
  readonly dataDir: string
  /** Starts the app on that folder; it is closed when the test ends. */
  readonly open: (env?: Record<string, string>) => Promise<OpenApp>
}

export const test = base.extend<Fixtures>({
  dataDir: async ({}, use) => {
    const dir = await makeTempDir('rt-window')
    const path = join(dir.path, 'data')
    await mkdir(path, { mode: 0o700 })
    await use(path)
    await dir.dispose()
  },
  open: async ({ dataDir }, use) => {
    const opened: { app: ElectronApplication; process: ChildProcess }[] = []
    await use(async (env = {}) => {
      const started = await launch(dataDir, env)
      // Playwright forgets the process of an app that was killed.
      opened.push({ app: started.app, process: started.app.process() })
      return started
    })
    for (const { app, process } of opened) await end(app, process)
  },
})

export { expect } from '@playwright/test'

/** How the app is started: variables and arguments beside the usual ones. */
export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  /** The folder of the app, where that is not the checkout. */
  readonly root?: string
}

/** Program and arguments of the app on a data folder. */
export async function commandOf(dataDir: string, args: readonly string[] = [], app: string = root) {
  return {
    program: process.env['RSYNC_TASKS_ELECTRON'] ?? (await ensureElectron({ quiet: true })),
    args: [...electronArguments({ headless: false }), app, `--user-data-dir=${dataDir}`, ...args],
  }
}

/** Starts the app; whether it opens a window is for the caller to know. */
export async function startApp(
  dataDir: string,
  { env = {}, args = [], root: app }: StartOptions,
): Promise<ElectronApplication> {
  const command = await commandOf(dataDir, args, app)
  return _electron.launch({
    executablePath: command.program,
    args: command.args,
    env: { ...process.env, ...env } as Record<string, string>,
    // Playwright would make every page light, whatever Electron tells it.
    colorScheme: null,
  })
}

async function launch(dataDir: string, env: Record<string, string>): Promise<OpenApp> {
  const app = await startApp(dataDir, { env })
  const page = await app.firstWindow()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.getByRole('heading', { name: 'Data Protection' }).waitFor()
  return { app, page, complaints }
}

/** Ends the app hard: a test must not hang on a question that the app asks when it quits. */
export async function end(app: ElectronApplication, process: ChildProcess): Promise<void> {
  if (process.exitCode === null && process.signalCode === null) process.kill('SIGKILL')
  await app.close().catch(() => undefined)
}
