import { existsSync } from 'node:fs'
import { chmod, rm, writeFile } from 'node:fs/promises'

import { describe, expect, it, onTestFinished } from 'vitest'

import type { Run } from '@common/run/run'
import type { Task, TaskSettings } from '@common/task/task'

import { startCutProxy, type CutProxy } from '../../support/cut-proxy'
import {
  makeSshLogin,
  moduleTask,
  openEngine,
  processesOfFolder,
  processesOfRun,
  tempDir,
  type TestEngine,
} from '../../support/engine'
import { processesOfGroup, waitUntil } from '../../support/processes'
import { useServers } from '../../support/servers'
import { expectSameTree } from '../../support/snapshot'
import { startSshd } from '../../support/sshd'
import { bigFile, makeTree } from '../../support/tree'

const MB = 1_000_000
/** ProcessGroup kills ten seconds after it asked. */
const killGraceMs = 10_000

/** Long before a login or a folder is given up. */
const SOON_MS = 4_000

const servers = useServers()

async function msOf(work: Promise<unknown>): Promise<number> {
  const before = performance.now()
  await work
  return performance.now() - before
}

async function bigTree(dir: string): Promise<void> {
  await makeTree(dir, { 'small file': 'small\n', sub: { 'other one': 'other\n' } })
  await bigFile(dir, 'big', 6 * MB)
}

async function slowDaemon(bytesPerSecond: number): Promise<CutProxy> {
  const proxy = await startCutProxy({ targetPort: servers.daemon.port, bytesPerSecond })
  onTestFinished(() => proxy.stop())
  return proxy
}

/** Starts the task and waits until its bytes flow. Out: the run and its process groups. */
async function startFlowing(test: TestEngine, task: Task) {
  const run = await test.startGoing(task.id)
  const flows = () => test.progress.some(({ bytes }) => bytes > 0)
  await waitUntil(flows, { what: 'the first bytes' })
  const groups = new Set(processesOfRun(test.folder, run.id).map(({ pgid }) => pgid))
  expect(groups.size).toBe(1)
  return { run, groups: [...groups] }
}

/** Stops the run; nothing of it may be alive when that is done. Out: how long it took. */
async function stopAndCheck(test: TestEngine, run: Run, groups: readonly number[]) {
  const before = performance.now()
  await test.engine.runs.stop(run.id)
  const tookMs = performance.now() - before
  expect(processesOfRun(test.folder, run.id)).toEqual([])
  expect(groups.flatMap(processesOfGroup)).toEqual([])
  expect(processesOfFolder(test.folder)).toEqual([])
  const ended = test.engine.book.get(run.id)
  expect(ended).toMatchObject({ state: 'ABORTED', reason: 'Stopped.' })
  expect(ended.endedAt).not.toBeNull()
  expect(await test.log(run)).toMatch(/ ABORTED: Stopped\.\n$/)
  return tookMs
}

async function expectNextRunCompletes(test: TestEngine, task: Task, from: string, to: string) {
  expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
  await expectSameTree(from, to, { times: true })
}

describe('a stopped run leaves nothing alive and the next one completes it', () => {
  it.each(['PUSH', 'PULL'] as const)('%s with a daemon', async (direction) => {
    const [test, near, proxy] = [await openEngine(), await tempDir(), await slowDaemon(MB)]
    const far = `${servers.daemon.modules.open.root}/${direction}`
    await makeTree(far, {})
    // Without a final slash, which a module cannot have, rsync copies the folder itself.
    const [from, to] = direction === 'PUSH' ? [near, far] : [far, `${near}/PULL`]
    await bigTree(from)
    const settings = { path: `${near}/`, direction, compress: false }
    const task = await test.create(moduleTask(proxy, `open/${direction}`, settings))
    const { run, groups } = await startFlowing(test, task)
    expect(await stopAndCheck(test, run, groups)).toBeLessThan(killGraceMs + 5000)
    proxy.setRate(undefined)
    await expectNextRunCompletes(test, task, from, to)
  })

  it.each(['PUSH', 'PULL'] as const)('%s over SSH', async (direction) => {
    const [test, near, far] = [await openEngine(), await tempDir(), await tempDir()]
    const [from, to] = direction === 'PUSH' ? [near, far] : [far, near]
    await bigTree(from)
    await servers.login.give(near)
    const settings: Partial<TaskSettings> & { path: string } = {
      ...{ path: `${near}/`, remotePath: `${far}/`, direction, compress: false },
      extra: ['--bwlimit=1000'],
    }
    const task = await test.create(servers.login.task(settings))
    const { run, groups } = await startFlowing(test, task)
    expect(await stopAndCheck(test, run, groups)).toBeLessThan(killGraceMs + 5000)
    await test.engine.tasks.update(task.id, { extra: [] }, null)
    await expectNextRunCompletes(test, task, from, to)
  })
})

describe('stopping', () => {
  it('a run whose line takes no more bytes ends within the grace for killing', async () => {
    const [test, near, proxy] = [await openEngine(), await tempDir(), await slowDaemon(10 * MB)]
    await bigFile(near, 'big', 12 * MB)
    const settings = { path: `${near}/`, compress: false }
    const task = await test.create(moduleTask(proxy, 'open', settings))
    const { run, groups } = await startFlowing(test, task)
    proxy.stall()
    expect(await stopAndCheck(test, run, groups)).toBeLessThan(killGraceMs + 5000)
  })

  it('a run twice, at once, and after its end does no harm', async () => {
    const [test, near] = [await openEngine(), await tempDir()]
    await bigTree(near)
    const settings = { path: `${near}/`, compress: false, extra: ['--bwlimit=1000'] }
    const task = await test.create(moduleTask(servers.daemon, 'open', settings))
    const { run } = await startFlowing(test, task)
    await Promise.all([test.engine.runs.stop(run.id), test.engine.runs.stop(run.id)])
    await test.engine.runs.stop(run.id)
    expect(test.engine.book.get(run.id)).toMatchObject({ state: 'ABORTED' })
    await expect(test.engine.runs.stop(999)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('right after the start ends the run, whatever it was just doing', async () => {
    const [test, near] = [await openEngine(), await tempDir()]
    await makeTree(near, { a: 'a' })
    const task = await test.create(moduleTask(servers.daemon, 'open', { path: `${near}/` }))
    const { id } = await test.engine.runs.start(task.id, 'manual')
    await test.engine.runs.stop(id)
    expect(['ABORTED', 'SUCCESS']).toContain(test.engine.book.get(id).state)
    expect(processesOfFolder(test.folder)).toEqual([])
  })

  it('ends also an rsync that somebody has stopped, at once', async () => {
    const [test, near] = [await openEngine(), await tempDir()]
    const far = `${servers.daemon.modules.open.root}/stopped`
    await bigTree(far)
    const settings = { path: `${near}/`, direction: 'PULL', compress: false } as const
    const extra = ['--bwlimit=300']
    const task = await test.create(
      moduleTask(servers.daemon, 'open/stopped', { ...settings, extra }),
    )
    const { run } = await startFlowing(test, task)
    for (const { pid } of processesOfRun(test.folder, run.id)) process.kill(pid, 'SIGSTOP')
    expect(await msOf(test.engine.runs.stop(run.id))).toBeLessThan(SOON_MS)
    expect(processesOfRun(test.folder, run.id)).toEqual([])
  })

  it('does not wait for the login that tells why an account runs no rsync', async () => {
    const [folder, test, path] = [await tempDir(), await openEngine(), await tempDir()]
    const answer = `${folder}/answer`
    const slowly = `[ "$SSH_ORIGINAL_COMMAND" = true ] && { : >${folder}/asked; sleep 8; }`
    await writeFile(answer, `#!/bin/sh\n${slowly}\necho This account is not available.; exit 1\n`)
    await chmod(answer, 0o755)
    const sshd = await startSshd({ extraConfig: `ForceCommand ${answer}` })
    onTestFinished(() => sshd.stop())
    const login = await makeSshLogin(sshd)
    onTestFinished(() => login.dispose())
    await makeTree(path, { a: 'a' })
    await login.give(path)
    const task = test.add(login.task({ path: `${path}/`, remotePath: '/tmp' }))
    const isAsked = () => existsSync(`${folder}/asked`)

    const { id } = await test.engine.runs.start(task.id, 'manual')
    await waitUntil(isAsked, { what: 'the login' })
    expect(await msOf(test.engine.runs.stop(id))).toBeLessThan(SOON_MS)
    await rm(`${folder}/asked`)
    const preview = test.engine.previews.start({ taskId: task.id, settings: null })
    await waitUntil(isAsked, { what: 'the login of the preview' })
    expect(await msOf(test.engine.previews.stop(preview.id))).toBeLessThan(SOON_MS)
  })

  it('the engine stops what is going on and drops what waits', async () => {
    const [test, near] = [await openEngine(), await tempDir()]
    await bigTree(near)
    const settings = { path: `${near}/`, compress: false, extra: ['--bwlimit=1000'] }
    const task = await test.create(moduleTask(servers.daemon, 'open', settings))
    const { run } = await startFlowing(test, task)
    const waiting = await test.engine.runs.start(task.id, 'manual')
    await test.close()
    expect(processesOfFolder(test.folder)).toEqual([])
    const again = await openEngine({ folder: test.folder, store: test.store })
    const states = again.engine.book.ofTask(task.id).map(({ id, state }) => [id, state])
    expect(states).toEqual([
      [waiting.id, 'ABORTED'],
      [run.id, 'ABORTED'],
    ])
  })

  it('happens before a task is removed, and takes its runs and logs along', async () => {
    const [test, near] = [await openEngine(), await tempDir()]
    await bigTree(near)
    const settings = { path: `${near}/`, compress: false, extra: ['--bwlimit=1000'] }
    const task = await test.create(moduleTask(servers.daemon, 'open', settings))
    const { run } = await startFlowing(test, task)
    await test.engine.runs.start(task.id, 'manual')
    await test.engine.removal.remove(task.id)
    expect(processesOfFolder(test.folder)).toEqual([])
    expect(test.engine.book.ofTask(task.id)).toEqual([])
    expect(test.engine.book.active()).toEqual([])
    await expect(test.log(run)).rejects.toThrow(/ENOENT/)
    expect(test.engine.views()).toEqual([])
  })
})
