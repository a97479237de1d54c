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

test('a key of the menu under a dialog does nothing, however fast the dialog is closed', async ({
  open,
}) => {
  const { app, page } = await open()
  await focusWindow(app.process().pid)
  const shortcuts = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  for (let i = 0; i < 5; i++) {
    await press('F1')
    await expect(shortcuts).toBeVisible()
    await press('--delay', '0', 'ctrl+n', 'Escape')
    await expect(shortcuts).toHaveCount(0)
  }
  // Keys are answered in their order: a form of an earlier one would be open by now.
  await press('F1')
  await expect(shortcuts).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(1)
})

test('a form of Backup Credentials is not left by a key of the menu', async ({ open }) => {
  const { app, page } = await open()
  await focusWindow(app.process().pid)
  await press('ctrl+4')
  await page.getByRole('button', { name: 'Add SSH Connection' }).click()
  const form = page.getByRole('dialog', { name: 'New SSH Connection' })
  await form.getByLabel('Name', { exact: true }).fill('nas')
  await press('ctrl+1', 'ctrl+n', 'ctrl+a', 'x')
  // The form that is still there takes the keys behind them.
  await expect(form.getByLabel('Name', { exact: true })).toHaveValue('x')
  await expect(page.getByRole('dialog')).toHaveCount(1)
})
