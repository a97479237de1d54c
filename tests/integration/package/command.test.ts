import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises'
import { expect, it, onTestFinished } from 'vitest'
import { ownArguments, windowStart } from '@main/own-arguments'
import { hostileNames } from '../../support/hostile-names'
import { runOk } from '../../support/run'
import { makeTempDir } from '../../support/temp-dir'

/** The command of the packages, with a program behind it that says how it was started. */
async function installCommand(): Promise<string> {
  const { path, dispose } = await makeTempDir('rt "quoted" $(id)')
  onTestFinished(dispose)
  await mkdir(`${path}/app/bin`, { recursive: true })
  await copyFile('build/linux/rsync-tasks.sh', `${path}/app/bin/rsync-tasks`)
  await writeFile(
    `${path}/app/rsync-tasks`,
    '#!/bin/sh\nfor word; do printf "%s\\0" "$word"; done\n',
  )
  await chmod(`${path}/app/rsync-tasks`, 0o755)
  // As the package puts it on the PATH.
  await symlink(`${path}/app/bin/rsync-tasks`, `${path}/rsync-tasks`)
  return `${path}/rsync-tasks`
}

const startedWith = async (command: string, words: readonly string[]): Promise<string[]> =>
  (await runOk(command, words)).stdout.toString().split('\0').slice(0, -1)

const HEADLESS = ['--ozone-platform=headless', '--disable-gpu', '--log-level=3']

it('the command starts the app without a display exactly for what is not for the window', async () => {
  const command = await installCommand()
  const lines = [
    [],
    ['--hidden'],
    ['rsync-tasks://run/3'],
    ['RSYNC-Tasks:whatever', '--hidden'],
    ['--user-data-dir=/tmp/a b'],
    ['--no-sandbox', '--enable-logging', '--force-dark-mode', '--disable-gpu', '--log-level=1'],
    ['--password-store=basic', '--ozone-platform=wayland', '--remote-debugging-port=0'],
    ['list'],
    ['--help'],
    ['--json'],
    ['--hidden', 'list'],
    ['--user-data-dir=/tmp/x', 'run', '3', '--json'],
    ['rsync-tasks'],
    ['--user-data-dir', '/tmp/x'],
    ['--enable-logging2'],
    ['--hiddenly'],
    [''],
  ]
  for (const words of lines) {
    const isForWindow = windowStart(ownArguments(['program', ...words], '', true)) !== null
    const expected = isForWindow ? words : [...HEADLESS, ...words]
    expect(await startedWith(command, words)).toEqual(expected)
  }
})

it('the command hands on what it is given as it is', async () => {
  const command = await installCommand()
  // What is not UTF-8 cannot be told from the outside by these means.
  const names = hostileNames().map(String)
  const words = ['create', ...names.filter((name) => !name.includes('\uFFFD'))]
  expect(await startedWith(command, words)).toEqual([...HEADLESS, ...words])
})
