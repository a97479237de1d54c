import type { ElectronApplication } from '@playwright/test'
import { hangAs } from '../../support/dbus-session'
import { startLogind } from '../../support/logind'
import { descendantsOf, isAlive, waitUntil } from '../../support/processes'
import { startRsyncd } from '../../support/rsyncd'
import type { TrayHost } from '../../support/tray-host'
import { answerQuestions, closeWindow, countWindows, expect, test, type Desktop } from './desktop'
import { TaskForm } from './pages'
import { windowsOf } from './real-keys'
import { recordsOf } from './stored'

/** What logind gives those who hold off a shutdown (InhibitDelayMaxSec). */
const LOGIND_MS = 5_000

/** The app with one run that goes on and one that waits for the same tree. */
async function startBusy(desktop: Desktop, port: number, env: Record<string, string> = {}) {
  const slow = { remoteHost: `127.0.0.1:${port}`, extra: ['--bwlimit=10'], retries: 0 }
  await desktop.seed([
    { desc: 'Slow', ...slow },
    { desc: 'Later', ...slow },
  ])
  const app = await desktop.start({ env })
  const page = await app.firstWindow()
  await page.getByRole('heading', { name: 'Data Protection' }).waitFor()
  await page.evaluate(async () => {
    type Loose = { invoke: (channel: string, ...args: unknown[]) => Promise<unknown> }
    const { invoke } = (window as unknown as { rsyncTasks: Loose }).rsyncTasks
    for (const id of [1, 2]) await invoke('runs:start', id)
  })
  const rsyncs = () => descendantsOf(app.process().pid ?? 0).filter(isRsync)
  await waitUntil(() => rsyncs().length > 0, { what: 'the run' })
  return { app, pids: rsyncs().map(({ pid }) => pid) }
}

function isRsync({ command }: { command: string }): boolean {
  return command === 'rsync'
}

/** Resolves with the exit code. */
function exitOf(app: ElectronApplication): Promise<number | null> {
  return new Promise((resolve) => app.process().once('exit', resolve))
}

async function expectRecorded(dataDir: string, why: string, pids: readonly number[]) {
  expect(await recordsOf(dataDir, 1)).toMatchObject([
    { state: 'ABORTED', outcome: 'stopped', reason: `Stopped: ${why}.` },
  ])
  expect(await recordsOf(dataDir, 2)).toMatchObject([
    { state: 'ABORTED', reason: `Stopped before it started: ${why}.` },
  ])
  expect(pids.filter(isAlive)).toEqual([])
}

for (const signals of [['SIGTERM'], ['SIGINT'], ['SIGHUP'], ['SIGTERM', 'SIGTERM']] as const) {
  test(`${signals.join(' and ')} stops and records what runs, and asks nobody`, async ({
    desktop,
    dataDir,
  }) => {
    const daemon = await startRsyncd()
    try {
      const { app, pids } = await startBusy(desktop, daemon.port)
      const exit = exitOf(app)
      for (const signal of signals) app.process().kill(signal)
      expect(await exit).toBe(0)
      await expectRecorded(dataDir, 'the app was ended from outside', pids)
    } finally {
      await daemon.stop()
    }
  })
}

test('a signal ends the app while the question of a quit waits for its answer', async ({
  desktop,
  dataDir,
}) => {
  const daemon = await startRsyncd()
  try {
    const { app, pids } = await startBusy(desktop, daemon.port)
    await app.evaluate(({ app: electron }) => setImmediate(() => electron.quit()))
    const exit = exitOf(app)
    await app.evaluate(() => undefined)
    app.process().kill('SIGTERM')
    expect(await exit).toBe(0)
    await expectRecorded(dataDir, 'the app was ended from outside', pids)
  } finally {
    await daemon.stop()
  }
})

test('a shutdown waits for the records, also of an rsync that does not end by itself', async ({
  desktop,
  dataDir,
}) => {
  const [daemon, logind] = [await startRsyncd(), await startLogind()]
  try {
    const { app, pids } = await startBusy(desktop, daemon.port, logind.env)
    const holdsOff = () => logind.inhibitors.some((asked) => /^shutdown, .*, delay$/.test(asked))
    await waitUntil(holdsOff, { what: 'the app to hold off a shutdown' })
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    const exit = exitOf(app)
    logind.prepareForShutdown()
    const inTime = setTimeout(() => app.process().kill('SIGKILL'), LOGIND_MS)
    expect(await exit).toBe(0)
    clearTimeout(inTime)
    await expectRecorded(dataDir, 'the computer was shutting down', pids)
  } finally {
    logind.stop()
    await daemon.stop()
  }
})

interface Typing {
  readonly app: ElectronApplication
  readonly form: TaskForm
  readonly tray: TrayHost
}

/** The app with a tray and a form into which something was typed. */
async function startTyping(desktop: Desktop, env: Record<string, string> = {}): Promise<Typing> {
  await desktop.seed([{ desc: 'Photos', remoteHost: '127.0.0.1' }], { closeExplained: true })
  const tray = await desktop.addTray()
  const app = await desktop.start({ env })
  const page = await app.firstWindow()
  const form = await new TaskForm(page).openNew()
  await form.fill({ Description: 'Half a sen' })
  return { app, form, tray }
}

for (const [way, ask] of [
  ['closes the window', ({ app }) => closeWindow(app)],
  ['quits', ({ tray }) => tray.click('Quit')],
] satisfies [string, (scene: Typing) => Promise<void>][]) {
  test(`whoever ${way} is asked about what is not saved, and heeded`, async ({ desktop }) => {
    const scene = await startTyping(desktop)
    const { app, form, tray } = scene
    const asked = await answerQuestions(app, 0, 1)
    await ask(scene)
    await expect.poll(asked).toEqual(['Close the window without saving?'])
    await expect(form.field('Description')).toHaveValue('Half a sen')
    const ended = way === 'quits' ? app.waitForEvent('close') : null
    await ask(scene)
    if (ended) return void (await ended)
    await expect.poll(() => countWindows(app)).toBe(0)
    const opening = app.waitForEvent('window')
    await tray.click('Open Rsync Tasks')
    const page = await opening
    await expect(page.getByRole('row').filter({ hasText: '/source/' })).toBeVisible()
    await expect(new TaskForm(page).panel).toBeHidden()
  })
}

test('services of the desktop that hang hold up no end, nor another start', async ({ desktop }) => {
  const names = ['portal.Desktop', 'PowerManagement'].map((name) => `org.freedesktop.${name}`)
  const hanging = [...names, 'org.gnome.SessionManager']
  const services = await Promise.all(hanging.map((name) => hangAs(desktop.session.address, name)))
  await desktop.seed([])
  const app = await desktop.start()
  await (await app.firstWindow()).getByRole('heading', { name: 'Data Protection' }).waitFor()
  // Chromium waits for 25 seconds on its own way out, or for ever.
  const begun = performance.now()
  expect(await desktop.startAgain()).toBe(0)
  expect(performance.now() - begun).toBeLessThan(3 * LOGIND_MS)
  const exit = exitOf(app)
  const late = setTimeout(() => app.process().kill('SIGKILL'), LOGIND_MS)
  app.process().kill('SIGTERM')
  expect(await exit).toBe(0)
  clearTimeout(late)
  for (const service of services) service.close()
})

test('a choice of looks that was made just before the end is there at the next start', async ({
  desktop,
}) => {
  await desktop.seed([])
  for (const chosen of [1, 2, 3]) {
    const app = await desktop.start()
    const page = await app.firstWindow()
    await page.getByRole('heading', { name: 'Data Protection' }).waitFor()
    const before = await page.evaluate((now) => {
      const stored = localStorage.getItem('chosen')
      localStorage.setItem('chosen', String(now))
      return stored
    }, chosen)
    expect(Number(before)).toBe(chosen - 1)
    const exit = exitOf(app)
    app.process().kill('SIGTERM')
    expect(await exit).toBe(0)
  }
})

test('the question about what is not saved holds up neither main nor a signal', async ({
  desktop,
}) => {
  const { app, tray } = await startTyping(desktop)
  await closeWindow(app)
  // The real dialog, which nobody answers.
  await waitUntil(async () => (await windowsOf(app.process().pid)).length > 1, {
    what: 'the question',
  })
  await tray.click('Photos', 'Run now')
  await expect
    .poll(async () => JSON.stringify(await tray.menu()))
    .toMatch(/Photos: (RUNNING|WAITING|FAILED)/)
  expect(await desktop.startAgain()).toBe(0)
  const exit = exitOf(app)
  app.process().kill('SIGTERM')
  expect(await exit).toBe(0)
})

for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} asks nothing about what is not saved`, async ({ desktop }) => {
    const { app } = await startTyping(desktop)
    const exit = exitOf(app)
    const late = setTimeout(() => app.process().kill('SIGKILL'), LOGIND_MS)
    app.process().kill(signal)
    expect(await exit).toBe(0)
    clearTimeout(late)
  })
}

test('a shutdown asks nothing about what is not saved', async ({ desktop }) => {
  const logind = await startLogind()
  try {
    const { app } = await startTyping(desktop, logind.env)
    const holdsOff = () => logind.inhibitors.some((asked) => /^shutdown, .*, delay$/.test(asked))
    await waitUntil(holdsOff, { what: 'the app to hold off a shutdown' })
    const exit = exitOf(app)
    const late = setTimeout(() => app.process().kill('SIGKILL'), LOGIND_MS)
    logind.prepareForShutdown()
    expect(await exit).toBe(0)
    clearTimeout(late)
  } finally {
    logind.stop()
  }
})
