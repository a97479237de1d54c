import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './app'
import { TaskRow } from './pages'
import { store } from './stored'

const line = (index: number) =>
  index % 1000 === 7 ? `rsync: cannot open "file ${index}": denied` : `file ${index}`

test('pills and logs: every state, the reason, search, errors only, earlier runs, Download Logs', async ({
  open,
  dataDir,
}) => {
  const lines = Array.from({ length: 3000 }, (_, index) => line(index))
  const states = ['SUCCESS', 'FAILED', 'ABORTED', 'BLOCKED'] as const
  await store(dataDir, {
    tasks: [...states, 'PENDING'].map((state) => ({ path: `/srv/${state.toLowerCase()}` })),
    runs: [
      { taskId: 2, state: 'SUCCESS', reason: 'The first one went well.' },
      ...states.map((state, index) => ({
        ...{ taskId: index + 1, state },
        reason: state === 'FAILED' ? 'Some files were not copied.' : `It ended: ${state}.`,
      })),
    ],
    logs: { 0: ['the log of the first run'], 2: lines },
  })
  const { app, page } = await open()
  const logs = page.getByRole('dialog', { name: 'Logs' })
  const pill = (word: string) =>
    page.getByRole('button', { name: new RegExp(`^${word}, logs of `) })
  const close = () => logs.getByRole('button', { name: 'Close' }).click()
  const shown = logs.getByRole('region', { name: 'Log lines' })

  await test.step('each state is a word, an icon and a colour of its own kind', async () => {
    for (const state of [...states, 'PENDING']) {
      await expect(pill(state)).toBeVisible()
      await expect(pill(state).locator('svg')).toBeVisible()
    }
    const colour = (word: string) => pill(word).evaluate((el) => getComputedStyle(el).color)
    const colours = await Promise.all(['SUCCESS', 'FAILED', 'ABORTED', 'PENDING'].map(colour))
    expect(new Set(colours).size).toBe(4)
    await pill('FAILED').hover()
    await expect(page.getByRole('tooltip')).toContainText('Show Logs')
    await pill('PENDING').hover()
    await expect(page.getByRole('tooltip').filter({ hasText: 'No logs available' })).toBeVisible()
  })
  await test.step('a task that never ran has No Logs', async () => {
    await pill('PENDING').click()
    await expect(logs.getByRole('heading', { name: 'No Logs' })).toBeVisible()
    await expect(logs.getByText('No logs are available for this task.')).toBeVisible()
    await expect(logs.getByRole('button', { name: 'Download Logs' })).toBeDisabled()
    await close()
  })
  await test.step('a click on the pill opens the log of the last run at its end, with the reason', async () => {
    await pill('FAILED').click()
    await expect(logs.getByText('Some files were not copied.')).toBeVisible()
    await expect(shown.getByText('file 2999', { exact: true })).toBeInViewport()
    await expect(logs.getByRole('button')).toHaveText(['Copy', 'Download Logs', 'Close'])
  })
  await test.step('search and its count; Ctrl+F goes there', async () => {
    await shown.focus()
    await page.keyboard.press('Control+f')
    const search = logs.getByRole('searchbox', { name: 'Search the log' })
    await expect(search).toBeFocused()
    await search.fill('DENIED')
    await expect(logs.getByText('3 lines', { exact: true })).toBeVisible()
    await expect(shown.getByText(line(1007))).toBeVisible()
    await search.fill('')
    await expect(shown.getByText('file 2999', { exact: true })).toBeInViewport()
  })
  await test.step('errors only', async () => {
    await logs.getByLabel('Errors only').check()
    await expect(logs.getByText('No line of this log matches.')).toBeVisible()
    await logs.getByLabel('Errors only').uncheck()
  })
  await test.step('an earlier run from the list', async () => {
    await logs.getByLabel('Run', { exact: true }).click()
    await page.getByRole('option', { name: /SUCCESS$/ }).click()
    await expect(logs.getByText('The first one went well.')).toBeVisible()
    await expect(shown.getByText('the log of the first run')).toBeVisible()
    await logs.getByLabel('Run', { exact: true }).click()
    await page.getByRole('option', { name: /FAILED$/ }).click()
  })
  await test.step('Download Logs saves the whole file', async () => {
    const saved = join(dataDir, 'saved.log')
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, saved)
    await logs.getByRole('button', { name: 'Download Logs' }).click()
    await expect(page.getByText(`Log saved as ${saved}.`)).toBeVisible()
    expect(await readFile(saved, 'utf8')).toBe(`${lines.join('\n')}\n`)
    await close()
  })
  await test.step('the appearance is chosen by hand, and the window follows', async () => {
    const background = () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBackgroundColor())
    for (const [name, colour] of [
      ['Dark', '#10151B'],
      ['Light', '#F3F5F9'],
    ] as const) {
      await page.getByRole('button', { name: /^Appearance/ }).click()
      await page.getByRole('menuitemradio', { name }).click()
      await expect.poll(background).toBe(colour)
      const theme = app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)
      expect(await theme).toBe(name.toLowerCase())
    }
  })
  await expect(new TaskRow(page, '/srv/failed').state('FAILED')).toBeVisible()
})
