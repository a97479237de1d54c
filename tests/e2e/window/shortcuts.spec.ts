import { expect, test } from './app'
import { focusWindow, press } from './real-keys'
import { store } from './stored'

test('every shortcut of the menu works by real key presses', async ({ open, dataDir }) => {
  await store(dataDir, {
    tasks: [{}],
    runs: [{ taskId: 1, state: 'FAILED' }],
    logs: { 0: ['the only line'] },
  })
  const { app, page } = await open()
  await focusWindow(app.process().pid)
  const heading = (name: string) => page.getByRole('heading', { level: 1, name })
  const dialog = (name: string | RegExp) => page.getByRole('dialog', { name })

  await press('ctrl+2')
  await expect(heading('Rsync Tasks')).toBeVisible()
  await press('ctrl+4')
  await expect(heading('Backup Credentials')).toBeVisible()
  await press('ctrl+comma')
  await expect(heading('Settings')).toBeVisible()
  await press('ctrl+3')
  await expect(heading('History')).toBeVisible()
  await press('ctrl+f')
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused()
  await expect(heading('History'), 'a screen with a search of its own is searched').toBeVisible()
  await press('ctrl+1')
  await expect(heading('Data Protection')).toBeVisible()
  await press('ctrl+f')
  await expect(heading('Rsync Tasks')).toBeVisible()
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused()
  await press('x', 'question')
  await expect(page.getByRole('searchbox', { name: 'Search' })).toHaveValue('x?')
  await press('BackSpace', 'BackSpace', 'F1')
  await expect(dialog('Keyboard shortcuts')).toBeVisible()
  // What lies under a dialog does not move.
  await press('ctrl+1', 'ctrl+n', 'Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(heading('Rsync Tasks')).toBeVisible()
  await press('ctrl+n')
  await expect(dialog('Add Rsync Task')).toBeVisible()
  await press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('button', { name: /^FAILED/ }).click()
  await expect(page.getByText('the only line')).toBeVisible()
  await press('ctrl+f')
  await expect(page.getByRole('searchbox', { name: 'Search the log' })).toBeFocused()
})
