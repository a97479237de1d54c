import { writeFile } from 'node:fs/promises'

import { describe, expect, it, onTestFinished } from 'vitest'

import type { TaskSettings } from '@common/task/task'

import { startCutProxy } from '../../support/cut-proxy'
import {
  moduleTask,
  openEngine,
  processesOfRun,
  tempDir,
  type TestEngine,
} from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd } from '../../support/rsyncd'
import { findProgram } from '../../support/run'
import { useServers } from '../../support/servers'
import { expectSameTree } from '../../support/snapshot'
import { bigFile, makeTree } from '../../support/tree'

/*
 * The rows of exit-codes.test.ts that a sound computer does not show: the real rsync, started by a
 * script that takes something away from it first.
 */

const servers = useServers()

/** A program that does something and then becomes, or calls, the real rsync as `$RSYNC "$@"`. */
async function rsyncAfter(lines: string): Promise<string> {
  const file = `${await tempDir()}/rsync`
  const script = `#!/bin/sh\nRSYNC='${findProgram('rsync')}'\n${lines}\n`
  await writeFile(file, script, { mode: 0o755 })
  return file
}

async function engineWith(lines: string): Promise<TestEngine> {
  const test = await openEngine()
  await test.engine.programs.update({ rsync: await rsyncAfter(lines) })
  return test
}

/** Settings of a push of one file over SSH. */
async function overSsh(settings: Partial<TaskSettings> = {}) {
  const [path, remotePath] = [await tempDir(), await tempDir()]
  await makeTree(path, { a: 'a\n' })
  await servers.login.give(path)
  return servers.login.task({ path: `${path}/`, remotePath, ...settings })
}

const failedWith = (code: number, reason: RegExp) => ({
  ...{ state: 'FAILED', outcome: 'failed', exitCode: code },
  reason: expect.stringMatching(reason),
})

it('12, when the other rsync lacks the compression, is a matter of Compress', async () => {
  const far = await rsyncAfter('RSYNC_COMPRESS_LIST=zstd exec "$RSYNC" "$@"')
  const [test, extra] = [await openEngine(), [`--rsync-path=${far}`]]
  const run = await test.run(test.add(await overSsh({ extra, compress: true })).id)
  expect(run).toMatchObject({
    ...failedWith(12, /Compress is on, and the remote rsync may lack that kind of compression/),
    remedy: { kind: 'open-field', field: 'compress' },
  })
  const without = test.add(await overSsh({ extra, compress: false }))
  expect(await test.run(without.id)).toMatchObject({ state: 'SUCCESS' })
  await expectSameTree(without.path, without.remotePath)
})

it('13, when nobody takes what rsync says, is a failure', async () => {
  const test = await engineWith(
    'case $* in *--out-format*) exec "$RSYNC" "$@" >/dev/full ;; esac\nexec "$RSYNC" "$@"',
  )
  expect(await test.run(test.add(await overSsh()).id)).toMatchObject(
    failedWith(13, /^rsync could not report its own errors/),
  )
})

it('14, when rsync may open no pipe between its parts, is a failure', async () => {
  const test = await engineWith('ulimit -n 4\nexec "$RSYNC" "$@"')
  expect(await test.run(test.add(await overSsh()).id)).toMatchObject(
    failedWith(
      14,
      /^A computer is short of memory, processes or open files: .*Too many open files/,
    ),
  )
})

it('30, when rsync itself waits in vain, says so', async () => {
  const [test, far, near] = [await openEngine(), await tempDir(), await tempDir()]
  // A daemon's time-out is the client's as well; the app's own is five minutes.
  const hasty = `[hasty]\npath = ${far}\nread only = no\ntimeout = 4\n`
  const server = await startRsyncd({ extraConfig: hasty })
  onTestFinished(() => server.stop())
  const proxy = await startCutProxy({ targetPort: server.port, stallAfterBytes: 400_000 })
  onTestFinished(() => proxy.stop())
  await bigFile(near, 'big', 30_000_000)
  // A push: of a pull's two processes either may be the first to notice, and the other one then says 12.
  const settings = { path: near, compress: false }
  expect(await test.run(test.add(moduleTask(proxy, 'hasty', settings)).id)).toMatchObject({
    ...failedWith(30, /^No data came for too long, so rsync gave up/),
    remedy: { kind: 'run-again' },
  })
})

it('30, when --stop-at is reached, is stopped by the window that the task sets', async () => {
  const { zone, time } = minuteThatEndsIn(8)
  const test = await engineWith(`TZ=${zone} exec "$RSYNC" "$@"`)
  const near = await tempDir()
  await bigFile(near, 'big', 20_000_000)
  const extra = [`--stop-at=${time}`, '--bwlimit=500']
  const slow = { path: `${near}/`, compress: false, extra }
  expect(await test.run(test.add(moduleTask(servers.daemon, 'open', slow)).id)).toMatchObject({
    ...{ state: 'ABORTED', outcome: 'stopped', exitCode: 30 },
    reason: expect.stringMatching(/^Stopped at the time that --stop-after or --stop-at sets/),
  })
})

/** rsync knows whole minutes only; in this zone of its own the next one begins in so many seconds. */
function minuteThatEndsIn(seconds: number): { zone: string; time: string } {
  const now = Math.floor(Date.now() / 1000)
  const west = (now + seconds) % 60
  const time = new Date((now + seconds - west) * 1000).toISOString().slice(0, 16)
  return { zone: `APP0:00:${String(west).padStart(2, '0')}`, time }
}

describe('128 and a signal, as a shell says it of the rsync it called,', () => {
  it.each([
    [137, 'SIGKILL'],
    [143, 'SIGTERM'],
  ] as const)('%i, is an interruption by %s', async (code, signal) => {
    const test = await engineWith('sh -c \'"$0" "$@"; exit $?\' "$RSYNC" "$@"\nexit $?')
    const near = await tempDir()
    await bigFile(near, 'big', 60_000_000)
    const slow = { path: `${near}/`, compress: false, extra: ['--bwlimit=1000'] }
    const { id } = await test.startGoing(test.add(moduleTask(servers.daemon, 'open', slow)).id)
    await waitUntil(() => test.progress.some(({ bytes }) => bytes > 0), { what: 'the first bytes' })
    const inner = processesOfRun(test.folder, id).filter(({ command }) => command === 'sh')
    for (const { pid } of inner) process.kill(pid, signal)
    expect(await test.engine.runs.ended(id)).toMatchObject({
      ...{ state: 'FAILED', outcome: 'interrupted', exitCode: code, remedy: { kind: 'run-again' } },
      reason: `rsync was ended from outside (${signal}).`,
    })
  })
})
