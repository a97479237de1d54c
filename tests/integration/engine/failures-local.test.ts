import { chmod, rm, symlink, writeFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'

import type { Run } from '@common/run/run'
import type { Task, TaskSettings } from '@common/task/task'

import { startCutProxy } from '../../support/cut-proxy'
import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { findProgram } from '../../support/run'
import { expectSameTree } from '../../support/snapshot'
import { makeTempUser } from '../../support/temp-user'
import { bigFile, makeTree, manySmallFiles } from '../../support/tree'

let daemon: Rsyncd
beforeAll(async () => void (daemon = await startRsyncd()))
afterAll(() => daemon.stop())

async function source(): Promise<string> {
  const dir = await tempDir()
  await makeTree(dir, { a: 'a\n', sub: { b: 'b\n' } })
  return dir
}

/** PATH as it would be on a computer with these programs only. */
async function onlyPrograms(...names: string[]): Promise<void> {
  const dir = await tempDir()
  for (const name of names) await symlink(findProgram(name), `${dir}/${name}`)
  vi.stubEnv('PATH', dir)
  onTestFinished(() => void vi.unstubAllEnvs())
}

async function expectFailed(test: TestEngine, run: Run, reason: RegExp | string): Promise<void> {
  expect(run).toMatchObject({ state: 'FAILED', hasWarning: false })
  if (typeof reason === 'string') expect(run.reason).toBe(reason)
  else expect(run.reason).toMatch(reason)
  expect(await test.log(run)).toContain(` FAILED: ${run.reason}\n`)
  vi.unstubAllEnvs()
  const [near, server] = [await source(), await startRsyncd()]
  onTestFinished(() => server.stop())
  const task = await test.create(moduleTask(server, 'open', { path: `${near}/` }))
  expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
  await expectSameTree(near, server.modules.open.root)
}

async function add(test: TestEngine, settings: Partial<TaskSettings> & { path: string }) {
  return test.add(moduleTask(daemon, 'open', settings))
}

const noRsync = 'The program rsync was not found: install rsync, then run the task again.'

describe('links and special files that Archive alone copies', () => {
  it('are counted where all else was copied', async () => {
    const [test, path] = [await openEngine(), await source()]
    for (const name of ['link', 'other']) await symlink('a', `${path}/${name}`)
    const run = await test.run((await add(test, { path: `${path}/` })).id)
    expect(run).toMatchObject({ state: 'SUCCESS', hasWarning: false })
    expect(run.reason).toMatch(/^Everything was copied but 2 links and special files/)
    const archive = await test.run((await add(test, { path: `${path}/`, archive: true })).id)
    expect(archive).toMatchObject({ state: 'SUCCESS', reason: 'Everything was copied.' })
  })

  it('make no success where the source is nothing else', async () => {
    const [test, path] = [await openEngine(), await source()]
    await symlink(path, `${path}-link`)
    const run = await test.run((await add(test, { path: `${path}-link` })).id)
    expect(run).toMatchObject({ state: 'FAILED', remedy: { kind: 'open-field', field: 'archive' } })
    expect(run.reason).toMatch(/^Nothing was copied: the source is a link/)
    expect(await test.run((await add(test, { path: `${path}-link/` })).id)).toMatchObject({
      state: 'SUCCESS',
    })
  })
})

describe('a run fails with one clear sentence', () => {
  it('when rsync is not installed', async () => {
    const test = await openEngine()
    const task = await add(test, { path: await source() })
    await onlyPrograms('sh', 'setpriv')
    await expectFailed(test, await test.run(task.id), noRsync)
  })

  it('when rsync is not installed and the task runs as another user', async () => {
    const [test, user] = [await openEngine(), await makeTempUser()]
    onTestFinished(() => user.dispose())
    const task = await add(test, { path: await source(), user: user.name })
    await onlyPrograms('sh', 'setpriv', 'getent')
    await expectFailed(test, await test.run(task.id), noRsync)
  })

  it('when the program that changes the user is not installed', async () => {
    const [test, user] = [await openEngine(), await makeTempUser()]
    onTestFinished(() => user.dispose())
    const task = await add(test, { path: await source(), user: user.name })
    await onlyPrograms('sh', 'rsync', 'getent')
    await expectFailed(
      test,
      await test.run(task.id),
      /^The program setpriv was not found: install util-linux/,
    )
  })

  it('when the user does not exist', async () => {
    const test = await openEngine()
    const task = await add(test, { path: await source(), user: 'nobody-of-that-name' })
    const sentence = 'The user nobody-of-that-name does not exist on this computer.'
    await expectFailed(test, await test.run(task.id), sentence)
  })

  it('when the path to fill is missing, without making it', async () => {
    const test = await openEngine()
    const path = `${await tempDir()}/a/b/c`
    await writeFile(`${daemon.modules.open.root}/x`, 'x')
    const task = await add(test, { path, direction: 'PULL' })
    await expectFailed(
      test,
      await test.run(task.id),
      /^The folder in which the destination would be made does not exist: “rsync: .*mkdir .*\(rsync code 11, FILEIO\)$/,
    )
  })

  it('when the path to fill is a file, which stays as it was', async () => {
    const [test, dir] = [await openEngine(), await tempDir()]
    await makeTree(dir, { file: 'mine' })
    await makeTree(daemon.modules.open.root, { x: 'x', y: 'y' })
    const task = await add(test, { path: `${dir}/file`, direction: 'PULL' })
    await expectFailed(test, await test.run(task.id), /\(rsync code (3|11|20|23), \w+\)$/)
  })

  it('when a file may not be read by the user of the task', async () => {
    const [test, user, path] = [await openEngine(), await makeTempUser(), await source()]
    onTestFinished(() => user.dispose())
    await chmod(`${path}/a`, 0o600)
    const task = await test.create(moduleTask(daemon, 'open', { path, user: user.name }))
    const run = await test.run(task.id)
    expect(await test.log(run)).toMatch(/send_files failed to open ".*\/a".*Permission denied/)
    await expectFailed(
      test,
      run,
      '1 file could not be copied because the user may not read it at the source; the log names it. (rsync code 23, PARTIAL)',
    )
  })
})

describe('a path that vanishes in the middle of a run', () => {
  async function slowTask(test: TestEngine, path: string, direction: 'PUSH' | 'PULL') {
    const proxy = await startCutProxy({ targetPort: daemon.port, bytesPerSecond: 1_000_000 })
    onTestFinished(() => proxy.stop())
    const settings = { path, direction, compress: false, delayUpdates: false }
    return { task: test.add(moduleTask(proxy, 'open', settings)), proxy }
  }

  async function startFlowing(test: TestEngine, task: Task): Promise<Run> {
    const run = await test.startGoing(task.id)
    const flows = () => test.progress.some(({ bytes }) => bytes > 0)
    await waitUntil(flows, { what: 'the first bytes' })
    return run
  }

  it('fails a push', async () => {
    const [test, path] = [await openEngine(), await tempDir()]
    await manySmallFiles(path, 300, 20_000)
    const { task, proxy } = await slowTask(test, `${path}/`, 'PUSH')
    const { id } = await startFlowing(test, task)
    await rm(path, { recursive: true, force: true })
    proxy.setRate(undefined)
    const run = await test.engine.runs.ended(id)
    await expectFailed(test, run, /\(rsync code \d+, \w+\)$/)
  })

  it('fails a pull', async () => {
    const [test, path] = [await openEngine(), await tempDir()]
    await manySmallFiles(`${daemon.modules.open.root}`, 200, 20_000)
    await bigFile(daemon.modules.open.root, 'zz', 1_000_000)
    const { task, proxy } = await slowTask(test, `${path}/in/`, 'PULL')
    await makeTree(`${path}/in`, {})
    const { id } = await startFlowing(test, task)
    // rsync may put another file into a folder that has just been emptied.
    await rm(`${path}/in`, { recursive: true, force: true, maxRetries: 50, retryDelay: 10 })
    proxy.setRate(undefined)
    const run = await test.engine.runs.ended(id)
    await expectFailed(test, run, /\(rsync code \d+, \w+\)$/)
  })
})
