import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'

import { expect, it, onTestFinished } from 'vitest'

import { cliOk, createTask, makeDataDir, runCli, startCli, type CliOptions } from '../support/cli'
import { ask } from '../support/control'
import { processesOfRun, tempDir } from '../support/engine'
import { waitUntil } from '../support/processes'
import { startRsyncd } from '../support/rsyncd'
import { run, runOk } from '../support/run'
import { fill, smallDisk } from '../support/small-disk'
import { expectSameTree } from '../support/snapshot'
import { bigFile } from '../support/tree'
import { descriptions, idleTask } from '../support/idle-task'

const PAGE = 4096

it.each([
  ['nothing', 0],
  ['a page, so that a write begins well', PAGE],
  ['most of it', 3 * PAGE],
])(
  'a disk with room for %s refuses an edit of the settings, which stay as they were',
  { tags: 'disk-full' },
  async (_, room) => {
    const options = { dataDir: await makeDataDir() }
    await smallDisk(4000, options.dataDir)
    await chmod(options.dataDir, 0o700)
    const many = Array.from({ length: 20 }, (_, i) => idleTask(`${'long '.repeat(150)}${i}`))
    const list = `${await tempDir()}/many.json`
    await writeFile(list, JSON.stringify(many))
    await cliOk(['import', list], options)
    const file = `${options.dataDir}/settings.json`
    const [before, all] = [await readFile(file, 'utf8'), await descriptions(options)]
    expect(before.length).toBeGreaterThan(4 * PAGE)
    const ballast = await fill(options.dataDir, room)
    const input = JSON.stringify(idleTask('one more'))
    const refused = await runCli(['create', '--file', '-'], { ...options, input })
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(/^The settings could not be saved: .*\.\n$/)
    expect(await readFile(file, 'utf8')).toBe(before)
    await rm(ballast)
    expect(await descriptions(options)).toEqual(all)
    await createTask(idleTask('there is room'), options)
    expect(await descriptions(options)).toEqual([...all, 'there is room'])
    expect((await readdir(options.dataDir)).filter((name) => /tmp-|damaged/.test(name))).toEqual([])
  },
)

/** A command that runs a task slowly, at half a megabyte a second; its rsync is at work. */
async function startSlowRun(options: CliOptions, bytes: number) {
  const [daemon, path] = [await startRsyncd(), await tempDir()]
  onTestFinished(() => daemon.stop())
  await bigFile(path, 'big', bytes)
  const slow = { path: `${path}/`, compress: false, extra: ['--bwlimit=500'] }
  const host = { remotehost: `127.0.0.1:${daemon.port}`, remotemodule: 'open' }
  const id = await createTask({ ...idleTask('slow'), ...slow, ...host }, options)
  const running = await startCli(['run', String(id), '--json'], options)
  await waitUntil(() => processesOfRun(options.dataDir, 1).length > 0, { what: 'rsync' })
  return { daemon, path, running }
}

it(
  'a data folder that becomes read-only while the app is open refuses edits, and the run still ends',
  { tags: 'read-only' },
  async () => {
    const options = { dataDir: await makeDataDir() }
    const { daemon, path, running } = await startSlowRun(options, 1_500_000)
    await coverReadOnly(options.dataDir)
    const refused = await ask(options.dataDir, ['update', '1', '--file', '-'], '{"desc":"new"}')
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(/^The settings could not be saved: .*read-only.*EROFS.*\.\n$/)
    const second = await ask(options.dataDir, ['run', '1', '--json'])
    const lines = second.stdout.trim().split('\n')
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ id: 2, state: 'SUCCESS', warning: true })
    expect(second.stdout).toMatch(/The log is incomplete: .*EROFS/)
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' })
    await runOk('umount', ['-l', options.dataDir])
    expect(await descriptions(options)).toEqual(['slow'])
    await expectSameTree(path, daemon.modules.open.root)
  },
)

it.each(['moved', 'moved, and another one made in its place', 'removed'])(
  'a data folder that is %s while the app is open takes no edits of the settings',
  { tags: 'moved-folder' },
  async (what) => {
    const parent = await makeDataDir()
    const [dataDir, moved] = [`${parent}/data`, `${parent}/moved`]
    const options = { dataDir }
    const { running } = await startSlowRun(options, 15_000_000)
    await rename(dataDir, moved)
    if (what.endsWith('place')) await mkdir(dataDir, { mode: 0o700 })
    const refused = await ask(moved, ['update', '1', '--file', '-'], '{"desc":"new"}')
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toBe(
      `The settings could not be saved: the data folder ${dataDir} was moved or removed; quit the app, and start it again.\n`,
    )
    if (what === 'removed') await rm(moved, { recursive: true })
    running.child.kill('SIGTERM')
    await running.ended
    const left = await readdir(dataDir).catch(() => [])
    expect(left).not.toContain('settings.json')
    if (what !== 'removed') expect(await descriptions({ dataDir: moved })).toEqual(['slow'])
  },
)

/** What is opened from now on by the folder's name is opened on a disk that takes no writes. */
async function coverReadOnly(dir: string): Promise<void> {
  await runOk('mount', ['--bind', dir, dir])
  onTestFinished(async () => void (await run('umount', ['-l', dir])))
  await runOk('mount', ['-o', 'remount,bind,ro', dir])
}
