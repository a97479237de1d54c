import { once } from 'node:events'
import { chown, mkdir, stat, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { startRsyncd } from '../../support/rsyncd'
import { diffTrees } from '../../support/snapshot'
import { TaskForm, TaskRow } from '../window/pages'
import { expect, test } from './app'
import { runCommand } from './installed'

test('the packaged app starts, takes a task, runs it, shows its log and quits', async ({
  open,
  installed,
  dataDir,
}) => {
  const daemon = await startRsyncd()
  try {
    const source = join(dirname(dataDir), 'my files')
    await mkdir(source)
    await writeFile(join(source, 'a "name" with $(id)'), 'text')
    const { page, process: app, complaints } = await open()
    const form = await new TaskForm(page).openNew()
    await form.fill({
      Path: `${source}/`,
      'Remote Host': `${daemon.host}:${daemon.port}`,
      'Remote Module Name': daemon.modules.open.name,
    })
    await form.choose('Direction', 'Push')
    await form.choose('Schedule', /^Daily/)
    await form.saveWell()
    const row = new TaskRow(page, source)
    await row.run()
    await expect(row.state('SUCCESS')).toBeVisible({ timeout: 30_000 })
    expect(await diffTrees(source, daemon.modules.open.root)).toBe('')
    await row.state('SUCCESS').click()
    const logs = page.getByRole('dialog', { name: 'Logs' })
    await expect(logs.getByText(/SUCCESS: Everything was copied/)).toBeVisible()
    expect(complaints).toEqual([])

    const list = await runCommand(installed, dataDir, ['list', '--json'])
    expect(JSON.parse(list.stdout)).toMatchObject([{ id: 1, path: `${source}/` }])

    app.kill('SIGTERM')
    expect(await once(app, 'exit')).toEqual([0, null])
    expect((await stat(join(dataDir, 'settings.json'))).mode & 0o777).toBe(0o600)
  } finally {
    await daemon.stop()
  }
})

test('the command of the package works without a display', async ({ installed, dataDir }) => {
  const daemon = await startRsyncd()
  try {
    const source = join(dataDir, '../source')
    await mkdir(source)
    const { uid, gid } = installed.owner
    if (uid !== undefined) await chown(source, uid, gid ?? uid)
    await writeFile(join(source, 'file'), 'text')
    const call = (args: string[], input = '') => runCommand(installed, dataDir, args, { input })
    const settings = {
      path: `${source}/`,
      user: uid === undefined ? userInfo().username : 'nobody',
      direction: 'PUSH',
      remotehost: `${daemon.host}:${daemon.port}`,
      remotemodule: daemon.modules.open.name,
    }
    const created = await call(['create', '--file', '-'], JSON.stringify(settings))
    expect(created).toMatchObject({ code: 0, stderr: '' })
    expect((await call(['run', '1'])).code).toBe(0)
    expect(await diffTrees(source, daemon.modules.open.root)).toBe('')
    expect((await call(['logs', '1'])).stdout).toContain('SUCCESS: Everything was copied')
    expect((await call(['no-such-command'])).code).toBe(2)
  } finally {
    await daemon.stop()
  }
})
