import { AxeBuilder } from '@axe-core/playwright'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import type { ElectronApplication, Page } from '@playwright/test'
import { expect, test } from './app'
import { runOk } from '../../support/run'
import { answerQuestions } from './desktop'
import { store } from './stored'

/** What the system's dialogs answer, which nobody can click here. */
async function answerDialogs(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
  }, path)
}

async function findings(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode().include('.v-overlay--active')
  const { violations, passes } = await axe.analyze()
  expect(passes.length).toBeGreaterThan(0)
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

const CRONTAB = `# Photos to the NAS
30 2 * * 1-5 rsync -a --delete --exclude='a b' /srv/photos/ backup@nas:/backup/photos/
0 3 * * * rsync -a /etc/ rsync://nas/etc
0 4 * * * rsync -a /srv/ nas:/srv | logger
`

test('a crontab becomes tasks: what is understood is shown first, and only what is chosen is stored', async ({
  open,
  dataDir,
}) => {
  const { app, page, complaints } = await open()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await writeFile(`${dataDir}/crontab.txt`, CRONTAB)
  await answerDialogs(app, `${dataDir}/crontab.txt`)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Import Rsync Tasks' })
  await expect(dialog.getByRole('textbox')).toBeFocused()
  await dialog.getByRole('button', { name: 'Choose a file' }).click()
  await expect(dialog.getByText('Crontab · 2 tasks were understood')).toBeVisible()
  await expect(dialog.getByText('/srv/photos/ → backup@nas:/backup/photos/')).toBeVisible()
  await expect(dialog.getByText('The output goes on to another program')).toBeVisible()
  expect(await findings(page)).toEqual([])
  await dialog.getByRole('checkbox', { name: 'Import /etc/ → nas::etc' }).uncheck()
  await dialog.getByRole('button', { name: 'Import 1 task' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('1 task was imported.')).toBeVisible()
  const { tasks } = JSON.parse(await readFile(`${dataDir}/settings.json`, 'utf8')) as {
    tasks: unknown[]
  }
  expect(tasks).toMatchObject([
    { path: '/srv/photos/', enabled: false, desc: 'Photos to the NAS', extra: ["--exclude='a b'"] },
  ])
  expect(complaints).toEqual([])
})

test('a pasted command is read as it is typed, with its refusal in words', async ({ open }) => {
  const { page } = await open()
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Import Rsync Tasks' })
  const text = dialog.getByRole('textbox')
  await text.fill('rsync -an /srv/ nas:/srv')
  await expect(dialog.getByText('With -n nothing is copied')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeDisabled()
  await text.fill('rsync -a /srv/ nas:/srv')
  await expect(dialog.getByText('Command · 1 task was understood')).toBeVisible()
  await dialog.getByLabel('Enable the imported tasks').click()
  await dialog.getByRole('button', { name: 'Import 1 task' }).click()
  await expect(page.getByRole('row').filter({ hasText: '/srv/' })).toBeVisible()
})

test('a task is duplicated and exported from the menu of its row', async ({ open, dataDir }) => {
  await store(dataDir, { tasks: [{ desc: 'Photos' }] })
  const { app, page } = await open()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const menu = async (item: string) => {
    await page
      .getByRole('button', { name: /^Actions/ })
      .first()
      .click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  await menu('Duplicate')
  await expect(page.getByText('The copy is disabled.')).toBeVisible()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const form = page.getByRole('dialog', { name: 'Edit Rsync Task' })
  await expect(form.getByLabel('Description', { exact: true })).toHaveValue('Photos (copy)')
  await form.getByRole('button', { name: 'Cancel' }).click()
  await expect(form).toBeHidden()

  await answerDialogs(app, `${dataDir}/task.sh`)
  await menu('Export')
  const dialog = page.getByRole('dialog', { name: /^Export nas/ })
  await dialog.getByRole('radio', { name: 'Shell script' }).check()
  expect(await findings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  expect(await readFile(`${dataDir}/task.sh`, 'utf8')).toMatch(/^#!\/bin\/sh\n[^]*\nrsync \\\n/)
})

test('a backup is written, refused when it is damaged, and put in place of everything', async ({
  open,
  dataDir,
}) => {
  await store(dataDir, { tasks: [{ desc: 'Photos' }] })
  const { app, page, complaints } = await open()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const file = `${dataDir}/all.json`
  await answerDialogs(app, file)
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Back up…' }).click()
  await expect(page.getByText(`Backup saved as ${file}.`)).toBeVisible()
  const text = await readFile(file, 'utf8')
  await page.getByLabel('Tasks at the Same Time', { exact: true }).fill('7')
  await page.getByLabel('Tasks at the Same Time', { exact: true }).press('Tab')
  await expect(page.getByText('Setting saved.')).toBeVisible()

  await writeFile(file, text.slice(0, -50))
  await page.getByRole('button', { name: 'Restore…' }).click()
  await expect(page.getByText('This is not a whole backup')).toBeVisible()
  await writeFile(file, text)
  await page.getByRole('button', { name: 'Restore…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore a Backup' })
  await expect(
    dialog.getByText(/holds 1 task, 0 SSH connections and 0 SSH key pairs/),
  ).toBeVisible()
  expect(await findings(page)).toEqual([])
  await dialog.getByRole('radio', { name: 'Replace everything here' }).check()
  await dialog.getByRole('button', { name: 'Replace all' }).click()
  const done = page.getByRole('dialog', { name: 'Backup Restored' })
  await expect(done.getByText('Restored: 1 task')).toBeVisible()
  await done.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByLabel('Tasks at the Same Time', { exact: true })).toHaveValue('3')
  const { tasks } = JSON.parse(await readFile(`${dataDir}/settings.json`, 'utf8')) as {
    tasks: unknown[]
  }
  expect(tasks).toMatchObject([{ id: 1, desc: 'Photos' }])
  expect(complaints).toEqual([])
})

test('another rsync is chosen in Settings, and what is none is refused at the field', async ({
  open,
  dataDir,
}) => {
  const { app, page } = await open()
  const asked = await answerQuestions(app, 1, 1)
  const { stdout: rsync } = await runOk('sh', ['-c', 'command -v rsync'])
  await copyFile(rsync.trim(), `${dataDir}/my rsync`)
  await page.getByRole('link', { name: 'Settings' }).click()
  const field = page.getByLabel('rsync Program', { exact: true })
  await field.fill('/bin/cat')
  await field.press('Tab')
  await expect(page.getByText('/bin/cat does not answer as rsync does')).toBeVisible()
  await field.fill(`${dataDir}/my rsync`)
  await field.press('Tab')
  await expect(page.getByText('Setting saved.')).toBeVisible()
  await expect(page.getByText(/^In use: rsync 3\.[\d.]+, protocol \d+$/)).toBeVisible()
  const { programs } = JSON.parse(await readFile(`${dataDir}/settings.json`, 'utf8')) as {
    programs: unknown
  }
  expect(programs).toEqual({ rsync: `${dataDir}/my rsync`, ssh: null })
  expect(await asked()).toEqual(Array(2).fill('Use another program for every run?'))
  await page.getByRole('button', { name: 'Use the system default' }).click()
  await expect(field).toHaveValue('')
})
