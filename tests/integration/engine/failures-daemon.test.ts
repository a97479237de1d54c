import { once } from 'node:events'
import { connect } from 'node:net'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import type { Run } from '@common/run/run'
import type { TaskSettings } from '@common/task/task'

import { startCutProxy } from '../../support/cut-proxy'
import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { freePort } from '../../support/ports'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { expectSameTree } from '../../support/snapshot'
import { bigFile, makeTree } from '../../support/tree'

let daemon: Rsyncd
beforeAll(async () => void (daemon = await startRsyncd()))
afterAll(() => daemon.stop())

async function source(): Promise<string> {
  const dir = await tempDir()
  await makeTree(dir, { a: 'a\n', sub: { b: 'b\n' } })
  return dir
}

/** Runs a task that must fail, and afterwards a sound one, which must not. */
async function failing(
  test: TestEngine,
  settings: Partial<TaskSettings> & { readonly path: string },
  at: Pick<Rsyncd, 'host' | 'port'> = daemon,
): Promise<Run> {
  const module = settings.remoteModule ?? 'open'
  const run = await test.run(test.add(moduleTask(at, module, settings)).id)
  expect(run).toMatchObject({ state: 'FAILED', hasWarning: false })
  expect(await test.log(run)).toContain(` FAILED: ${run.reason}\n`)
  await expectUsable(test)
  return run
}

async function expectUsable(test: TestEngine): Promise<void> {
  const [near, server] = [await source(), await startRsyncd()]
  onTestFinished(() => server.stop())
  const task = await test.create(moduleTask(server, 'open', { path: `${near}/` }))
  expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
  await expectSameTree(near, server.modules.open.root)
}

describe('a daemon run fails with one clear sentence', () => {
  it('when the module does not exist', async () => {
    const run = await failing(await openEngine(), { path: await source(), remoteModule: 'nope' })
    expect(run.reason).toBe(
      'The rsync daemon has no module of that name. (rsync code 5, STARTCLIENT)',
    )
  })

  it('when the module is read-only', async () => {
    const run = await failing(await openEngine(), {
      path: await source(),
      remoteModule: 'readonly',
    })
    expect(run.reason).toMatch(/^The module is read-only, .* \(rsync code 1, SYNTAX\)$/)
  })

  it('at once when the module wants a password, instead of waiting for one', async () => {
    const run = await failing(await openEngine(), { path: await source(), remoteModule: 'auth' })
    expect(run.reason).toBe(
      'The rsync daemon did not accept the user or password. (rsync code 5, STARTCLIENT)',
    )
    expect((run.endedAt ?? Infinity) - (run.startedAt ?? 0)).toBeLessThan(10_000)
  })

  it('when nobody listens on the port', async () => {
    const at = { host: '127.0.0.1', port: await freePort() } as const
    const run = await failing(await openEngine(), { path: await source() }, at)
    expect(run.reason).toBe(
      'The remote host refused the connection: check the port and that the service runs. (rsync code 10, SOCKETIO)',
    )
  })

  it('when the name of the host cannot be resolved', async () => {
    const remoteHost = 'no-such-host.invalid'
    const run = await failing(await openEngine(), { path: await source(), remoteHost })
    expect(run.reason).toBe(
      'The name of the remote host could not be resolved. (rsync code 10, SOCKETIO)',
    )
  })

  it('when the daemon allows no more connections', async () => {
    const test = await openEngine()
    const [socket, path] = [connect(daemon.port, '127.0.0.1'), await source()]
    onTestFinished(() => void socket.destroy())
    await once(socket, 'data')
    socket.write('@RSYNCD: 31.0\nsingle\n')
    await once(socket, 'data')
    const run = await failing(test, { path, remoteModule: 'single' })
    expect(run.reason).toBe(
      'The rsync daemon is busy: it allows no more connections now. (rsync code 5, STARTCLIENT)',
    )
  })
})

describe('a connection that is cut', () => {
  async function cutAfter(cutAfterBytes: number): Promise<Run> {
    const [test, path] = [await openEngine(), await source()]
    await bigFile(path, 'big', 1_000_000)
    const proxy = await startCutProxy({ targetPort: daemon.port, cutAfterBytes })
    onTestFinished(() => proxy.stop())
    return failing(test, { path, compress: false }, proxy)
  }

  it.each([5, 60, 700, 400_000])('is told as what it is (%i bytes)', async (bytes) => {
    // The host did accept the connection: neither port and service nor password are to blame.
    expect((await cutAfter(bytes)).reason).toMatch(
      /^The connection broke off.*\. \(rsync code (5|1[02]), \w+\)$/,
    )
  })
})
