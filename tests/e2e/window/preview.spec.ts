import { AxeBuilder } from '@axe-core/playwright'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startRsyncd } from '../../support/rsyncd'
import { expect, test } from './app'
import { TaskForm, TaskRow } from './pages'
import { store } from './stored'

test('a preview shows what a run would do, runs exactly that, and shows anew what changed meanwhile', async ({
  open,
  dataDir,
}) => {
  const daemon = await startRsyncd()
  try {
    const { root, name } = daemon.modules.open
    const source = join(dataDir, '../photos')
    await mkdir(source)
    for (const file of ['new.jpg', 'same.jpg']) await writeFile(join(source, file), file)
    for (const file of ['same.jpg', 'old.jpg']) await writeFile(join(root, file), 'before')
    await store(dataDir, {
      tasks: [
        {
          ...{ path: `${source}/`, direction: 'PUSH', remoteModule: name, delete: true },
          remoteHost: `${daemon.host}:${daemon.port}`,
        },
      ],
    })
    const { page } = await open()
    const row = new TaskRow(page, `${source}/`)
    const preview = page.getByRole('dialog', { name: 'Preview' })
    const list = preview.getByRole('table', { name: 'Changes' })

    await test.step('from the row menu, with nothing touched', async () => {
      await row.menu('Preview')
      await expect(list.getByRole('cell', { name: 'new.jpg' })).toBeVisible()
      await expect(list.getByRole('row')).toHaveCount(4)
      const axe = new AxeBuilder({ page }).setLegacyMode().include('.v-overlay--active')
      expect((await axe.analyze()).violations).toEqual([])
      await preview.getByRole('button', { name: /^Deleted/ }).click()
      await expect(list.getByRole('row')).toHaveCount(2)
      expect((await readdir(root)).sort()).toEqual(['old.jpg', 'same.jpg'])
    })
    await test.step('what changed since is not run but shown', async () => {
      await writeFile(join(source, 'newer.jpg'), 'newer')
      await preview.getByRole('button', { name: 'Run this' }).click()
      const logs = page.getByRole('dialog', { name: 'Logs' })
      await expect(logs.getByText(/would not do what was shown/).first()).toBeVisible()
      expect((await readdir(root)).sort()).toEqual(['old.jpg', 'same.jpg'])
      await logs.getByRole('button', { name: 'Look at the list' }).click()
      const held = page.getByRole('dialog', { name: 'What was held back' })
      await expect(held.getByRole('cell', { name: /newer\.jpg/ })).toBeVisible()
      await expect(held.getByRole('checkbox', { name: 'Only what is different now' })).toBeChecked()
      await page.setViewportSize({ width: 1440, height: 900 })
      // The list scrolls; a second bar beside it would scroll nothing but an edge.
      const hasBar = (body: Element) => body.scrollHeight > body.clientHeight
      expect(await held.locator('.v-card-text').evaluate(hasBar)).toBe(false)
      await held.getByRole('button', { name: 'Run this' }).click()
      await expect(logs.getByText(/SUCCESS: Everything was copied/)).toBeVisible()
      await logs.getByRole('button', { name: 'Close' }).click()
      expect((await readdir(root)).sort()).toEqual(['new.jpg', 'newer.jpg', 'same.jpg'])
    })
    await test.step('of settings in the form that are not saved', async () => {
      await rm(join(source, 'new.jpg'))
      const form = new TaskForm(page)
      await row.menu('Edit')
      await form.panel.getByRole('button', { name: 'Preview' }).click()
      await expect(list.getByRole('cell', { name: 'new.jpg' })).toBeVisible()
      await expect(preview.getByText('Save the task to run it.')).toBeVisible()
      await preview.getByRole('button', { name: 'Close' }).click()
      await expect(form.panel).toBeVisible()
    })
  } finally {
    await daemon.stop()
  }
})

test('a run that failed leads to the setting, or the connection, that mends it', async ({
  open,
  dataDir,
}) => {
  await store(dataDir, {
    tasks: [{ path: '/srv/photos' }],
    runs: [
      {
        ...{ taskId: 1, state: 'FAILED', reason: 'The rsync daemon has no module of that name.' },
        remedy: { kind: 'open-field', field: 'remoteModule' },
      },
    ],
  })
  const { page } = await open()
  await page.getByRole('button', { name: 'FAILED' }).click()
  const logs = page.getByRole('dialog', { name: 'Logs' })
  await logs.getByRole('button', { name: 'Edit the task' }).click()
  const form = new TaskForm(page)
  await expect(form.field('Remote Module Name')).toBeFocused()
})
