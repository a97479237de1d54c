import { chown, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startRsyncd } from '../../support/rsyncd'
import { runOk } from '../../support/run'
import { diffTrees } from '../../support/snapshot'
import { startSshd } from '../../support/sshd'
import { makeTempUser } from '../../support/temp-user'
import { makeHostileTree } from '../../support/tree'
import { expect, test } from './app'
import { TaskForm, TaskRow } from './pages'

/** The four ways of a task, each defined in the window by the labels of the page, and run. */
test.describe('names of every kind arrive unchanged', () => {
  test('pushed to and pulled from a module', async ({ open, dataDir }) => {
    const daemon = await startRsyncd()
    try {
      const [source, received] = [join(dataDir, '../source'), join(dataDir, '../received')]
      await mkdir(source)
      await mkdir(received)
      await makeHostileTree(source)
      const { page } = await open()
      const remote = {
        'Remote Host': `${daemon.host}:${daemon.port}`,
        'Remote Module Name': daemon.modules.open.name,
      }
      await define(new TaskForm(page), 'Push', { Path: `${source}/`, ...remote })
      await runToSuccess(new TaskRow(page, source))
      expect(await diffTrees(source, daemon.modules.open.root)).toBe('')
      await define(new TaskForm(page), 'Pull', { Path: `${received}/`, ...remote })
      await runToSuccess(new TaskRow(page, received))
      expect(await diffTrees(source, received)).toBe('')
    } finally {
      await daemon.stop()
    }
  })

  test('pushed and pulled over SSH with the key in the home directory', async ({ open }) => {
    const [sshd, user] = await Promise.all([startSshd(), makeTempUser()])
    try {
      await user.giveAccess(sshd)
      const [source, remote, received] = ['source', 'remote side', 'received'].map((name) =>
        join(user.home, name),
      )
      if (!source || !remote || !received) throw new Error('no folders')
      for (const folder of [source, remote, received]) await mkdir(folder)
      await makeHostileTree(source)
      await runOk('chown', ['-R', `${user.uid}:${user.gid}`, user.home])
      await chown(remote, user.uid, user.gid)
      const { page } = await open()
      const settings = {
        'Remote Host': `${sshd.user}@${sshd.host}`,
        'Remote SSH Port': String(sshd.port),
        'Remote Path': `${remote}/`,
      }
      await define(new TaskForm(page), 'Push', { Path: `${source}/`, ...settings }, user.name)
      await runToSuccess(new TaskRow(page, source))
      expect(await diffTrees(source, remote)).toBe('')
      await define(new TaskForm(page), 'Pull', { Path: `${received}/`, ...settings }, user.name)
      await runToSuccess(new TaskRow(page, received))
      expect(await diffTrees(source, received)).toBe('')
    } finally {
      await sshd.stop()
      await user.dispose()
    }
  })
})

async function define(
  form: TaskForm,
  direction: 'Push' | 'Pull',
  texts: Readonly<Record<string, string>>,
  user?: string,
): Promise<void> {
  await form.openNew()
  if (user !== undefined) {
    await form.choose('Rsync Mode', 'SSH')
    await form.field('User').fill(user)
    await form.page.getByRole('option', { name: user }).click()
  }
  await form.fill(texts)
  await form.choose('Direction', direction)
  await form.choose('Schedule', /^Daily/)
  await form.saveWell()
}

async function runToSuccess(row: TaskRow): Promise<void> {
  await row.run()
  await expect(row.row.getByRole('button', { name: 'SUCCESS' })).toBeVisible({ timeout: 30_000 })
}
