import { chmod, lchown, symlink, unlink, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import type { Remedy } from '@common/run/remedy'
import type { Run } from '@common/run/run'
import type { TaskSettings } from '@common/task/task'

import { moduleTask, openEngine, processesOfRun, tempDir } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { runOk } from '../../support/run'
import { makeTempUser } from '../../support/temp-user'
import { bigFile, makeTree } from '../../support/tree'

/*
 * What rsync's exit codes look like in fact, one real run a row; together with exit-codes-*,
 * failures-*, stop, continue, silence, cut-lines and full-disk every code is met that can be had.
 */

let daemon: Rsyncd
beforeAll(async () => {
  daemon = await startRsyncd({ extraConfig: moduleThat('refuses', 'refuse options = checksum') })
})
afterAll(async () => {
  await daemon.stop()
})

const moduleThat = (name: string, rule: string) =>
  `[${name}]\npath = /tmp\nread only = no\n${rule}\n`

const openField = (field: string) => ({ kind: 'open-field', field }) as Remedy
const extraField = openField('extra')
const runAgain: Remedy = { kind: 'run-again' }

async function source(): Promise<string> {
  const dir = await tempDir()
  await makeTree(dir, { a: 'a\n', sub: { b: 'b\n' } })
  return dir
}

async function pushed(settings: Partial<TaskSettings>, module = 'open'): Promise<Run> {
  const [test, path] = [await openEngine(), await source()]
  const task = { path: `${path}/`, compress: false, ...settings }
  return test.run(test.add(moduleTask(daemon, module, task)).id)
}

const failedWith = (code: number, reason: RegExp, remedy: Remedy) => ({
  ...{ state: 'FAILED', outcome: 'failed', hasWarning: false, exitCode: code, remedy },
  reason: expect.stringMatching(reason),
})

describe('code 1 points at the field', () => {
  it('when an option is not known', async () => {
    expect(await pushed({ extra: ['--nope'] })).toMatchObject(
      failedWith(
        1,
        /^rsync does not know the option --nope: .*\(rsync code 1, SYNTAX\)$/,
        extraField,
      ),
    )
  })

  it('when options exclude each other', async () => {
    const extra = ['--append', '--whole-file']
    expect(await pushed({ delayUpdates: false, extra })).toMatchObject(
      failedWith(1, /auxiliary parameters/, extraField),
    )
  })

  it('when others may read the password file', async () => {
    const file = `${await tempDir()}/password`
    await writeFile(file, 'secret\n')
    await chmod(file, 0o644)
    expect(await pushed({ extra: [`--password-file=${file}`] }, 'auth')).toMatchObject(
      failedWith(1, /^The password file can be read by others/, extraField),
    )
  })
})

describe('codes 2 to 4 need a person', () => {
  it('2, when the versions are too far apart', async () => {
    expect(await pushed({ extra: ['--protocol=19'] })).toMatchObject(
      failedWith(2, /^The two rsyncs speak no common protocol/, extraField),
    )
  })

  it('3, when the destination is a link that belongs to somebody else', async () => {
    const [user, root] = [await makeTempUser(), daemon.modules.open.root]
    onTestFinished(() => user.dispose())
    await symlink('/tmp', `${root}/theirs`)
    await lchown(`${root}/theirs`, user.uid, user.gid)
    expect(await pushed({}, 'open/theirs/sub')).toMatchObject(
      failedWith(
        3,
        /^The destination is a link that somebody else owns/,
        openField('remoteModule'),
      ),
    )
  })

  it('4, when the daemon refuses an option', async () => {
    expect(await pushed({ extra: ['--checksum'] }, 'refuses')).toMatchObject(
      failedWith(4, /^The rsync daemon does not allow --checksum/, extraField),
    )
  })

  it('4, when there is no such compression, is seen before rsync is started', async () => {
    const run = await pushed({ compress: true, extra: ['--compress-choice=nope'] })
    expect(run).toMatchObject({
      ...{ state: 'FAILED', outcome: 'failed', exitCode: null, remedy: extraField },
      reason: expect.stringMatching(
        /^The rsync of this computer does not know the compression nope/,
      ),
    })
  })
})

describe('code 20 that nobody asked for', () => {
  it('is a failure that may be tried again', async () => {
    const [test, path] = [await openEngine(), await tempDir()]
    await bigFile(path, 'big', 6_000_000)
    const slow = { path: `${path}/`, compress: false, extra: ['--bwlimit=1000'] }
    const { id } = await test.startGoing(test.add(moduleTask(daemon, 'open', slow)).id)
    await waitUntil(() => test.progress.some(({ bytes }) => bytes > 0), { what: 'the first bytes' })
    for (const { pid } of processesOfRun(test.folder, id)) process.kill(pid, 'SIGTERM')
    expect(await test.engine.runs.ended(id)).toMatchObject(
      failedWith(20, /^rsync was told to stop by something other than this app/, runAgain),
    )
  })
})

describe('code 22', () => {
  it('names the memory', async () => {
    const [test, path] = [await openEngine(), await tempDir()]
    await bigFile(path, 'memory', 300_000)
    await bigFile(daemon.modules.open.root, 'memory', 200_000, 'other')
    const tight = { path: `${path}/`, extra: ['--max-alloc=1M', '--block-size=1'] }
    expect(await test.run(test.add(moduleTask(daemon, 'open', tight)).id)).toMatchObject(
      failedWith(22, /^rsync ran out of memory/, { kind: 'open-log' }),
    )
  })
})

describe('a run that copied a part', () => {
  it('23, names the paths, whatever they are called, and deletes nothing', async () => {
    const [test, user, path] = [await openEngine(), await makeTempUser(), await source()]
    onTestFinished(() => user.dispose())
    const names = ['qu"ote": No space left on device (28)', 'new\nline', '-rf']
    for (const name of names) await writeFile(`${path}/${name}`, 'secret', { mode: 0o600 })
    await makeTree(path, { locked: { in: 'x' } })
    await chmod(`${path}/locked`, 0o700)
    const server = await startRsyncd()
    onTestFinished(() => server.stop())
    await makeTree(server.modules.open.root, { surplus: 'x' })
    const task = moduleTask(server, 'open', { path: `${path}/`, user: user.name, delete: true })
    const run = await test.run((await test.create(task)).id)
    expect(run).toMatchObject({
      ...{ state: 'FAILED', outcome: 'partial', exitCode: 23, remedy: { kind: 'open-log' } },
      failedPaths: { total: 4 },
    })
    const reason = 'Permission denied'
    expect(run.failedPaths?.paths.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: `${path}/-rf`, reason },
      { path: `${path}/locked`, reason },
      { path: `${path}/new\nline`, reason },
      { path: `${path}/${names[0]}`, reason },
    ])
    expect(run.stats?.filesDeleted).toBe(0)
  })

  // A local source that is not there is held before rsync is started: see guard/places.
  it('23, failed: the remote source is not there', async () => {
    const [test, near] = [await openEngine(), await tempDir()]
    const settings = moduleTask(daemon, 'open/gone', { path: near, direction: 'PULL' })
    const run = await test.run(test.add(settings).id)
    const reason = /^The source does not exist, so nothing was copied/
    expect(run).toMatchObject(failedWith(23, reason, openField('remoteModule')))
    expect(run.failedPaths?.paths).toEqual([
      { path: expect.stringMatching(/gone$/), reason: 'No such file or directory' },
    ])
  })

  it('23, failed: all was copied from a source that is read-only, and nothing removed', async () => {
    const [test, path] = [await openEngine(), await tempDir()]
    await makeTree(path, { a: 'a', sub: { b: 'b' } })
    await runOk('mount', ['--bind', path, path])
    onTestFinished(async () => void (await runOk('umount', ['-l', path])))
    await runOk('mount', ['-o', 'remount,bind,ro', path])
    const moving = { path: `${path}/`, extra: ['--remove-source-files'] }
    const run = await test.run(test.add(moduleTask(daemon, 'open', moving)).id)
    const reason = /^2 files were copied, but not removed from the source: /
    expect(run).toMatchObject({ state: 'FAILED', outcome: 'partial', remedy: openField('extra') })
    expect(run.reason).toMatch(reason)
    expect(run.failedPaths?.paths).toEqual([
      { path: 'a', reason: 'Read-only file system' },
      { path: 'sub/b', reason: 'Read-only file system' },
    ])
  })

  it('24, is a success with a warning that names what vanished', async () => {
    const [test, path] = [await openEngine(), await tempDir()]
    await bigFile(path, 'a', 3_000_000)
    await makeTree(path, { z: 'z' })
    const slow = { path: `${path}/`, compress: false, extra: ['--bwlimit=2000'] }
    const { id } = await test.startGoing(test.add(moduleTask(daemon, 'open', slow)).id)
    await waitUntil(() => test.progress.some(({ bytes }) => bytes > 0), { what: 'the first bytes' })
    await unlink(`${path}/z`)
    expect(await test.engine.runs.ended(id)).toMatchObject({
      ...{ state: 'SUCCESS', outcome: 'warning', hasWarning: true, exitCode: 24 },
      failedPaths: { total: 1, paths: [{ path: `${path}/z`, reason: 'The file disappeared' }] },
    })
  })

  it.each([
    ['PUSH', 0],
    ['PULL', 25],
  ] as const)(
    '25, is blocked after the limit, also in a %s, which ends in %i',
    async (direction, code) => {
      const [test, near, server] = [await openEngine(), await tempDir(), await startRsyncd()]
      onTestFinished(() => server.stop())
      const far = server.modules.open.root
      await makeTree(direction === 'PUSH' ? far : near, { x1: '', x2: '', x3: '' })
      await makeTree(direction === 'PUSH' ? near : far, { a: 'a' })
      const settings = { path: `${near}/`, direction, delete: true, extra: ['--max-delete=1'] }
      expect(await test.run(test.add(moduleTask(server, 'open', settings)).id)).toMatchObject({
        ...{ state: 'FAILED', outcome: 'blocked', exitCode: code, remedy: extraField },
        reason: expect.stringMatching(/--max-delete was reached: 2 files were left/),
        stats: { filesDeleted: 1 },
      })
    },
  )
})

describe('a host that does not answer', () => {
  it('35, is told apart from one that refuses', async () => {
    const server = await startRsyncd()
    onTestFinished(async () => {
      process.kill(server.pid, 'SIGCONT')
      await server.stop()
    })
    process.kill(server.pid, 'SIGSTOP')
    await fillBacklog(server.port)
    const [test, path] = [await openEngine(), await source()]
    const task = moduleTask(server, 'open', { path, extra: ['--contimeout=1'] })
    expect(await test.run(test.add(task).id)).toMatchObject(
      failedWith(35, /^The remote host did not answer in time/, openField('remoteHost')),
    )
  })
})

/** Connections that nobody accepts, until the system takes no more. */
async function fillBacklog(port: number): Promise<void> {
  const sockets: Socket[] = []
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()))
  let open = 0
  for (let i = 0; i < 64; i++) {
    const socket = connect(port, '127.0.0.1', () => void open++)
    socket.on('error', () => undefined)
    sockets.push(socket)
  }
  let before = -1
  await waitUntil(
    () => {
      const isSettled = open > 0 && open === before
      before = open
      return isSettled
    },
    { what: 'a full backlog', everyMs: 200 },
  )
  expect(open).toBeLessThan(64)
}
