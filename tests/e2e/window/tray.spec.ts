import { startCutProxy } from '../../support/cut-proxy'
import { startRsyncd } from '../../support/rsyncd'
import type { MenuEntry, TrayHost } from '../../support/tray-host'
import { answerQuestions, closeWindow, countWindows, expect, test } from './desktop'

const labels = (menu: readonly MenuEntry[]) => menu.map(({ label }) => label).filter(Boolean)
const lastOf = async (tray: TrayHost, task: RegExp) => {
  const entry = (await tray.menu()).find(({ label }) => task.test(label))
  return entry?.children.find(({ label }) => label.startsWith('Last:'))?.label
}

test('the tray lists the enabled tasks, runs one to SUCCESS and stops another', async ({
  desktop,
}) => {
  const daemon = await startRsyncd()
  const proxy = await startCutProxy({ targetPort: daemon.port, bytesPerSecond: 4000 })
  await desktop.seed([
    { desc: 'Photos & <music>', remoteHost: `127.0.0.1:${daemon.port}` },
    { desc: 'Slow one', remoteHost: `127.0.0.1:${proxy.port}` },
    { desc: 'Switched off', remoteHost: '127.0.0.1', enabled: false },
  ])
  const tray = await desktop.addTray()
  const app = await desktop.start({ args: ['--hidden'] })
  try {
    expect(labels(await tray.menu()).slice(1)).toEqual([
      ...['Photos & <music>', 'Slow one', 'Run all', 'Pause schedules'],
      ...['Open Rsync Tasks', 'Quit'],
    ])
    const idle = JSON.stringify(await tray.property('IconPixmap'))
    await tray.click('Photos & <music>', 'Run now')
    await expect.poll(() => lastOf(tray, /^Photos/)).toMatch(/^Last: SUCCESS, today/)

    await tray.click('Slow one', 'Run now')
    await expect.poll(async () => labels(await tray.menu())).toContain('Slow one is running')
    expect(JSON.stringify(await tray.property('IconPixmap'))).not.toBe(idle)
    await tray.click(/^Slow one: RUNNING/, /^Stop/)
    await expect.poll(() => lastOf(tray, /^Slow/)).toMatch(/^Last: ABORTED/)

    await tray.click('Pause schedules', 'For 1 hour')
    await expect
      .poll(async () => labels(await tray.menu())[0])
      .toMatch(/paused until today|tomorrow/)
    await tray.click('Resume schedules')
    await expect.poll(async () => labels(await tray.menu())).toContain('Pause schedules')
    expect(await countWindows(app)).toBe(0)
  } finally {
    await proxy.stop()
    await daemon.stop()
  }
})

test('closing goes to the tray, explained once; the window comes back where it was', async ({
  desktop,
}) => {
  const tray = await desktop.addTray()
  const app = await desktop.start()
  const page = await app.firstWindow()
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  const asked = await answerQuestions(app)
  await closeWindow(app)
  await expect.poll(() => countWindows(app)).toBe(0)
  expect(await asked()).toEqual(['Rsync Tasks goes on working, so that tasks run on time.'])

  const opening = app.waitForEvent('window')
  await tray.click('Open Rsync Tasks')
  const again = await opening
  await expect(again.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await closeWindow(app)
  await expect.poll(() => countWindows(app)).toBe(0)
  expect(await asked()).toHaveLength(1)

  // As at login, when the app is there already.
  expect(await desktop.startAgain(['--hidden'])).toBe(0)
  expect(await countWindows(app)).toBe(0)
  const third = app.waitForEvent('window')
  expect(await desktop.startAgain()).toBe(0)
  await third

  const ended = app.waitForEvent('close')
  await tray.click('Quit')
  await ended
})

test('without a tray the window stays; a tray that comes is used, one that goes leaves a window', async ({
  desktop,
}) => {
  const app = await desktop.start()
  const page = await app.firstWindow()
  // Main has answered: a window that is closed before that is destroyed, and another put in its place.
  await page.getByText('No rsync tasks yet').waitFor()
  const asked = await answerQuestions(app)
  const minimised = () =>
    app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      const wish = new Promise<void>((resolve) => {
        Object.assign(window ?? {}, { minimize: () => resolve() })
      })
      window?.close()
      return wish
    })
  await minimised()
  await minimised()
  expect(await countWindows(app)).toBe(1)
  expect(await asked()).toHaveLength(1)

  const tray = await desktop.addTray()
  await expect.poll(() => tray.items()).toHaveLength(1)
  await closeWindow(app)
  await expect.poll(() => countWindows(app)).toBe(0)
  const opening = app.waitForEvent('window')
  tray.stop()
  await opening

  const next = await desktop.addTray()
  await expect.poll(() => next.items()).toHaveLength(1)
  expect(await next.menu()).not.toEqual([])
})

test('quitting asks only while a task runs; sleep is held off just as long', async ({
  desktop,
}) => {
  const daemon = await startRsyncd()
  const proxy = await startCutProxy({ targetPort: daemon.port, bytesPerSecond: 4000 })
  await desktop.seed([{ desc: 'Slow one', remoteHost: `127.0.0.1:${proxy.port}` }])
  const tray = await desktop.addTray()
  const app = await desktop.start()
  const page = await app.firstWindow()
  const isAwake = () =>
    app.evaluate(({ powerSaveBlocker }) =>
      [0, 1, 2, 3].some((id) => powerSaveBlocker.isStarted(id)),
    )
  try {
    expect(await isAwake()).toBe(false)
    await tray.click('Slow one', 'Run now')
    await expect(page.getByText('Sleep is held off')).toBeVisible()
    expect(await isAwake()).toBe(true)
    const asked = await answerQuestions(app, 0, 1)
    await tray.click('Quit')
    await expect.poll(asked).toEqual(['A task is running.'])
    await tray.click(/^Slow one: RUNNING/, /^Stop/)
    // rsync waits for the line before it heeds the signal.
    proxy.setRate(undefined)
    await expect(page.getByText('Sleep is held off')).toBeHidden()
    expect(await isAwake()).toBe(false)
    const ended = app.waitForEvent('close')
    await tray.click('Quit')
    await ended
  } finally {
    await proxy.stop()
    await daemon.stop()
  }
})
