import type { ElectronApplication, Page } from '@playwright/test'
import { spawn } from 'node:child_process'
import { cp, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bridge } from '@common/ipc/contract'
import { startCutProxy } from '../../support/cut-proxy'
import { waitUntil } from '../../support/processes'
import { startRsyncd } from '../../support/rsyncd'
import { makeTempDir } from '../../support/temp-dir'
import { run } from '../../support/run'
import type { TrayHost } from '../../support/tray-host'
import { attach } from '../../support/debugger'
import { commandOf, root } from './app'
import { answerQuestions, closeWindow, countWindows, expect, test, type Desktop } from './desktop'
import { focusWindow, press, windowsOf } from './real-keys'
import { TaskForm, TaskRow } from './pages'
import { recordsOf } from './stored'

/** Waits until main keeps this of the page, as JSON: from then on a crash costs nothing of it. */
async function untilKept(page: Page, ...parts: readonly string[]): Promise<void> {
  const kept = () =>
    page.evaluate(async () => {
      const { rsyncTasks } = globalThis as unknown as { rsyncTasks: Bridge }
      return JSON.stringify(await rsyncTasks.invoke('window:kept'))
    })
  for (const part of parts) await expect.poll(kept).toContain(part)
}

/** What the page in the window shows, asked by main: a debugger loses a page that crashes. */
function pageOf(app: ElectronApplication) {
  return app.evaluate(async ({ BrowserWindow }) => {
    const page = BrowserWindow.getAllWindows()[0]?.webContents
    if (!page || page.isCrashed() || page.isLoading()) return null
    const text = await page.executeJavaScript('document.body.innerText')
    return { url: page.getURL(), text: String(text), pid: page.getOSProcessId() }
  })
}

async function shows(app: ElectronApplication, words: string) {
  // A page that crashes meanwhile never answers.
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), 2000))
  const page = await Promise.race([pageOf(app).catch(() => null), late])
  return page?.text.includes(words) ? page : null
}

/** What a script gives in the page, asked by main. */
function inPage(app: ElectronApplication, script: string): Promise<unknown> {
  return app.evaluate(
    ({ BrowserWindow }, text) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(text) as Promise<unknown>,
    script,
  )
}

/** Kills the process of the page, and waits for one that shows the words. */
async function killPage(app: ElectronApplication, words: string) {
  const before = await waitUntil(() => shows(app, ''), { what: 'a page' })
  process.kill(before.pid, 'SIGKILL')
  return waitUntil(
    async () => {
      const page = await shows(app, words)
      return page !== null && page.pid !== before.pid ? page : null
    },
    { what: 'another page' },
  )
}

test('a page that crashes comes back where it was, and after three times in a minute a plain page names the log', async ({
  desktop,
  dataDir,
}) => {
  const app = await desktop.start()
  const page = await app.firstWindow()
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByText(join(dataDir, 'app.log'))).toBeVisible()
  await page.locator('.app-main__screen').evaluate((screen) => screen.scrollTo({ top: 222 }))
  await untilKept(page, '"screen":222')
  for (let i = 0; i < 2; i++) {
    expect((await killPage(app, 'Schedules and Runs')).url).toMatch(/#\/settings$/)
    const top = "document.querySelector('.app-main__screen').scrollTop"
    await expect.poll(() => inPage(app, top)).toBe(222)
  }
  const plain = await killPage(app, join(dataDir, 'app.log'))
  expect(plain.url).toMatch(/^data:text\/html/)
  expect(plain.text).toContain('The window failed three times')
  const log = await readFile(join(dataDir, 'app.log'), 'utf8')
  expect(log.match(/^\S+ warning the page is gone: killed/gm)).toHaveLength(3)
  expect((await stat(join(dataDir, 'app.log'))).mode & 0o777).toBe(0o600)
})

/** The window as the X server has it. */
async function idOfWindow(app: ElectronApplication): Promise<string | null> {
  const pid = String(app.process().pid)
  const { stdout } = await run('xdotool', ['search', '--onlyvisible', '--pid', pid, '--name', '.'])
  return stdout.trim().split('\n').at(-1) || null
}

/** Destroys the window as `xdotool windowclose` and xkill do, of which Electron hears nothing. */
async function destroyWindow(app: ElectronApplication): Promise<void> {
  const id = await waitUntil(() => idOfWindow(app), { what: 'the window' })
  await run('xdotool', ['windowclose', id])
  await waitUntil(async () => (await idOfWindow(app)) !== id, { what: 'the end of the window' })
}

for (const [way, comeBack] of [
  ['another start', async ({ desktop }) => expect(await desktop.startAgain()).toBe(0)],
  ['the tray', ({ tray }) => tray.click('Open Rsync Tasks')],
] satisfies [string, (scene: { desktop: Desktop; tray: TrayHost }) => Promise<void>][]) {
  test(`a window that is destroyed from outside comes back with ${way}, and a run goes on`, async ({
    desktop,
    dataDir,
  }) => {
    const daemon = await startRsyncd()
    const proxy = await startCutProxy({ targetPort: daemon.port, bytesPerSecond: 20_000 })
    await desktop.seed([{ desc: 'Slow one', remoteHost: `127.0.0.1:${proxy.port}` }])
    const tray = await desktop.addTray()
    const app = await desktop.start()
    const page = await app.firstWindow()
    try {
      await page.getByRole('link', { name: 'Settings' }).click()
      // Main has answered: from then on it knows the window.
      await expect(page.getByText(join(dataDir, 'app.log'))).toBeVisible()
      await tray.click('Slow one', 'Run now')
      await destroyWindow(app)
      await comeBack({ desktop, tray })
      await waitUntil(() => idOfWindow(app), { what: 'another window' })
      const shown = await waitUntil(() => shows(app, 'Schedules and Runs'), { what: 'its page' })
      expect(shown.url).toMatch(/#\/settings$/)
      proxy.setRate(undefined)
      await waitUntil(async () => (await recordsOf(dataDir, 1))[0]?.endedAt, { what: 'the run' })
      expect(await recordsOf(dataDir, 1)).toMatchObject([{ state: 'SUCCESS' }])
    } finally {
      await proxy.stop()
      await daemon.stop()
    }
  })
}

test('a page that crashes comes back with the log that a notification is clicked for meanwhile', async ({
  desktop,
  dataDir,
}) => {
  await desktop.seed([{ desc: 'Loud', remoteHost: '127.0.0.1:1', retries: 0 }])
  const tray = await desktop.addTray()
  const app = await desktop.start()
  await app.firstWindow()
  await expect.poll(() => tray.items()).toHaveLength(1)
  await tray.click('Loud', 'Run now')
  await expect.poll(() => desktop.notes.notes).toHaveLength(1)
  const { pid } = await waitUntil(() => shows(app, 'FAILED'), { what: 'the page' })
  process.kill(pid, 'SIGKILL')
  const log = () => readFile(join(dataDir, 'app.log'), 'utf8').catch(() => '')
  await waitUntil(async () => (await log()).includes('the page is gone'), { what: 'its end' })
  const [note] = desktop.notes.notes
  if (note) desktop.notes.click(note)
  await waitUntil(() => shows(app, 'run 1 of task 1'), { what: 'the log' })
})

test('a window that is destroyed from outside comes back with the log that a notification is clicked for', async ({
  desktop,
}) => {
  await desktop.seed([{ desc: 'Photos', remoteHost: '127.0.0.1:1', retries: 0 }])
  const tray = await desktop.addTray()
  const app = await desktop.start()
  const page = await app.firstWindow()
  await expect(page.getByRole('heading', { name: 'Data Protection' })).toBeVisible()
  await tray.click('Photos', 'Run now')
  await expect.poll(() => desktop.notes.notes).toHaveLength(1)
  await destroyWindow(app)
  const opening = app.waitForEvent('window')
  const [note] = desktop.notes.notes
  if (note) desktop.notes.click(note)
  const logs = (await opening).getByRole('dialog', { name: 'Logs' })
  await expect(logs.getByText(/refused the connection/).first()).toBeVisible()
  await waitUntil(() => idOfWindow(app), { what: 'another window' })
})

test('what nobody expected in main is logged without secrets and told once, and the app goes on', async ({
  desktop,
  dataDir,
}) => {
  const app = await desktop.start()
  const page = await app.firstWindow()
  // The app is still being loaded then.
  const asked = await answerQuestions(app)
  await app.evaluate(() => {
    setTimeout(() => {
      throw new TypeError('odd \u001b[31m\nline password=hunter2hunter2')
    })
    void Promise.reject(new Error('rejected'))
  })
  const log = () => readFile(join(dataDir, 'app.log'), 'utf8').catch(() => '')
  await expect.poll(log).toMatch(/error uncaught exception: TypeError: odd \\x1b\[31m\\x0aline/)
  await expect.poll(log).toMatch(/error unhandled rejection: Error: rejected\n {4}at /)
  expect(await log()).not.toContain('hunter2')
  await expect.poll(asked).toEqual([expect.stringContaining(join(dataDir, 'app.log'))])
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByText('Schedules and Runs')).toBeVisible()
})

/** The app as it is bundled, from which files can be taken. */
async function copyOfApp(folder: string): Promise<string> {
  await cp(join(root, 'out'), join(folder, 'out'), { recursive: true })
  await cp(join(root, 'package.json'), join(folder, 'package.json'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

test('a page that cannot be loaded is tried three times, and once it can, another start shows it', async ({
  desktop,
  dataDir,
}) => {
  const folder = await makeTempDir('rt-app')
  try {
    const copy = await copyOfApp(folder.path)
    const [page, kept] = [join(copy, 'out/renderer/index.html'), join(copy, 'kept.html')]
    await rename(page, kept)
    const app = await desktop.start({ root: copy })
    const plain = await waitUntil(() => shows(app, join(dataDir, 'app.log')), {
      what: 'the plain page',
    })
    expect(plain.text).toContain('The window failed three times')
    const log = await readFile(join(dataDir, 'app.log'), 'utf8')
    expect(log.match(/^\S+ warning the page could not be loaded: ERR_FAILED/gm)).toHaveLength(3)
    await rename(kept, page)
    expect(await desktop.startAgain()).toBe(0)
    await waitUntil(() => shows(app, 'Data Protection'), { what: 'the page' })
    expect(await countWindows(app)).toBe(1)
  } finally {
    await folder.dispose()
  }
})

/** A bug of the page: at a key it goes to Settings, and then does nothing else any more. */
const LOOP = `addEventListener('keydown', ({ key }) => {
  if (key !== 'F9') return
  location.hash = '#/settings'
  setTimeout(() => { for (;;); }, 1000)
})`

/** Adds a script to the page of a copy of the app. */
async function addToPage(copy: string, script: string): Promise<void> {
  const page = join(copy, 'out/renderer/index.html')
  const html = await readFile(page, 'utf8')
  await writeFile(join(copy, 'out/renderer/assets/added.js'), script)
  await writeFile(page, html.replace('</body>', '<script src="./assets/added.js"></script></body>'))
}

test('a page that loops for ever is told and loaded again where it was, and a run goes on', async ({
  desktop,
  dataDir,
}) => {
  const folder = await makeTempDir('rt-app')
  const daemon = await startRsyncd()
  const proxy = await startCutProxy({ targetPort: daemon.port, bytesPerSecond: 5_000 })
  await desktop.seed([{ desc: 'Slow one', remoteHost: `127.0.0.1:${proxy.port}` }])
  const tray = await desktop.addTray()
  await addToPage(await copyOfApp(folder.path), LOOP)
  // Chromium tells nothing of a page that hangs while a debugger looks at it, so none is attached yet.
  const { program, args } = await commandOf(dataDir, ['--remote-debugging-port=0'], folder.path)
  const child = spawn(program, args, {
    env: { ...process.env, ...desktop.session.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const log = () => readFile(join(dataDir, 'app.log'), 'utf8').catch(() => '')
  try {
    await tray.click('Slow one', 'Run now')
    await waitUntil(async () => (await windowsOf(child.pid)).length === 1, { what: 'the window' })
    await focusWindow(child.pid)
    const isAsked = async () => {
      await press('F9')
      return (await windowsOf(child.pid)).length > 1
    }
    await waitUntil(isAsked, { what: 'the question', everyMs: 500 })
    expect(await log()).toContain('the page does not answer')
    const question = (await windowsOf(child.pid)).at(-1) ?? ''
    await run('xdotool', ['windowfocus', '--sync', question])
    await press('Return')
    await waitUntil(async () => (await log()).includes('the page is gone'), { what: 'its end' })
    const { page } = await attach(child)
    await expect(page.getByText('Schedules and Runs')).toBeVisible()
    expect(page.url()).toMatch(/#\/settings$/)
    proxy.setRate(undefined)
    await waitUntil(async () => (await recordsOf(dataDir, 1))[0]?.endedAt, { what: 'the run' })
    expect(await recordsOf(dataDir, 1)).toMatchObject([{ state: 'SUCCESS' }])
  } finally {
    child.kill('SIGKILL')
    await proxy.stop()
    await daemon.stop()
    await folder.dispose()
  }
})

test('a window whose page loops for ever can be closed', async ({ desktop }) => {
  await desktop.seed([], { closeExplained: true })
  const tray = await desktop.addTray()
  const app = await desktop.start()
  const page = await app.firstWindow()
  await page.getByText('No rsync tasks yet').waitFor()
  await expect.poll(() => tray.items()).toHaveLength(1)
  page
    .evaluate(() => {
      for (;;);
    })
    .catch(() => undefined)
  await closeWindow(app)
  await expect.poll(() => countWindows(app)).toBe(0)
})

test('what was typed into the task form is back after a crash, without its password', async ({
  desktop,
}) => {
  await desktop.seed([{ desc: 'Photos', remoteHost: '127.0.0.1' }])
  const app = await desktop.start()
  const page = await app.firstWindow()
  await new TaskRow(page, '/source/').menu('Edit')
  const form = new TaskForm(page)
  await form.fill({ Description: 'Half a sen', Password: 'hunter2hunter2' })
  await untilKept(page, 'Half a sen')
  await killPage(app, 'What you typed is back')
  const typed = await inPage(
    app,
    "[...document.querySelectorAll('[role=dialog] input')].map(({ value }) => value)",
  )
  expect(typed).toContain('Half a sen')
  expect(typed).not.toContain('hunter2hunter2')
})

test('a window destroyed from outside comes back with what was typed, unsaved, and scrolled as it was', async ({
  desktop,
  dataDir,
}) => {
  await desktop.seed([{ desc: 'Photos', remoteHost: '127.0.0.1' }])
  const app = await desktop.start()
  const before = await app.firstWindow()
  await new TaskRow(before, '/source/').menu('Edit')
  await new TaskForm(before).fill({ Description: 'Half a sen', Retries: '7' })
  const body = (page: Page) => page.locator('.task-form__body')
  await body(before).evaluate((element) => element.scrollTo({ top: 333 }))
  await untilKept(before, 'Half a sen', '"form":333')
  const again = app.waitForEvent('window')
  await destroyWindow(app)
  expect(await desktop.startAgain()).toBe(0)

  const page = await again
  const form = new TaskForm(page)
  await expect(form.field('Description')).toHaveValue('Half a sen')
  await expect.poll(() => body(page).evaluate(({ scrollTop }) => scrollTop)).toBe(333)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Unsaved Changes' }).getByText('Cancel').click()
  await form.fill({ 'Remote Module Name': 'other' })
  await form.saveWell()
  const stored = JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8')) as object
  expect(stored).toMatchObject({
    tasks: [{ desc: 'Half a sen', remoteModule: 'other', retries: 7 }],
  })
  await untilKept(page, '"drafts":[]')
  const third = app.waitForEvent('window')
  await destroyWindow(app)
  expect(await desktop.startAgain()).toBe(0)
  const last = await third
  await expect(new TaskRow(last, '/source/').row).toBeVisible()
  await untilKept(last, '"drafts":[]')
  await expect(new TaskForm(last).panel).toBeHidden()
})
