import { mkdir } from 'node:fs/promises'
import { runOk } from '../../support/run'
import { startSshd } from '../../support/sshd'
import { expectSameTree } from '../../support/snapshot'
import { makeTempDir } from '../../support/temp-dir'
import { canMakeUsers, makeTempUser } from '../../support/temp-user'
import { makeTree } from '../../support/tree'
import { expect, test } from './app'

const PASSWORD = 'once $only "1"'

test('leads from nothing to a first SSH backup with a new key, without a terminal', async ({
  open,
}) => {
  // Not skipped: what was not shown must not look as if it had been.
  expect(canMakeUsers, 'only root can make the account that is signed in to').toBe(true)
  const [user, source] = [await makeTempUser(), await makeTempDir('rt', 0o755)]
  const firstConfig = 'PasswordAuthentication yes\nAuthorizedKeysFile .ssh/authorized_keys'
  const sshd = await startSshd({ firstConfig })
  try {
    const { stdout } = await runOk('openssl', ['passwd', '-6', '-stdin'], {
      input: `${PASSWORD}\n`,
    })
    await runOk('usermod', ['-p', stdout.trim(), user.name])
    const target = `${user.home}/backup`
    await mkdir(target)
    await runOk('chown', [`${user.uid}:${user.gid}`, target])
    await makeTree(source.path, { 'a b': 'text\n' })

    const { page } = await open()
    await page.getByRole('button', { name: 'Add Rsync Task' }).first().click()
    const form = page.getByRole('dialog', { name: 'Add Rsync Task' })
    await form.getByLabel('Path', { exact: true }).fill(`${source.path}/`)
    const choose = async (label: string, option: string) => {
      await form.getByLabel(label, { exact: true }).click({ force: true })
      await page.getByRole('option', { name: option }).click()
    }
    await choose('Direction', 'Push')
    await choose('Rsync Mode', 'SSH')
    await choose('Connect using', 'SSH connection from the keychain')
    await form.getByRole('button', { name: 'Create New' }).click()

    const connection = page.getByRole('dialog', { name: 'New SSH Connection' })
    const fill = (label: string, text: string) =>
      connection.getByLabel(label, { exact: true }).fill(text)
    await fill('Name', 'NAS')
    await fill('Host', '127.0.0.1')
    await fill('Port', String(sshd.port))
    await fill('Username', user.name)
    await fill('Password (once)', PASSWORD)
    await connection.getByRole('button', { name: 'Discover Remote Host Key' }).click()
    await expect(connection.getByText(/SHA256:/)).toBeVisible()
    await connection.getByRole('button', { name: 'Save these keys' }).click()
    await connection.getByRole('button', { name: 'Save', exact: true }).click()
    // This machine may have no keyring; then the question must be answered.
    const agree = page.getByRole('button', { name: 'Store them anyway' })
    await agree.or(page.getByText('SSH Connection saved')).first().waitFor()
    if (await agree.isVisible()) await agree.click()
    await expect(page.getByText('SSH Connection saved')).toBeVisible()

    await form.getByRole('button', { name: 'Browse the folders of the remote host' }).click()
    const tree = form.getByRole('tree', { name: 'Browse the folders of the remote host' })
    await expect(tree.getByRole('treeitem').nth(1)).toHaveText(user.home)
    await tree.getByRole('treeitem', { name: 'backup' }).click()
    await expect(form.getByLabel('Remote Path', { exact: true })).toHaveValue(target)
    await tree.getByRole('treeitem', { name: 'Up to' }).click()
    await expect(tree.getByRole('treeitem').nth(1)).not.toHaveText(user.home)
    await choose('Schedule', 'Daily')
    await form.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(form).toBeHidden()
    await page.getByRole('button', { name: /^Actions for / }).click()
    await page.getByRole('menuitem', { name: 'Run job' }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByText('Success').or(page.getByText('SUCCESS')).first()).toBeVisible()
    await expectSameTree(source.path, target)

    await page.getByRole('link', { name: 'Backup Credentials' }).click()
    await expect(page.getByText('NAS', { exact: true })).toBeVisible()
    await expect(page.getByText('NAS Key', { exact: true })).toBeVisible()
  } finally {
    await sshd.stop()
    await user.dispose()
    await source.dispose()
  }
})
