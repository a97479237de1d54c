import { chown, mkdir, open, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import { expect, it, onTestFinished, vi } from 'vitest'

import { readChosenFile, saveText } from '@core/files/chosen-files'
import { listFolders } from '@core/folders/folder-browser'
import { poptAliases } from '@core/run/popt-files'
import { flock } from '@core/system/flock'
import { runAs } from '@core/system/run-as'
import { moduleTask, openEngine, processesOfRun, tempDir } from '../support/engine'
import { waitUntil } from '../support/processes'
import { startRsyncd } from '../support/rsyncd'
import { run, runOk } from '../support/run'
import { mountShare } from '../support/share'
import { bigFile } from '../support/tree'

/** Long before a check gives up. */
const SOON = { timeoutMs: 5_000 }

/** A share with a folder that a task pushes, and a task beside it that needs no share. */
async function setUp(settings: object = {}, files = 1) {
  const daemon = await startRsyncd()
  onTestFinished(() => daemon.stop())
  const share = await mountShare()
  const folder = `${share.path}/folder`
  await mkdir(folder)
  for (let i = 0; i < files; i++) await bigFile(folder, `file ${i}`, 60_000)
  const test = await openEngine()
  const pull = { path: `${await tempDir()}/`, direction: 'PULL' } as const
  const onShare = test.add(moduleTask(daemon, 'open', { path: `${folder}/`, ...settings }))
  const other = test.add(moduleTask(daemon, 'readonly', pull))
  const othersRun = async () => expect(await test.run(other.id)).toMatchObject({ state: 'SUCCESS' })
  return { share, folder, test, onShare, othersRun }
}

/**
 * Whether a process of the run waits for a name on a file system in user space. Nothing ends it
 * then; one that waits for the content of a file ends on a signal.
 */
async function isHeld(folder: string, runId: number): Promise<boolean> {
  const of = (pid: number) => readFile(`/proc/${pid}/wchan`, 'utf8').catch(() => '')
  const waits = await Promise.all(processesOfRun(folder, runId).map(({ pid }) => of(pid)))
  return waits.some((name) => /fuse|request_wait_answer/.test(name))
}

it(
  'a share that is dead when a run begins fails that run with the reason, and others run',
  { tags: 'dead-share' },
  async () => {
    const { share, folder, test, onShare, othersRun } = await setUp()
    share.die()
    const going = test.run(onShare.id)
    // Twice as many as there are threads for calls to the file system.
    for (let i = 0; i < 8; i++) await othersRun()
    const ended = await going
    expect(ended).toMatchObject({ state: 'FAILED', remedy: { kind: 'open-field', field: 'path' } })
    expect(ended.reason).toContain(`${folder}/ did not answer for 10 seconds`)
    expect(ended.reason).toContain(`mounted at ${share.path}`)
    share.revive()
    expect(await test.run(onShare.id)).toMatchObject({ state: 'SUCCESS' })
  },
)

it('a run that waits for a dead share is stopped at once', { tags: 'dead-share' }, async () => {
  const { share, test, onShare } = await setUp()
  share.die()
  const { id } = await test.engine.runs.start(onShare.id, 'manual')
  await waitUntil(() => test.engine.book.get(id).state === 'RUNNING', { what: 'the run' })
  let isStopped = false
  void test.engine.stopRun(id).then(() => (isStopped = true))
  await waitUntil(() => isStopped, { ...SOON, what: 'the answer of Stop' })
  expect(test.engine.book.get(id)).toMatchObject({ state: 'ABORTED', reason: 'Stopped.' })
})

it(
  'a preview of a dead share says so, is stopped at once, and the app can end',
  { tags: 'dead-share' },
  async () => {
    const { share, folder, test, onShare } = await setUp({ delete: true })
    share.die()
    const { previews } = test.engine
    const start = () => previews.start({ taskId: onShare.id, settings: null }).id
    const [waiting, stopped] = [start(), start()]
    let isStopped = false
    void previews.stop(stopped).then(() => (isStopped = true))
    await waitUntil(() => isStopped, { ...SOON, what: 'the answer of Stop' })
    expect(previews.get(stopped)).toMatchObject({ state: 'STOPPED', reason: 'Stopped.' })
    const reason: unknown = expect.stringContaining(`${folder}/ did not answer for 10 seconds`)
    expect(await previews.ready(waiting)).toMatchObject({ state: 'FAILED', reason, canRun: false })
    start()
    await test.close()
  },
)

it(
  'an rsync that a share holds is left behind when its run is stopped, and the app can end',
  { tags: 'dead-share' },
  async () => {
    const { share, test, onShare, othersRun } = await setUp({ extra: ['--bwlimit=300'] }, 200)
    const { id } = await test.startGoing(onShare.id)
    const moves = () => test.progress.some(({ bytes }) => bytes > 0)
    await waitUntil(moves, { what: 'progress' })
    const diesOnAName = async () => {
      share.die()
      // What was asked before that is answered by then.
      await sleep(1000)
      if (await isHeld(test.folder, id)) return true
      share.revive()
      return false
    }
    await waitUntil(diesOnAName, { what: 'rsync to wait for the share' })
    let isStopped = false
    void test.engine.stopRun(id).then(() => (isStopped = true))
    await waitUntil(() => isStopped, { ...SOON, what: 'the answer of Stop' })
    const run = test.engine.book.get(id)
    expect(run.state).toBe('ABORTED')
    expect(run.reason).toMatch(/^Stopped\. rsync does not end, because a folder .+ does not answer/)
    await othersRun()
    await test.close()
    expect(processesOfRun(test.folder, id)).not.toEqual([])
    share.revive()
    await waitUntil(() => processesOfRun(test.folder, id).length === 0, {
      what: 'the end of rsync',
    })
  },
)

it(
  'a run that has its marks on a share that dies is stopped at once, and they go with the share',
  { tags: 'dead-share' },
  async () => {
    const { share, folder, test, onShare } = await setUp({ extra: ['--remove-source-files'] })
    const served = `${share.served}/folder`
    const marks = async () =>
      (await readdir(served)).filter((name) => name.includes('rsync-tasks-'))
    // What is at the destination already could be the source itself.
    expect(await test.run(onShare.id)).toMatchObject({ state: 'SUCCESS' })
    await bigFile(folder, 'file 0', 60_000)
    const { id } = await test.engine.runs.start(onShare.id, 'manual')
    await waitUntil(async () => (await marks()).length > 0, { what: 'the marks', everyMs: 1 })
    share.die()
    let isStopped = false
    void test.engine.stopRun(id).then(() => (isStopped = true))
    await waitUntil(() => isStopped, { ...SOON, what: 'the answer of Stop' })
    expect(test.engine.book.get(id)).toMatchObject({ state: 'ABORTED', reason: 'Stopped.' })
    share.revive()
    await waitUntil(async () => (await marks()).length === 0, { what: 'the end of the marks' })
  },
)

it(
  'a folder with a link to a dead share is listed, and the share itself is said not to answer',
  { tags: 'dead-share' },
  async () => {
    const { share, folder } = await setUp()
    const dir = await tempDir()
    await mkdir(`${dir}/plain`)
    await symlink(folder, `${dir}/link`)
    const all = { names: ['link', 'plain'], mountPoints: [], left: 0 }
    expect(await listFolders(dir, false)).toEqual(all)
    expect(await listFolders(`${dir}/../${dir.split('/').at(-1)}/link/..`, false)).toMatchObject({
      names: ['folder'],
    })
    share.die()
    expect(await listFolders(dir, false)).toEqual({ ...all, names: ['plain'] })
    await expect(listFolders(`${dir}/link`, false)).rejects.toMatchObject({ code: 'NO_ANSWER' })
  },
)

it(
  'a home folder on a dead share does not keep a program of its user from being started',
  { tags: 'dead-share' },
  async () => {
    const { share, test } = await setUp()
    const { accounts } = test.engine
    const account = { ...accounts.current, home: `${share.path}/folder` }
    const folderOf = async () => (await runAs(account, accounts, 'pwd', ['-P'])).stdout
    expect(await folderOf()).toBe(`${share.path}/folder\n`)
    share.die()
    let ticks = 0
    const clock = setInterval(() => ticks++, 50)
    onTestFinished(() => clearInterval(clock))
    expect(await folderOf()).toBe('/\n')
    // Main went on meanwhile: it waits two seconds for a home folder.
    expect(ticks).toBeGreaterThan(10)
  },
)

it(
  'a folder of PATH on a dead share is passed over, by whatever looks for a program',
  { tags: 'dead-share' },
  async () => {
    const { share, test, othersRun } = await setUp()
    const { accounts } = test.engine
    // The one that counts is found before the system's, as long as it answers.
    await writeFile(`${share.path}/folder/true`, '#!/bin/sh\necho ours\n', { mode: 0o755 })
    vi.stubEnv('PATH', `${share.path}/folder:${process.env['PATH']}`)
    onTestFinished(() => void vi.unstubAllEnvs())
    const said = async () => (await runAs(accounts.current, accounts, 'true', [])).stdout
    expect(await said()).toBe('ours\n')
    share.die()
    const file = await open(`${await tempDir()}/lock`, 'w')
    expect(await flock(file.fd)).toBe(true)
    await file.close()
    // An answer counts for two seconds.
    await sleep(2_500)
    expect(await said()).toBe('')
    await othersRun()
  },
)

it(
  'the home folder of the app’s own user on a dead share holds no thread of the app, and is said not to answer',
  { tags: 'dead-share' },
  async () => {
    const { share, test } = await setUp()
    const { accounts } = test.engine
    const account = { ...accounts.current, home: `${share.path}/folder` }
    await writeFile(`${account.home}/.popt`, 'rsync alias --ours-only -n\n')
    const own = () => poptAliases(account, accounts)
    expect(await own()).toContainEqual(expect.objectContaining({ name: 'ours-only' }))
    share.die()
    // More than there are threads for calls to the file system.
    const asked = await Promise.allSettled(Array.from({ length: 6 }, own))
    for (const answer of asked)
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'NO_ANSWER' } })
    // A call needs one of the threads.
    expect(await readFile('/proc/self/stat', 'utf8')).toContain(`${process.pid} `)
  },
)

it(
  'a task is checked for a dead share when it is saved, with a sentence at its path',
  { tags: 'dead-share' },
  async () => {
    const { share, folder, test } = await setUp()
    share.die()
    const settings = { remoteHost: 'localhost', remoteModule: 'open', path: folder, delete: true }
    const saving = test.create(settings)
    await expect(saving).rejects.toMatchObject({
      fields: [{ field: 'path', message: expect.stringContaining('did not answer') }],
    })
  },
)

it(
  'a file on a full share stays as it was where another one cannot take its place',
  { tags: 'disk-full' },
  async () => {
    const share = await mountShare()
    const mount = ['-t', 'tmpfs', '-o', 'size=64k', 'small', share.served]
    await runOk('mount', mount)
    onTestFinished(async () => void (await run('umount', ['-l', share.served])))
    const path = `${share.path}/backup`
    await saveText(path, 'the former one', 0o600)
    await expect(saveText(path, 'x'.repeat(200_000), 0o600)).rejects.toThrow()
    expect(String(await readChosenFile(path, 100))).toBe('the former one')
    expect(await readdir(share.served)).toEqual(['backup'])
  },
)

it(
  'a file on a share is read and written, and one on a dead share is said not to answer',
  { tags: 'dead-share' },
  async () => {
    const share = await mountShare()
    const path = `${share.path}/-it's a "file"`
    await saveText(path, 'text', 0o600)
    await saveText(path, 'other text', 0o600)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(String(await readChosenFile(path, 100))).toBe('other text')
    expect(await readChosenFile(path, 3)).toBeNull()
    await runOk('mkfifo', [`${share.served}/pipe`])
    await expect(readChosenFile(`${share.path}/pipe`, 3)).rejects.toThrow('is no plain file')
    await expect(readChosenFile(`${path}s`, 3)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(saveText(`${share.path}/no/file`, '', 0o600)).rejects.toMatchObject({
      code: 'ENOENT',
    })
    if (process.getuid?.() === 0) {
      const theirs = `${share.path}/theirs`
      await mkdir(theirs)
      await chown(theirs, 54_321, 54_321)
      await symlink('.', `${share.path}/link`)
      for (const folder of [theirs, `${share.path}/link`])
        await expect(saveText(`${folder}/file`, '', 0o600)).rejects.toThrow(/in a folder of root/)
    }
    share.die()
    await expect(readChosenFile(path, 100)).rejects.toMatchObject({ code: 'NO_ANSWER' })
    await expect(saveText(path, 'text', 0o600)).rejects.toMatchObject({ code: 'NO_ANSWER' })
  },
)
