import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { diffTrees } from '../../support/snapshot'
import { startRsyncd } from '../../support/rsyncd'
import { bigFile, makeHostileTree } from '../../support/tree'
import { expect, test } from './app'
import { TaskForm, TaskRow } from './pages'

test('a module task is defined by its labels, run, read and its log downloaded', async ({
  open,
  dataDir,
}) => {
  const daemon = await startRsyncd()
  try {
    const source = join(dataDir, '../my files')
    await mkdir(source)
    await makeHostileTree(source)
    const { app, page } = await open()
    const form = await new TaskForm(page).openNew()
    await form.fill({
      Path: `${source}/`,
      Description: 'Hostile names',
      'Remote Host': `${daemon.host}:${daemon.port}`,
      'Remote Module Name': daemon.modules.open.name,
    })
    await form.choose('Direction', 'Push')
    await form.choose('Schedule', /^Daily/)
    await form.saveWell()

    const row = new TaskRow(page, source)
    await expect(row.state('PENDING')).toBeVisible()
    await row.run()
    await expect(row.state('SUCCESS')).toBeVisible({ timeout: 30_000 })
    expect(await diffTrees(source, daemon.modules.open.root)).toBe('')

    await row.state('SUCCESS').click()
    const logs = page.getByRole('dialog', { name: 'Logs' })
    await expect(logs.getByText(/SUCCESS: Everything was copied/)).toBeVisible()
    const saved = join(dataDir, 'saved.log')
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, saved)
    await logs.getByRole('button', { name: 'Download Logs' }).click()
    await expect
      .poll(() => readFile(saved, 'utf8').catch(() => ''))
      .toContain('SUCCESS: Everything was copied')
  } finally {
    await daemon.stop()
  }
})

test('errors stand at their fields, nothing typed is lost, and main’s own errors land there too', async ({
  open,
  dataDir,
}) => {
  const { page } = await open()
  const form = await new TaskForm(page).openNew()
  await form.save()
  await expect(form.panel.getByText('This field is required').first()).toBeVisible()
  const missing = join(dataDir, '../is not there')
  await form.fill({
    Path: missing,
    'Remote Host': '-oProxyCommand=id',
    'Remote Module Name': 'backup',
  })
  await form.choose('Direction', 'Pull')
  // Not a schedule that may come up meanwhile.
  await form.choose('Schedule', /^Monthly/)
  await form.save()
  await expect(form.panel.getByText(/Enter a host name or address/)).toBeVisible()
  await form.fill({ 'Remote Host': 'backup.example.com' })
  await form.save()
  await expect(
    form.panel.getByText(`There is no directory ${missing} on this computer`),
  ).toBeVisible()
  await expect(form.field('Path')).toHaveValue(missing)
  await mkdir(missing)
  await form.saveWell()
  await expect(new TaskRow(page, missing).state('PENDING')).toBeVisible()
})

test('a failing run says why, and Stop stops one that is going on', async ({ open, dataDir }) => {
  const daemon = await startRsyncd()
  try {
    const source = join(dataDir, '../source')
    await mkdir(source)
    await bigFile(source, 'big', 30_000_000)
    const { page } = await open()
    const form = await new TaskForm(page).openNew()
    await form.fill({
      Path: `${source}/`,
      'Remote Host': `${daemon.host}:${daemon.port}`,
      'Remote Module Name': 'no such module',
      'Auxiliary Parameters': '--bwlimit=500',
    })
    await form.field('Auxiliary Parameters').press('Enter')
    await form.choose('Direction', 'Push')
    await form.choose('Schedule', /^Weekly/)
    await form.saveWell()
    const row = new TaskRow(page, source)
    await row.run()
    await expect(row.state('FAILED')).toBeVisible()
    await row.state('FAILED').click()
    const logs = page.getByRole('dialog', { name: 'Logs' })
    await expect(
      logs.getByText(/The rsync daemon has no module of that name/).first(),
    ).toBeVisible()
    await logs.getByRole('button', { name: 'Close' }).click()

    await row.menu('Edit')
    await form.fill({ 'Remote Module Name': daemon.modules.open.name })
    await form.saveWell()
    await row.run()
    await expect(row.state('RUNNING')).toBeVisible()
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(row.state('ABORTED')).toBeVisible({ timeout: 20_000 })
  } finally {
    await daemon.stop()
  }
})

test('tasks, their states and the data are there again after the app was killed during a run', async ({
  open,
}) => {
  const first = await open()
  await first.page.getByRole('button', { name: 'Try it with a practice task' }).click()
  await expect(first.page.getByRole('button', { name: /^RUNNING/ })).toBeVisible()
  first.app.process().kill('SIGKILL')
  const { page } = await open()
  await page.getByRole('button', { name: /^FAILED/ }).click()
  await expect(
    page
      .getByRole('dialog', { name: 'Logs' })
      .getByText(/Interrupted/)
      .first(),
  ).toBeVisible()
})
