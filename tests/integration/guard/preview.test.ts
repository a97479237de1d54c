import { link, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { ALL_CHANGES } from '@common/preview/preview'
import type { TaskSettings } from '@common/task/task'

import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { compareSnapshots, expectSameTree, snapshot } from '../../support/snapshot'
import { makeTree } from '../../support/tree'

let [test, near, far]: [TestEngine, string, string] = [] as never
let daemon: Rsyncd
beforeEach(async () => {
  daemon = await startRsyncd()
  test = await openEngine()
  near = await tempDir()
  far = daemon.modules.open.root
})
afterEach(() => daemon.stop())

const push = (settings: Partial<TaskSettings> = {}) =>
  test.create(moduleTask(daemon, 'open', { path: `${near}/`, ...settings }))

/** Three to add, one to change, one to delete. */
async function makeDifference(): Promise<void> {
  await makeTree(near, { new: 'n', sub: { deep: 'four' }, older: 'newer' })
  await makeTree(far, { older: 'o', gone: 'g' })
  // The folder itself counts, too, when its time differs.
  await utimes(far, 1, 1)
}

const start = async (taskId: number) => {
  const { id } = test.engine.previews.start({ taskId, settings: null })
  return test.engine.previews.ready(id)
}

describe('a preview', () => {
  it('counts what a run would add, change and delete, and changes nothing', async () => {
    await makeDifference()
    const task = await push({ delete: true })
    const before = await Promise.all([snapshot(near), snapshot(far)])
    const { state, totals, canRun, reason } = await start(task.id)
    expect({ state, canRun, reason }).toEqual({ state: 'READY', canRun: true, reason: '' })
    expect(totals).toMatchObject({
      ...{
        added: { count: 3, bytes: 5 },
        changed: { count: 1, bytes: 5 },
        deleted: { count: 1, bytes: 0 },
      },
    })
    const after = await Promise.all([snapshot(near), snapshot(far)])
    for (const i of [0, 1] as const)
      expect(compareSnapshots(before[i], after[i], { times: true })).toEqual([])
    expect(test.engine.book.ofTask(task.id)).toEqual([])
  })

  it.each([false, true])(
    'lists a file that becomes a further name of another one, with Delete: %s',
    async (isDeleting) => {
      await writeFile(`${near}/a`, 'same')
      await link(`${near}/a`, `${near}/b`)
      for (const name of ['a', 'b']) await writeFile(`${far}/${name}`, name.repeat(4))
      for (const file of [`${near}/a`, `${far}/a`, `${far}/b`]) await utimes(file, 1, 1)
      const task = await push({ archive: true, delete: isDeleting, extra: ['-H'] })
      const { changes } = await test.preview(task.id)
      expect(changes.map(({ kind, name }) => `${kind} ${name}`)).toContain('changed b => a')
    },
  )

  it('can be searched, filtered and sorted', async () => {
    await makeDifference()
    const { id } = await start((await push({ delete: true })).id)
    const names = async (query: Partial<typeof ALL_CHANGES>) => {
      const { changes, total } = await test.engine.previews.page(id, { ...ALL_CHANGES, ...query })
      return { names: changes.map(({ name }) => name), total }
    }
    expect(await names({ kinds: ['added'] })).toEqual({
      names: ['new', 'sub/', 'sub/deep'],
      total: 3,
    })
    expect(await names({ text: 'DEE' })).toEqual({ names: ['sub/deep'], total: 1 })
    expect(await names({ kinds: ['deleted', 'added'], sort: 'kind', limit: 2, offset: 2 })).toEqual(
      {
        ...{ names: ['sub/deep', 'gone'], total: 4 },
      },
    )
    const largest = await names({ sort: 'size', isDescending: true, limit: 2 })
    expect(largest.names).toEqual(['older', 'sub/deep'])
  })

  it('shows settings that are not saved', async () => {
    await makeDifference()
    const { revision: _, id, ...task } = await push()
    const target = { taskId: id, settings: { ...task, delete: true } }
    const preview = await test.engine.previews.ready(test.engine.previews.start(target).id)
    expect(preview.totals.deleted.count).toBe(1)
  })

  it('that cannot be made says why', async () => {
    const task = await push({ remoteModule: 'nope' })
    expect(await start(task.id)).toMatchObject({
      ...{ state: 'FAILED', canRun: false },
      reason: expect.stringMatching(/has no module of that name/) as string,
    })
  })

  it('that is closed leaves no file behind', async () => {
    const { id } = await start((await push()).id)
    await test.engine.previews.close(id)
    expect(existsSync(`${test.folder}/previews/${id}`)).toBe(false)
    expect(() => test.engine.previews.get(id)).toThrow(/no preview preview-1 any more/)
  })
})

describe('Run this', () => {
  const approve = async (previewId: string) => {
    const run = await test.engine.safety.startApproved(previewId, 'manual')
    return test.engine.runs.ended(run.id)
  }

  it('does what was shown', async () => {
    await makeDifference()
    const { id } = await start((await push({ delete: true })).id)
    expect(await approve(id)).toMatchObject({ state: 'SUCCESS', approves: id, hold: null })
    await expectSameTree(near, far)
  })

  it.each([
    ['deletions', { delete: true, extra: ['-L', '--ignore-errors'] }],
    ['a move', { extra: ['-L', '--remove-source-files'] }],
    ['a move of what is unsafe', { extra: ['--copy-unsafe-links', '--remove-source-files'] }],
    ['both', { delete: true, extra: ['-L', '--ignore-errors', '--remove-sent-files'] }],
  ])('does what was shown of %s, where something cannot be read', async (_, settings) => {
    await makeDifference()
    await symlink('/nowhere/at/all', `${near}/dangling`)
    const task = await push(settings)
    const preview = await start(task.id)
    expect(preview).toMatchObject({ state: 'READY', sourceRemoval: null })
    expect(preview.reason).toMatch(/ the run will delete and remove nothing: /)
    expect(preview.totals).toMatchObject({ added: { count: 3 }, deleted: { count: 0 } })
    const { changes } = await test.engine.previews.page(preview.id, ALL_CHANGES)
    expect(changes.filter(({ kind }) => kind === 'deleted')).toEqual([])
    const source = await snapshot(near)
    const run = await approve(preview.id)
    expect(run).toMatchObject({ state: 'FAILED', outcome: 'partial' })
    expect(compareSnapshots(source, await snapshot(near))).toEqual([])
    expect((await readdir(far)).sort()).toEqual(['gone', 'new', 'older', 'sub'])
  })

  it('does nothing when the source changed, and shows what is different', async () => {
    await makeDifference()
    const { id } = await start((await push({ delete: true })).id)
    await rm(`${near}/new`)
    await writeFile(`${near}/newer`, 'x')
    const before = await snapshot(far)
    // Closed as soon as it was approved, as a window does.
    const ending = approve(id)
    await test.engine.previews.close(id)
    const { state, hold } = await ending
    expect({ state, kinds: hold?.findings.map(({ kind }) => kind) }).toEqual({
      ...{ state: 'BLOCKED', kinds: ['changed-since-preview'] },
    })
    expect(compareSnapshots(before, await snapshot(far), { times: true })).toEqual([])
    const newer = test.engine.previews.get(hold?.previewId ?? '')
    expect(newer).toMatchObject({ difference: { appeared: 1, gone: 1 }, canRun: true })
    const query = { ...ALL_CHANGES, differsOnly: true }
    const { changes } = await test.engine.previews.page(newer.id, query)
    expect(changes.map(({ name, since }) => ({ name, since }))).toEqual([
      { name: 'new', since: 'gone' },
      { name: 'newer', since: 'new' },
    ])
    expect(await approve(newer.id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(near, far)
  })

  it('does nothing when the task changed, though the list be the same', async () => {
    await makeDifference()
    const task = await push()
    const { id } = await start(task.id)
    await test.engine.tasks.update(task.id, { extra: ['--bwlimit=9000'] }, null)
    const run = await approve(id)
    expect(run).toMatchObject({ state: 'BLOCKED' })
    expect(run.reason).toMatch(/^Not run, because the task or its folders are not the same/)
    expect(existsSync(`${far}/new`)).toBe(false)
  })
})
