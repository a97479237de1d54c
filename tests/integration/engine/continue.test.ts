import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'

import { describe, expect, it } from 'vitest'

import type { TaskSettings } from '@common/task/task'

import { moduleTask, openEngine, processesOfRun, tempDir } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { useServers } from '../../support/servers'
import { expectSameTree } from '../../support/snapshot'
import { bigFile, makeTree } from '../../support/tree'

const MB = 1_000_000
const partialDir = '.rsync-tasks-partial'

const servers = useServers()

interface Layout {
  readonly mode: 'MODULE' | 'SSH'
  readonly direction: 'PUSH' | 'PULL'
}

/** A task with a file of 20 MB to copy, slowly, and where it arrives. */
async function scene({ mode, direction }: Layout, given: Partial<TaskSettings> = {}) {
  const [test, near, remote] = [await openEngine(), await tempDir(), await tempDir()]
  const name = `continue-${direction}-${Math.random().toString(36).slice(2)}`
  const far = mode === 'SSH' ? remote : `${servers.daemon.modules.open.root}/${name}`
  await makeTree(far, {})
  const [from, to] = direction === 'PUSH' ? [near, far] : [far, near]
  const landed = mode === 'MODULE' && direction === 'PULL' ? `${to}/${name}` : to
  await bigFile(from, 'big', 20 * MB)
  await servers.login.give(near)
  const extra = ['--bwlimit=4000']
  const common = { path: `${near}/`, direction, compress: false, extra, ...given }
  const task = await test.create(
    mode === 'SSH'
      ? servers.login.task({ ...common, remotePath: `${far}/` })
      : moduleTask(servers.daemon, `open/${name}`, common),
  )
  const partial = `${landed}/${partialDir}/big`
  return { test, task, from, landed, partial }
}

type Scene = Awaited<ReturnType<typeof scene>>

/** Ends a run when a part of the file was sent. Out: how the run ended. */
async function cutShort({ test, task }: Scene, end: (runId: number) => unknown) {
  const { id } = await test.startGoing(task.id)
  const isUnderWay = () => test.progress.some(({ bytes }) => bytes > 2 * MB)
  await waitUntil(isUnderWay, { what: 'a part of the file' })
  await end(id)
  return test.engine.runs.ended(id)
}

const isThere = async (file: string) => existsSync(file)

describe.each<Layout>([
  { mode: 'MODULE', direction: 'PUSH' },
  { mode: 'MODULE', direction: 'PULL' },
  { mode: 'SSH', direction: 'PUSH' },
  { mode: 'SSH', direction: 'PULL' },
])('a run that was stopped in the middle of a long file, $mode $direction,', (layout) => {
  it('keeps what it had, and the next one sends only the rest and says so', async () => {
    const scenery = await scene(layout)
    const { test, task, from, landed, partial } = scenery
    const stopped = await cutShort(scenery, (id) => test.engine.runs.stop(id))
    expect(stopped).toMatchObject({ state: 'ABORTED', outcome: 'stopped' })
    // The side that receives may be over there, and takes a moment to notice.
    await waitUntil(() => isThere(partial), { what: 'the unfinished file' })
    const kept = (await stat(partial)).size
    expect(kept).toBeGreaterThan(MB)
    await test.engine.tasks.update(task.id, { extra: [] }, null)
    const run = await test.run(task.id)
    expect(run).toMatchObject({ state: 'SUCCESS', outcome: 'success' })
    // All but the blocks at its end, which need not be whole.
    expect(run.stats?.matchedSize).toBeGreaterThan(0.9 * kept)
    expect(run.stats?.matchedSize).toBeLessThanOrEqual(kept)
    const sentence = /Continued what an earlier run had begun: \d\.\d MB not sent again\.$/
    expect(run.reason).toMatch(sentence)
    expect(await test.log(run)).toContain(run.reason)
    await expectSameTree(from, landed)
    expect(await readdir(landed)).toEqual(['big'])
  })
})

describe('an rsync that is killed in the middle of a long file', () => {
  const kill =
    ({ test }: Scene) =>
    (runId: number) => {
      for (const { pid } of processesOfRun(test.folder, runId)) process.kill(pid, 'SIGKILL')
    }

  it.each(['MODULE', 'SSH'] as const)(
    'is an interruption; sending, the other side keeps what it had: %s',
    async (mode) => {
      const scenery = await scene({ mode, direction: 'PUSH' })
      const { test, task, from, landed, partial } = scenery
      expect(await cutShort(scenery, kill(scenery))).toMatchObject({
        ...{ state: 'FAILED', outcome: 'interrupted', remedy: { kind: 'run-again' } },
        reason: 'rsync was ended from outside (SIGKILL).',
      })
      await waitUntil(() => isThere(partial), { what: 'the unfinished file' })
      await test.engine.tasks.update(task.id, { extra: [] }, null)
      const run = await test.run(task.id)
      expect(run.stats?.matchedSize).toBeGreaterThan(MB)
      await expectSameTree(from, landed)
    },
  )

  it('is one while receiving too, but then nothing is kept, and the next run begins anew', async () => {
    const scenery = await scene({ mode: 'MODULE', direction: 'PULL' })
    const { test, task, from, landed, partial } = scenery
    await cutShort(scenery, kill(scenery))
    expect(existsSync(partial)).toBe(false)
    await test.engine.tasks.update(task.id, { extra: [] }, null)
    expect(await test.run(task.id)).toMatchObject({
      ...{ state: 'SUCCESS', reason: 'Everything was copied.', stats: { matchedSize: 0 } },
    })
    expect((await readdir(landed)).filter((name) => name === 'big')).toEqual(['big'])
    await expectSameTree(from, landed).catch((error: Error) => {
      // What is left of it is rsync's own temporary file.
      expect(error.message).toMatch(/^1 difference[^+]*\+ \.big\.\w{6}$/)
    })
  })
})

describe('unfinished files', () => {
  it.each([[[]], [['--delete-excluded']]])(
    'are neither shown nor removed by Delete with %j, nor sent',
    async (options) => {
      const scenery = await scene(
        { mode: 'MODULE', direction: 'PUSH' },
        { delete: true, deleteLimitPercent: null, extra: ['--bwlimit=4000', ...options] },
      )
      const { test, task, from, landed, partial } = scenery
      await makeTree(`${from}/${partialDir}`, { mine: 'an unfinished file of a pull into here' })
      // A folder that goes takes along what was unfinished in it.
      await makeTree(landed, { surplus: { [partialDir]: { old: 'x' } } })
      await cutShort(scenery, (id) => test.engine.runs.stop(id))
      await waitUntil(() => isThere(partial), { what: 'the unfinished file' })
      await test.engine.tasks.update(task.id, { extra: options }, null)
      const { changes } = await test.preview(task.id)
      const names = changes.map(({ name }) => name)
      expect(names.filter((name) => name.startsWith(partialDir))).toEqual([])
      expect(names).toContain('big')
      const run = await test.run(task.id)
      expect(run.stats?.matchedSize).toBeGreaterThan(MB)
      expect(await readdir(landed)).toEqual(['big'])
    },
  )
})
