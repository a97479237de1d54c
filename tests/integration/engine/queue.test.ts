import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Task } from '@common/task/task'

import { MemoryStore, moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { bigFile } from '../../support/tree'

let daemon: Rsyncd
beforeAll(async () => void (daemon = await startRsyncd()))
afterAll(() => daemon.stop())

/** A task that takes about a second, and writes where no other does. */
async function secondLong(test: TestEngine): Promise<Task> {
  const path = await tempDir()
  await bigFile(path, path.slice(-6), 1_000_000)
  const settings = {
    path: `${path}/`,
    compress: false,
    extra: ['--bwlimit=1000', '--ignore-times'],
  }
  return test.create(
    moduleTask(daemon, `open/${path.slice(-6)}`, { ...settings, delayUpdates: false }),
  )
}

const start = (test: TestEngine, task: Task) => test.engine.runs.start(task.id, 'manual')

describe('a task', () => {
  it('started four times runs twice: who comes later joins the run that waits', async () => {
    const test = await openEngine()
    const task = await secondLong(test)
    const going = await start(test, task)
    const later = await Promise.all([2, 3, 4].map(() => start(test, task)))
    const runs = [going, ...later]
    expect(runs.map(({ id }) => id)).toEqual([1, 2, 2, 2])
    expect(runs.map(({ state }) => state)).toEqual(['RUNNING', 'WAITING', 'WAITING', 'WAITING'])
    const [first, second] = [await test.engine.runs.ended(1), await test.engine.runs.ended(2)]
    expect([first.state, second.state]).toEqual(['SUCCESS', 'SUCCESS'])
    expect(second.startedAt).toBeGreaterThanOrEqual(first.endedAt ?? Infinity)
    expect(test.engine.book.ofTask(task.id)).toHaveLength(2)
  })

  it('that waits can be stopped, and then never starts', async () => {
    const test = await openEngine()
    const task = await secondLong(test)
    const [first, second] = [await start(test, task), await start(test, task)]
    await test.engine.runs.stop(second.id)
    expect(test.engine.book.get(second.id)).toMatchObject({
      ...{ state: 'ABORTED', reason: 'Stopped before it started.', startedAt: null, command: [] },
    })
    const third = await start(test, task)
    expect(third.id).toBe(3)
    expect(await test.engine.runs.ended(first.id)).toMatchObject({ state: 'SUCCESS' })
    expect(await test.engine.runs.ended(third.id)).toMatchObject({ state: 'SUCCESS' })
    expect(test.engine.book.get(second.id).state).toBe('ABORTED')
    await expect(test.log(second)).rejects.toThrow(/ENOENT/)
  })

  it('shows its running run while another waits, and then the newest', async () => {
    const test = await openEngine()
    const task = await secondLong(test)
    const [first, second] = [await start(test, task), await start(test, task)]
    expect(test.engine.view(task.id).run?.id).toBe(first.id)
    await test.engine.runs.ended(second.id)
    expect(test.engine.view(task.id)).toMatchObject({ run: { id: second.id, state: 'SUCCESS' } })
    expect(test.engine.view(task.id).lastEndedAt).toBe(test.engine.book.get(second.id).endedAt)
  })
})

describe('several tasks', () => {
  it('wait for a run in their folder, though its task leads elsewhere by now', async () => {
    const test = await openEngine()
    const [going, other] = [await secondLong(test), await secondLong(test)]
    const { remoteModule } = going
    const { id } = await start(test, going)
    await test.engine.tasks.update(going.id, { remoteModule: 'open/elsewhere' }, null)
    const next = await test.engine.tasks.update(other.id, { remoteModule }, null)
    const waiting = await start(test, next)
    expect(waiting.state).toBe('WAITING')
    expect(test.engine.runs.waitOf(waiting)).toMatchObject({ kind: 'same-tree', runId: id })
    expect(await test.engine.runs.ended(waiting.id)).toMatchObject({ state: 'SUCCESS' })
    expect(waiting.startedAt).toBe(null)
  })

  it('run at the same time, as many as the settings allow, in the order they came', async () => {
    const test = await openEngine({ store: new MemoryStore({ maxParallelRuns: 2 }) })
    const tasks = [await secondLong(test), await secondLong(test), await secondLong(test)]
    for (const task of tasks) await start(test, task)
    const states = () => [1, 2, 3].map((id) => test.engine.book.get(id).state)
    expect(states()).toEqual(['RUNNING', 'RUNNING', 'WAITING'])
    await waitUntil(() => states()[2] === 'RUNNING', { what: 'the third run' })
    expect(states().slice(0, 2)).toContain('SUCCESS')
    for (const id of [1, 2, 3]) await test.engine.runs.ended(id)
    expect(states()).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS'])
    const [one, two] = [test.engine.book.get(1), test.engine.book.get(2)]
    expect(one.endedAt).toBeGreaterThan(two.startedAt ?? Infinity)
  })
})
