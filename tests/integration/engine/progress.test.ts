import { rm } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { RunProgress } from '@common/run/run'

import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { runOk } from '../../support/run'
import { expectSameTree } from '../../support/snapshot'
import { bigFile, makeTree, manySmallFiles } from '../../support/tree'

let daemon: Rsyncd
beforeAll(async () => void (daemon = await startRsyncd()))
afterAll(() => daemon.stop())

function expectSound(progress: readonly RunProgress[], totalBytes: number, files: number): void {
  const percents = progress.map(({ percent }) => percent).filter((percent) => percent !== null)
  expect(percents).toEqual([...percents].sort((a, b) => a - b))
  // 100 is the end, and only the end.
  expect(percents.filter((percent) => percent < 0 || percent >= 100)).toEqual([100])
  expect(percents.at(-1)).toBe(100)
  const bytes = progress.map((one) => one.bytes)
  expect(bytes).toEqual([...bytes].sort((a, b) => a - b))
  expect(bytes.at(-1) ?? 0).toBeLessThanOrEqual(totalBytes)
  for (const { filesKnown, filesDone, filesSent } of progress) {
    expect(filesDone).toBeLessThanOrEqual(filesKnown ?? Infinity)
    expect(filesSent).toBeLessThanOrEqual(files)
  }
}

const push = async (test: TestEngine, path: string, extra: string[] = []) =>
  test.create(moduleTask(daemon, 'open', { path: `${path}/`, compress: false, extra }))

describe('progress', () => {
  it('of a large file rises, with speed and time left', async () => {
    const [test, path] = [await openEngine(), await tempDir()]
    await bigFile(path, 'big', 3_000_000)
    const task = await push(test, path, ['--bwlimit=2000'])
    expect(await test.run(task.id)).toMatchObject({
      stats: { totalSize: 3_000_000, transferredSize: 3_000_000, filesTransferred: 1 },
    })
    expectSound(test.progress, 3_000_000, 1)
    expect(test.progress.length).toBeGreaterThan(1)
    const middle = test.progress.find(({ percent, bytesPerSecond }) => percent && bytesPerSecond)
    expect(middle?.bytesPerSecond).toBeGreaterThan(100_000)
    expect(middle?.secondsLeft).not.toBeNull()
    expect(middle?.currentFile).toBe('big')
  })

  it('of 3,000 small files never falls, comes seldom enough, and all arrive', async () => {
    const [test, path] = [await openEngine(), await tempDir()]
    await manySmallFiles(path, 3000, 100)
    const { root } = daemon.modules.open
    await rm(`${root}/big`, { force: true })
    const before = performance.now()
    const run = await test.run((await push(test, path)).id)
    const seconds = (performance.now() - before) / 1000
    expect(run).toMatchObject({ state: 'SUCCESS', stats: { filesTransferred: 3000 } })
    expectSound(test.progress, 300_000, 3000)
    expect(test.progress.length).toBeLessThanOrEqual(4 * seconds + 3)
    await expectSameTree(path, root)
    expect((await test.log(run)).split('\n').filter((line) => line.startsWith('<f'))).toHaveLength(
      3000,
    )
  })

  it('of a run that has little to do counts what was found in place', async () => {
    const [test, path, server] = [await openEngine(), await tempDir(), await startRsyncd()]
    await manySmallFiles(path, 300, 1000)
    const task = await test.create(moduleTask(server, 'open', { path: `${path}/` }))
    await test.run(task.id)
    const known = test.progress.length
    expect(await test.run(task.id)).toMatchObject({
      ...{ state: 'SUCCESS', stats: { filesTransferred: 0, transferredSize: 0 } },
    })
    expectSound(test.progress.slice(known), 0, 0)
    await server.stop()
  })

  it('of an empty folder is no trouble', async () => {
    const [test, path, target] = [await openEngine(), await tempDir(), await tempDir()]
    const settings = { path: `${target}/`, direction: 'PULL' } as const
    await makeTree(path, {})
    const server = await startRsyncd({ extraConfig: `[empty]\npath = ${path}\n` })
    const task = await test.create(moduleTask(server, 'empty', settings))
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS', hasWarning: false })
    await server.stop()
  })

  it('of a run that was previewed is the share of what the preview found to send', async () => {
    const [test, path, server] = [await openEngine(), await tempDir(), await startRsyncd()]
    await bigFile(path, 'old', 3_000_000)
    await bigFile(server.modules.open.root, 'old', 3_000_000)
    await runOk('touch', ['-r', `${path}/old`, `${server.modules.open.root}/old`])
    await bigFile(path, 'young', 3_000_000)
    const settings = { path: `${path}/`, compress: false, extra: ['--bwlimit=2000'] }
    const task = await test.create(moduleTask(server, 'open', settings))
    const { id } = await test.preview(task.id)
    const run = await test.engine.safety.startApproved(id, 'manual')
    expect(await test.engine.runs.ended(run.id)).toMatchObject({ state: 'SUCCESS' })
    expectSound(test.progress, 3_000_000, 1)
    const going = test.progress.slice(0, -1)
    expect(going.map(({ percent }) => percent)).toEqual(
      going.map(({ bytes }) => Math.min(99, Math.floor(bytes / 30_000))),
    )
    await server.stop()
  })
})
