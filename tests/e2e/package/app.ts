import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chown, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, CDPSession, Page } from '@playwright/test'
import { test as base } from '../screen'
import { attach } from '../../support/debugger'
import { killTree, serverMark } from '../../support/kill-tree'
import { environment, install, type Installed } from './installed'

/** The packaged app with its window, as a debugger from outside sees it: nothing of main is in reach. */
export interface OpenApp {
  readonly page: Page
  readonly browser: Browser
  /** The page as Chromium's own debugger sees it. */
  readonly cdp: CDPSession
  readonly process: ChildProcess
  /** What the page wrote to its console as warnings and errors. */
  readonly complaints: string[]
}

export interface StartOptions {
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

export interface Fixtures {
  /** A data folder of the test's own. */
  readonly dataDir: string
  /** Starts the app on that folder; it is ended with the test. */
  readonly open: (options?: StartOptions) => Promise<OpenApp>
  /** One app for all tests that harm nothing but its page, which is loaded afresh for each. */
  readonly app: OpenApp
}

export const test = base.extend<Fixtures, { installed: Installed; sharedApp: OpenApp }>({
  installed: [
    async ({}, use) => {
      const installed = await install()
      await use(installed)
      await installed.dispose()
    },
    { scope: 'worker' },
  ],
  sharedApp: [
    async ({ installed }, use) => {
      const folder = await installed.makeFolder()
      const ends: (() => Promise<void>)[] = [folder.dispose]
      await use(await start(installed, folder.path, {}, ends))
      for (const end of ends) await end()
    },
    { scope: 'worker' },
  ],
  app: async ({ sharedApp }, use) => {
    sharedApp.complaints.length = 0
    // By way of an empty page: one that differs only behind the # would not be loaded.
    await sharedApp.page.goto('about:blank')
    await sharedApp.page.goto(HOME)
    await sharedApp.page.getByRole('heading', { name: 'Data Protection' }).waitFor()
    await use(sharedApp)
  },
  dataDir: async ({ installed }, use) => {
    const folder = await installed.makeFolder()
    const path = join(folder.path, 'data')
    await mkdir(path, { mode: 0o700 })
    const { uid, gid } = installed.owner
    if (uid !== undefined) await chown(path, uid, gid ?? uid)
    await use(path)
    await folder.dispose()
  },
  open: async ({ installed, dataDir }, use) => {
    const ends: (() => Promise<void>)[] = []
    await use((options = {}) => start(installed, dataDir, options, ends))
    for (const end of ends) await end()
  },
})

/** The address of the app's page. */
export const HOME = 'app://rsync-tasks/'

export { expect } from '@playwright/test'

async function start(
  { program, owner }: Installed,
  dataDir: string,
  { args = [], env = {} }: StartOptions,
  ends: (() => Promise<void>)[],
): Promise<OpenApp> {
  const mark = randomUUID()
  const child = spawn(
    program,
    ['--remote-debugging-port=0', `--user-data-dir=${dataDir}`, ...args],
    {
      ...owner,
      cwd: dataDir,
      env: { ...environment(dataDir, env), [serverMark]: mark },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  ends.unshift(() => killTree(child.pid ?? 0, mark))
  const { browser, context, page } = await attach(child)
  ends.unshift(() => browser.close())
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.getByRole('heading', { name: 'Data Protection' }).waitFor()
  const cdp = await context.newCDPSession(page)
  return { page, browser, cdp, process: child, complaints }
}
