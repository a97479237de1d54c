import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureElectron } from '../../../build/scripts/setup/electron.mjs'
import { electronArguments } from '../../../build/scripts/setup/launch.mjs'
import { processesWithEnv, waitUntil } from '../../support/processes'
import { startRsyncd } from '../../support/rsyncd'
import { run } from '../../support/run'
import { expect, test } from './desktop'

/** All of these processes that can be seen: pages, and questions of the system. */
async function seenOf(...pids: (number | undefined)[]): Promise<string[]> {
  const search = (pid = 0) => run('xdotool', ['search', '--onlyvisible', '--pid', String(pid)])
  const found = await Promise.all(pids.map(search))
  return found.flatMap(({ stdout }) => stdout.split('\n').filter((line) => line !== ''))
}

test('an app that is started while a command works alone opens by itself when that has ended, and a hidden start asks nobody', async ({
  desktop,
  dataDir,
}) => {
  const daemon = await startRsyncd()
  const extra = ['--bwlimit=30']
  await desktop.seed([
    { desc: 'Slow', remoteHost: `127.0.0.1:${daemon.port}`, compress: false, extra },
  ])
  const here = [join(import.meta.dirname, '../../..'), `--user-data-dir=${dataDir}`]
  const words = [...electronArguments({ headless: true }), ...here, 'run', '1']
  const command = spawn(await ensureElectron({ quiet: true }), words, { stdio: 'ignore' })
  try {
    const marker = `${dataDir}/runs#1`
    await waitUntil(() => processesWithEnv('RSYNC_TASKS_RUN', marker).length > 0, { what: 'rsync' })

    const hidden = await desktop.start({ args: ['--hidden'] })
    const shown = await desktop.start()
    const pids = [hidden.process().pid, shown.process().pid]
    await waitUntil(async () => (await seenOf(pids[1])).length > 0, { what: 'the question' })
    expect(await seenOf(pids[0])).toEqual([])

    const opened = Promise.any([hidden.firstWindow(), shown.firstWindow()])
    command.kill('SIGINT')
    const page = await opened
    await expect(page.getByRole('heading', { name: 'Data Protection' })).toBeVisible()
    await expect(page.getByRole('button', { name: /^ABORTED/ })).toBeVisible()
    // The question is gone.
    await expect.poll(async () => (await seenOf(...pids)).length).toBe(1)
  } finally {
    command.kill('SIGKILL')
    await daemon.stop()
  }
})
