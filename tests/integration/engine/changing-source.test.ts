import { appendFile, rm, truncate, writeFile } from 'node:fs/promises'

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import type { Run } from '@common/run/run'
import type { TaskSettings } from '@common/task/task'

import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { compareSnapshots, expectSameTree, snapshot } from '../../support/snapshot'
import { bigFile, file, makeTree } from '../../support/tree'

let daemon: Rsyncd
let [test, near, far, module]: [TestEngine, string, string, string] = [] as never
beforeAll(async () => void (daemon = await startRsyncd()))
afterAll(() => daemon.stop())
beforeEach(async () => {
  test = await openEngine()
  near = await tempDir()
  const name = near.split('/').at(-1) ?? ''
  far = `${daemon.modules.open.root}/${name}`
  module = `open/${name}/`
  await makeTree(far, {})
})

const task = (settings: Partial<TaskSettings> = {}) =>
  test.add(moduleTask(daemon, module, { path: `${near}/`, compress: false, ...settings }))

/** Runs a task, slowly, and does something in the middle of its first file. */
async function runWhile(act: () => Promise<unknown>, settings: Partial<TaskSettings> = {}) {
  const extra = ['--bwlimit=1500', '--whole-file']
  const slow = task({ extra, delayUpdates: false, ...settings })
  const { id } = await test.startGoing(slow.id)
  await waitUntil(() => test.progress.some(({ bytes }) => bytes > 0), { what: 'the first bytes' })
  await act()
  await test.engine.tasks.update(slow.id, { extra: [] }, null)
  return test.engine.runs.ended(id)
}

/** The next run of the same task. */
const again = ({ taskId }: Run) => test.run(taskId)

describe('a source that changes while it is copied', () => {
  it('by a file that grows is copied as it was, and the rest by the next run', async () => {
    await bigFile(near, 'a', 2_000_000)
    const run = await runWhile(() => appendFile(`${near}/a`, 'more'))
    expect(run).toMatchObject({ state: 'SUCCESS' })
    expect(await again(run)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(near, far)
  })

  it('by a file that is cut short is no whole success, and the next run is', async () => {
    await bigFile(near, 'a', 2_000_000)
    await makeTree(near, { z: 'z' })
    const run = await runWhile(() => truncate(`${near}/a`, 100_000))
    expect(run).toMatchObject({ state: 'FAILED', outcome: 'partial', exitCode: 23 })
    expect(run.failedPaths?.paths.map(({ path }) => path)).toContain(`${near}/a`)
    expect(await again(run)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(near, far)
  })

  it('by a folder that becomes a file says so, and the next run puts it right', async () => {
    await bigFile(near, 'a', 2_000_000)
    await makeTree(near, { sub: { x: 'x', y: 'y' } })
    const run = await runWhile(async () => {
      await rm(`${near}/sub`, { recursive: true })
      await writeFile(`${near}/sub`, 'a file now')
    })
    expect(run).not.toMatchObject({ outcome: 'success' })
    await test.engine.tasks.update(run.taskId, { delete: true }, null)
    expect(await again(run)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(near, far)
  })

  it('with Delete on costs the destination nothing that was there when the run began', async () => {
    await bigFile(near, 'a', 2_000_000)
    await makeTree(near, { sub: { x: 'x', y: 'y' }, z: 'z' })
    await makeTree(far, { sub: { x: 'x', y: 'y' }, z: 'z' })
    const before = await snapshot(far)
    await runWhile(() => rm(`${near}/sub`, { recursive: true }), { delete: true })
    const lost = compareSnapshots(before, await snapshot(far)).filter((line) => line[0] !== '+')
    expect(lost).toEqual([])
  })
})

describe('clocks that disagree', () => {
  const DAY = 86_400_000
  const now = Date.now()

  it('leave nothing uncopied, whichever side is ahead', async () => {
    const ahead = (text: string) => file(text, { mtimeMs: now + DAY })
    const behind = (text: string) => file(text, { mtimeMs: now - DAY })
    await makeTree(near, { a: ahead('new'), b: behind('new'), c: ahead('same'), d: behind('x') })
    await makeTree(far, { a: behind('older'), b: ahead('older'), c: behind('same'), d: ahead('y') })
    const { id } = task()
    expect(await test.run(id)).toMatchObject({ state: 'SUCCESS', stats: { filesTransferred: 4 } })
    await expectSameTree(near, far, { times: true })
    expect((await test.preview(id)).changes).toEqual([])
  })

  it('and times that no clock shows come out as they are', async () => {
    const at = (iso: string) => file(iso, { mtimeMs: Date.parse(iso) })
    const years = ['1902', '1969', '1970', '2038', '2039', '2106', '2199']
    await makeTree(
      near,
      Object.fromEntries(years.map((year) => [year, at(`${year}-06-01T00:00:00Z`)])),
    )
    const { id } = task()
    expect(await test.run(id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(near, far, { times: true })
    expect((await test.preview(id)).changes).toEqual([])
  })
})
