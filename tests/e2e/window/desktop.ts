import type { ElectronApplication } from '@playwright/test'
import type * as Electron from 'electron'
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { startDbusSession, type DbusSession } from '../../support/dbus-session'
import { startNotificationDaemon, type NotificationDaemon } from '../../support/notification-daemon'
import { startTrayHost, type TrayHost } from '../../support/tray-host'
import { commandOf, end, startApp, test as base, type StartOptions } from './app'

/** A desktop session of the test's own, with the app on it. */
export interface Desktop {
  readonly session: DbusSession
  readonly notes: NotificationDaemon
  /** Puts a tray on the desktop; it goes when the test ends. */
  addTray(): Promise<TrayHost>
  start(options?: StartOptions): Promise<ElectronApplication>
  /** Starts the app once more; resolves with its exit code. */
  startAgain(args?: readonly string[]): Promise<number | null>
  /** Stores tasks, as the app would have, before it starts. */
  seed(tasks: readonly Record<string, unknown>[], desktop?: Record<string, unknown>): Promise<void>
}

export const test = base.extend<{ readonly desktop: Desktop }>({
  desktop: async ({ dataDir }, use) => {
    const session = await startDbusSession()
    const notes = await startNotificationDaemon(session.address)
    const trays: TrayHost[] = []
    const apps: { app: ElectronApplication; process: ChildProcess }[] = []
    const env = { ...session.env, XDG_CONFIG_HOME: join(dataDir, 'config') }
    await use({
      session,
      notes,
      addTray: async () => {
        const tray = await startTrayHost(session.address)
        trays.push(tray)
        return tray
      },
      start: async (options = {}) => {
        const app = await startApp(dataDir, { ...options, env: { ...env, ...options.env } })
        apps.push({ app, process: app.process() })
        return app
      },
      startAgain: (args) => startAgain(dataDir, env, args),
      seed: (tasks, desktop = {}) => seed(dataDir, tasks, desktop),
    })
    for (const { app, process } of apps) await end(app, process)
    for (const tray of trays) tray.stop()
    notes.stop()
    session.stop()
  },
})

export { expect } from '@playwright/test'

async function startAgain(dataDir: string, env: NodeJS.ProcessEnv, more: readonly string[] = []) {
  const { program, args } = await commandOf(dataDir, more)
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'ignore' })
  return new Promise<number | null>((resolve) => child.once('exit', resolve))
}

async function seed(
  dataDir: string,
  tasks: readonly Record<string, unknown>[],
  desktop: Record<string, unknown>,
): Promise<void> {
  const path = join(dataDir, '../source/')
  await mkdir(path, { recursive: true })
  await writeFile(join(path, 'file'), Buffer.alloc(300_000))
  const user = userInfo().username
  const settings = {
    schemaVersion: 2,
    lastTaskId: tasks.length,
    tasks: tasks.map((task, i) => ({
      ...{ id: i + 1, revision: 1, path, user, remoteModule: 'open', compress: false },
      ...task,
    })),
    desktop,
  }
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify(settings))
}

/**
 * Takes the place of the system's questions, which no test can answer: each is kept and answered
 * with the number of a button. Call the result for what was asked so far.
 */
export async function answerQuestions(app: ElectronApplication, ...answers: number[]) {
  await app.evaluate(({ dialog }, given) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked })
    const answer = (...args: unknown[]) => {
      asked.push((args.at(-1) as { message: string }).message)
      return given.shift() ?? 0
    }
    dialog.showMessageBox = ((...args: unknown[]) =>
      Promise.resolve({
        response: answer(...args),
        checkboxChecked: false,
      })) as typeof dialog.showMessageBox
  }, answers)
  return () => inMain(app, () => (globalThis as unknown as { asked: string[] }).asked)
}

/** Evaluates in the main process something that may be done twice. */
export async function inMain<T>(
  app: ElectronApplication,
  work: (electron: typeof Electron) => T,
): Promise<T> {
  for (let left = 5; ; left--) {
    try {
      return (await app.evaluate(work)) as T
    } catch (error) {
      if (left === 0 || !isCollected(error as Error)) throw error
    }
  }
}

/** When the app frees its memory, V8 collects what a debugger waits for as well. */
function isCollected({ message }: Error): boolean {
  return message.includes('promise was garbage collected')
}

/** Closes the window as a person does, by its frame. */
export function closeWindow(app: ElectronApplication): Promise<void> {
  return inMain(app, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
}

export function countWindows(app: ElectronApplication): Promise<number> {
  return inMain(app, ({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
}
