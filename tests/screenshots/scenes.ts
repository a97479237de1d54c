import { join } from 'node:path'
import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { TaskForm } from '../e2e/window/pages'
import type { Rsyncd } from '../support/rsyncd'
import type { Sshd } from '../support/sshd'
import type { Camera } from './camera'

/** What a scene plays on. */
export interface Stage {
  readonly app: ElectronApplication
  readonly page: Page
  readonly camera: Camera
  readonly dataDir: string
  readonly daemon: Rsyncd
  readonly sshd: Sshd
}

/** Brings the window into a state and shoots it; `part` tells several pictures apart. */
export type Scene = (
  stage: Stage,
  shoot: (part?: string, subject?: Locator) => Promise<void>,
) => Promise<void>

export const go = async (page: Page, screen: string) => {
  await page.getByRole('link', { name: screen }).first().click()
  await page.getByRole('heading', { name: screen, level: 1 }).waitFor()
}
export const menu = async (page: Page, text: string, item: string) => {
  await page
    .getByRole('row')
    .filter({ hasText: text })
    .getByRole('button', { name: /^Actions/ })
    .click()
  await page.getByRole('menuitem', { name: item }).click()
}
const pill = (page: Page, word: string) =>
  page.getByRole('button', { name: new RegExp(`^${word}`) }).first()

/** A main process is asked directly for what no scene is about. */
export const ask = (page: Page, channel: string, ...args: unknown[]): Promise<unknown> =>
  page.evaluate(
    ([name, rest]) => {
      type Loose = { invoke: (channel: string, ...args: unknown[]) => Promise<unknown> }
      return (window as unknown as { rsyncTasks: Loose }).rsyncTasks.invoke(name, ...rest)
    },
    [channel, args] as const,
  )

export async function addCredentials({ page, sshd }: Stage): Promise<void> {
  await ask(page, 'secrets:allowPlain')
  for (const name of ['Office', 'Laptop of Anna']) {
    await ask(page, 'keyPairs:generate', { name, type: 'ed25519' })
  }
  const connection = { username: 'backup', keypairId: 1, remoteHostKey: '', connectTimeout: 10 }
  const nas = { ...connection, name: 'NAS', host: sshd.host, port: sshd.port }
  await ask(page, 'connections:create', nas, null)
  const vault = { ...connection, name: 'Vault', host: 'vault.example.com', port: 22 }
  await ask(page, 'connections:create', vault, null)
}

/** Scenes of an app that holds nothing yet. */
export const EMPTY_SCENES: Readonly<Record<string, Scene>> = {
  'empty-widget': async (_, shoot) => shoot(),
  'empty-tasks': async ({ page }, shoot) => {
    await go(page, 'Rsync Tasks')
    await shoot()
  },
  'empty-history': async ({ page }, shoot) => {
    await go(page, 'History')
    await shoot()
  },
  'empty-credentials': async ({ page }, shoot) => {
    await go(page, 'Backup Credentials')
    await shoot()
  },
}

/** Scenes of an app with the sample data; each begins on Data Protection. */
export const SCENES: Readonly<Record<string, Scene>> = {
  widget: async ({ page }, shoot) => {
    for (const [path, state] of [
      ['/photos/', 'RUNNING'],
      ['/mail/', 'WAITING'],
    ] as const) {
      await menu(page, path, 'Run job')
      await page.getByRole('button', { name: 'Continue' }).click()
      await pill(page, state).waitFor()
    }
    await shoot()
  },
  'row-menu': async ({ page }, shoot) => {
    await page
      .getByRole('button', { name: /^Actions/ })
      .nth(2)
      .click()
    await shoot()
  },
  tasks: async ({ page }, shoot) => {
    await go(page, 'Rsync Tasks')
    await shoot()
    await page.getByRole('button', { name: 'Columns' }).click()
    await shoot('columns')
    await page.getByRole('menuitem', { name: 'Select All', exact: true }).click()
    await page.keyboard.press('Escape')
    await shoot('all-columns')
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('menuitem', { name: 'Reset' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('searchbox').fill('nowhere')
    await shoot('none-found')
    await page.getByRole('searchbox').fill('')
  },
  'form-module': async ({ page, daemon, dataDir }, shoot) => {
    const form = await new TaskForm(page).openNew()
    await shoot('new')
    await form.save()
    await shoot('errors')
    const remote = { 'Remote Host': `${daemon.host}:${daemon.port}`, 'Remote Module Name': 'open' }
    await form.fill({ Path: join(dataDir, '../photos/'), ...remote })
    await form.choose('Direction', 'Push')
    await form.choose('Schedule', /^Daily/)
    await form.field('Auxiliary Parameters').fill('--bwlimit=500')
    await form.field('Auxiliary Parameters').press('Enter')
    await form.field('Auxiliary Parameters').fill('--remove-source-files')
    await form.field('Auxiliary Parameters').press('Enter')
    await shoot('chips', form.field('Auxiliary Parameters'))
    await form.field('Path').scrollIntoViewIfNeeded()
    await form.panel.getByRole('button', { name: 'Browse' }).first().click()
    await form.panel.getByRole('treeitem').nth(3).waitFor()
    await shoot('tree')
    await form.panel.getByRole('button', { name: 'Browse' }).first().click()
    await form.field('User').click()
    await shoot('users')
    await page.keyboard.press('Escape')
    await form.field('Schedule').click()
    await shoot('schedules')
    await page.getByRole('option', { name: /^Create Custom/ }).click()
    await page.getByRole('dialog', { name: 'Advanced Scheduler' }).waitFor()
    await shoot('scheduler')
    await page.getByLabel('Hours', { exact: true }).fill('25')
    await page.getByLabel('Hours', { exact: true }).blur()
    await shoot('scheduler-error')
    await page.getByRole('button', { name: 'Cancel' }).last().click()
    await form.panel.getByRole('button', { name: 'Cancel' }).click()
    await shoot('unsaved')
    await page.getByRole('button', { name: 'Discard changes' }).click()
  },
  'form-ssh': async ({ page }, shoot) => {
    const form = await new TaskForm(page).openNew()
    await form.choose('Rsync Mode', /^SSH/)
    await form.save()
    await shoot('errors', form.field('Rsync Mode'))
    await form.panel.getByLabel('Port and user as ssh has them').check()
    await shoot('port', form.panel.getByLabel('Port and user as ssh has them'))
    await form.choose('Connect using', /keychain/)
    await shoot('keychain', form.field('Connect using'))
    await shoot('more', form.field('Validate Remote Path'))
  },
  'form-conflict': async ({ page }, shoot) => {
    await menu(page, '/home/anna', 'Edit')
    const form = new TaskForm(page)
    await form.fill({ Description: 'typed here' })
    await ask(page, 'tasks:update', 6, { desc: 'typed elsewhere' }, null)
    await form.save()
    await form.panel.getByRole('alert').first().waitFor()
    await shoot()
  },
  logs: async ({ page }, shoot) => {
    await pill(page, 'FAILED').click()
    await page.getByText('service-399.conf').first().waitFor()
    await shoot()
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('service-39')
    await page.getByText('22 lines').waitFor()
    await shoot('search')
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('nowhere')
    await page.getByText('No line of this log matches.').waitFor()
    await shoot('no-match')
    await page.keyboard.press('Escape')
    await pill(page, 'PENDING').click()
    await shoot('none')
  },
  confirm: async ({ page }, shoot) => {
    await menu(page, '/srv/music', 'Run job')
    await shoot('run')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await menu(page, '/srv/music', 'Delete')
    await shoot('delete')
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    await shoot('snackbar')
    await page.getByRole('button', { name: 'Undo' }).click()
  },
  history: async ({ page }, shoot) => {
    await go(page, 'History')
    await page.getByRole('row').nth(1).waitFor()
    await shoot()
    await page.getByRole('combobox', { name: 'Status' }).click()
    await page.getByRole('option', { name: 'FAILED' }).click()
    await shoot('choice')
    await page.getByRole('option', { name: 'ABORTED' }).click()
    await page.keyboard.press('Escape')
    await shoot('filtered')
    await page.getByRole('searchbox').fill('nowhere')
    await page.getByText('No run matches.').waitFor()
    await shoot('none-found')
  },
  credentials: async (stage, shoot) => {
    const { page } = stage
    await addCredentials(stage)
    await go(page, 'Backup Credentials')
    await page.getByText('Laptop of Anna').waitFor()
    await shoot()
    await page.getByRole('button', { name: 'Delete Office' }).click()
    await shoot('delete')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Edit Office' }).click()
    await shoot('rename')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Add SSH Keypair' }).click()
    const panel = page.getByRole('dialog')
    await panel.getByLabel('Key', { exact: true }).click()
    await page.getByRole('option', { name: /Import/ }).click()
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.getByText('This field is required').first().waitFor()
    await shoot('import-errors')
  },
  connection: async (stage, shoot) => {
    const { page, sshd } = stage
    await go(page, 'Backup Credentials')
    await page.getByRole('button', { name: 'Add SSH Connection' }).click()
    const panel = page.getByRole('dialog', { name: 'New SSH Connection' })
    await shoot('new')
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.getByText('This field is required').first().waitFor()
    await shoot('errors')
    await panel.getByLabel('Host', { exact: true }).fill(sshd.host)
    await panel.getByLabel('Port', { exact: true }).fill(String(sshd.port))
    await panel.getByRole('button', { name: 'Discover Remote Host Key' }).click()
    await panel
      .getByText(/SHA256:/)
      .first()
      .waitFor()
    await shoot('host-keys', panel.getByRole('button', { name: 'Save these keys' }))
    await panel.getByRole('button', { name: 'Save these keys' }).click()
    await panel.getByLabel('Private Key', { exact: true }).click()
    await page.getByRole('option', { name: 'Office' }).click()
    await panel.getByLabel('Remote Path', { exact: true }).fill('/srv/backup')
    await panel.getByRole('button', { name: 'Test connection' }).click()
    const last = panel.getByText('Sign-in')
    await last.waitFor()
    await shoot('test', last)
  },
  settings: async ({ page }, shoot) => {
    await go(page, 'Settings')
    await shoot()
    await page.getByLabel('Tasks at the Same Time').fill('65')
    await page.getByLabel('Keep Runs For').fill('')
    await page.getByLabel('Keep Runs For').blur()
    await page.getByText('Enter a number from 1 to 64').waitFor()
    await shoot('error')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Pause schedules' }).click()
    await page.getByRole('menuitem', { name: 'Until tomorrow' }).click()
    await shoot('paused')
    await page.getByRole('button', { name: 'Resume schedules' }).click()
    const ssh = page.getByLabel('ssh Program', { exact: true })
    await ssh.fill('/bin/cat')
    await ssh.blur()
    await page.getByText('does not answer as OpenSSH does').waitFor()
    await shoot('programs', ssh)
    await shoot('backup', page.getByRole('button', { name: 'Restore…' }))
  },
  shell: async ({ page }, shoot) => {
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await shoot('shortcuts')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Appearance/ }).click()
    await shoot('appearance')
  },
}
