import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lockFolder } from '@main/control/folder-lock'
import { hangAs } from '../../support/dbus-session'
import { waitUntil } from '../../support/processes'
import { answerQuestions, closeWindow, countWindows, expect, test } from './desktop'

test('a failure is told by a notification, and a click on it opens the log of that run', async ({
  desktop,
}) => {
  await desktop.seed(
    [
      { desc: 'Loud & <b>bold</b>', remoteHost: '127.0.0.1:1', quiet: true, retries: 0 },
      { desc: 'Mute', remoteHost: '127.0.0.1:1', notify: 'NONE', retries: 0 },
    ],
    { closeExplained: true },
  )
  const tray = await desktop.addTray()
  const app = await desktop.start()
  await app.firstWindow()
  // Without a tray yet, the window would go to the task bar.
  await expect.poll(() => tray.items()).toHaveLength(1)
  await closeWindow(app)
  await expect.poll(() => countWindows(app)).toBe(0)
  await tray.click('Mute', 'Run now')
  await waitUntil(async () => (await tray.menu()).some(({ label }) => label === 'Mute: FAILED'), {
    what: 'the end of the mute task',
  })
  await tray.click(/^Loud/, 'Run now')
  await expect.poll(() => desktop.notes.notes).toHaveLength(1)
  const [note] = desktop.notes.notes
  expect(note).toMatchObject({
    title: 'Loud & <b>bold</b> failed',
    body: expect.stringContaining('refused the connection'),
    actions: ['default'],
    urgency: 2,
  })
  const opening = app.waitForEvent('window')
  if (note) desktop.notes.click(note)
  const page = await opening
  const logs = page.getByRole('dialog', { name: 'Logs' })
  await expect(logs.getByText('127.0.0.1:1 - open')).toBeVisible()
  await expect(logs.getByText(/refused the connection/).first()).toBeVisible()
})

test('a notification service that does not answer holds up nothing', async ({ desktop }) => {
  desktop.notes.stop()
  const service = await hangAs(desktop.session.address, 'org.freedesktop.Notifications')
  await desktop.seed([{ desc: 'Loud', remoteHost: '127.0.0.1:1', notify: 'ALL', retries: 0 }])
  const tray = await desktop.addTray()
  const app = await desktop.start()
  const page = await app.firstWindow()
  await page.getByText('PENDING').waitFor()
  await tray.click('Loud', 'Run now')
  // Electron's own notes held up main for 25 seconds and more.
  await expect(page.getByText('FAILED').first()).toBeVisible()
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('switch', { name: 'Start at login' })).not.toBeChecked()
  service.close()
})

test('start at login is a file that is there once the switch says so', async ({
  desktop,
  dataDir,
}) => {
  const file = join(dataDir, 'config/autostart/rsync-tasks.desktop')
  const app = await desktop.start()
  const page = await app.firstWindow()
  await page.getByRole('link', { name: 'Settings' }).click()
  const start = page.getByRole('switch', { name: 'Start at login' })
  await expect(start).not.toBeChecked()
  await start.check()
  await expect.poll(() => existsSync(file)).toBe(true)
  const entry = readFileSync(file, 'utf8')
  expect(entry).toMatch(/^Exec=.*--user-data-dir=.* --hidden$/m)
  await writeFile(file, entry.replace('enabled=true', 'enabled=false'))
  await page.reload()
  await expect(start).not.toBeChecked()
})

test('a link asks before it runs anything', async ({ desktop }) => {
  await desktop.seed([{ desc: 'Photos', remoteHost: '127.0.0.1:1', notify: 'ALL' }])
  const app = await desktop.start()
  const page = await app.firstWindow()
  await page.getByRole('heading', { name: 'Data Protection' }).waitFor()
  const asked = await answerQuestions(app, 0, 1)
  const state = (word: string) => page.getByRole('button', { name: word })
  expect(await desktop.startAgain(['rsync-tasks://run/1'])).toBe(0)
  await expect.poll(asked).toEqual(['Run «Photos» now?'])
  await expect(page.getByText('PENDING')).toBeVisible()
  expect(await desktop.startAgain(['rsync-tasks://run/1'])).toBe(0)
  await expect(state('FAILED')).toBeVisible()
  expect(await desktop.startAgain(['rsync-tasks://delete/1'])).toBe(0)
  expect(await desktop.startAgain(['rsync-tasks://run/7'])).toBe(0)
  await expect
    .poll(async () => (await asked()).slice(2))
    .toEqual([
      'This link is not one that Rsync Tasks understands.',
      'There is no task 7, which the link asks for.',
    ])
})

for (const [answer, button, outcome] of [
  ['Cancel', 0, 'Photos'],
  ['Run', 1, 'Photos: FAILED'],
] as const) {
  test(`a link that starts the app asks, opens no window, and heeds ${answer}`, async ({
    desktop,
    dataDir,
  }) => {
    await desktop.seed([{ desc: 'Photos', remoteHost: '127.0.0.1:1', retries: 0 }])
    const tray = await desktop.addTray()
    // Until the folder is free the app waits, so that the answer is ready before the question.
    const release = await lockFolder(dataDir)
    const app = await desktop.start({ args: ['rsync-tasks://run/1'] })
    const asked = await answerQuestions(app, button)
    release?.()
    await expect.poll(asked).toEqual(['Run «Photos» now?'])
    await expect.poll(async () => (await tray.menu()).map(({ label }) => label)).toContain(outcome)
    expect(await countWindows(app)).toBe(0)
  })
}
