import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { fromCron } from '@common/schedule/schedule'
import { startCutProxy } from '../../support/cut-proxy'
import { moduleTask, tempDir } from '../../support/engine'
import { freePort } from '../../support/ports'
import { waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { bigFile, makeTree } from '../../support/tree'
import { clockedEngine, live, untilNewest, useFakeClock } from './clock'

const MINUTE = 60_000

let daemon: Rsyncd
beforeAll(async () => {
  daemon = await startRsyncd()
})
afterAll(() => daemon.stop())

describe('tasks that write the same folders', () => {
  it('run one after the other, while others run beside them', async () => {
    const { engine, add } = await clockedEngine()
    const proxy = await startCutProxy({ targetPort: daemon.port, bytesPerSecond: 2000 })
    onTestFinished(() => proxy.stop())
    const far = `${daemon.modules.open.root}/tree`
    await makeTree(far, {})
    await bigFile(far, 'big', 500_000)
    const pullTo = (path: string) =>
      add({
        ...moduleTask(proxy, 'open/tree', { path, direction: 'PULL', compress: false }),
        enabled: false,
      })
    const near = await tempDir()
    const above = pullTo(near)
    const below = pullTo(`${near}/tree/`)
    const beside = pullTo(await tempDir())
    const first = await engine.startRun(above.id, 'manual')
    const second = await engine.startRun(below.id, 'manual')
    const third = await engine.startRun(beside.id, 'manual')
    expect([first, second, third].map(({ state }) => state)).toEqual([
      ...['RUNNING', 'WAITING', 'RUNNING'],
    ])
    expect(engine.view(below.id).waitsFor).toEqual({
      ...{ kind: 'same-tree', runId: first.id, taskId: above.id },
    })
    proxy.setRate(undefined)
    const ended = await Promise.all([first, second, third].map(({ id }) => engine.runs.ended(id)))
    expect(ended.map(({ state }) => state)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS'])
    expect(ended[1]?.startedAt).toBeGreaterThanOrEqual(ended[0]?.endedAt ?? Infinity)
    expect(ended[2]?.startedAt).toBeLessThan(ended[0]?.endedAt ?? 0)
  })

  it('start when the one they wait for is stopped, and wait for a place of so many', async () => {
    const { engine, add } = await clockedEngine()
    const proxy = await startCutProxy({ targetPort: daemon.port, bytesPerSecond: 2000 })
    onTestFinished(() => proxy.stop())
    const far = `${daemon.modules.open.root}/tree2`
    await makeTree(far, {})
    await bigFile(far, 'big', 500_000)
    engine.general.update({ maxParallelRuns: 1 })
    const tasks = [await tempDir(), await tempDir()].map((path) =>
      add(moduleTask(proxy, 'open/tree2', { path, direction: 'PULL', compress: false })),
    )
    const [first, second] = [tasks[0]?.id ?? 0, tasks[1]?.id ?? 0]
    const going = await engine.startRun(first, 'manual')
    const waiting = await engine.startRun(second, 'manual')
    expect(engine.view(second).waitsFor).toEqual({ kind: 'limit', limit: 1 })
    await engine.stopRun(going.id)
    expect(engine.book.get(waiting.id).state).toBe('RUNNING')
    // A setting that is changed counts at once.
    const third = await engine.startRun(first, 'manual')
    expect(third.state).toBe('WAITING')
    engine.general.update({ maxParallelRuns: 2 })
    expect(engine.book.get(third.id).state).toBe('RUNNING')
  })
})

describe('a run that failed for a cause that passes', () => {
  it('is tried again, later each time, until it succeeds', async () => {
    useFakeClock('2026-03-10T12:00:00Z')
    const { engine, add } = await clockedEngine()
    const [near, port] = [await tempDir(), await freePort()]
    await makeTree(near, { a: 'a' })
    const place = { ...daemon, port }
    const task = add(
      moduleTask(place, 'open', { path: `${near}/`, schedule: fromCron('0 0 1 1 *') }),
    )
    engine.startSchedules()
    const first = await engine.runs.ended((await engine.startRun(task.id, 'manual')).id)
    expect(first).toMatchObject({ state: 'FAILED', exitCode: 10, attempt: 1, maxAttempts: 4 })
    expect(engine.view(task.id).retry).toEqual({
      ...{ runId: first.id, at: (first.endedAt ?? 0) + MINUTE, attempt: 2, maxAttempts: 4 },
    })
    await live(MINUTE)
    const isSecond = ({ id, state }: { id: number; state: string }) =>
      id > first.id && state === 'FAILED'
    const second = await untilNewest(engine, task.id, isSecond)
    expect(second).toMatchObject({ trigger: 'retry', attempt: 2 })
    expect(second.retryAt).toBe((second.endedAt ?? 0) + 4 * MINUTE)
    expect(engine.book.get(first.id).retryAt).toBeNull()
    const proxy = await startCutProxy({ targetPort: daemon.port })
    onTestFinished(() => proxy.stop())
    const host = { remoteHost: `${proxy.host}:${proxy.port}` }
    await engine.tasks.update(task.id, host, null)
    await live(4 * MINUTE)
    const third = await untilNewest(engine, task.id, ({ state }) => state === 'SUCCESS')
    expect(third).toMatchObject({ trigger: 'retry', attempt: 3 })
    expect(engine.view(task.id).retry).toBeNull()
  })

  it('is not tried again once it is stopped, or another run is started', async () => {
    useFakeClock('2026-03-10T12:00:00Z')
    const { engine, add } = await clockedEngine()
    const place = { ...daemon, port: await freePort() }
    const task = add(moduleTask(place, 'open', { path: `${await tempDir()}/`, enabled: false }))
    engine.startSchedules()
    const fail = async () => engine.runs.ended((await engine.startRun(task.id, 'manual')).id)
    const first = await fail()
    await engine.stopRun(first.id)
    await waitUntil(() => engine.view(task.id).retry === null, { what: 'the retry called off' })
    const [second, third] = [await fail(), await fail()]
    expect(engine.book.get(second.id).retryAt).toBeNull()
    expect(engine.view(task.id).retry).toMatchObject({ runId: third.id })
    await engine.stopRun(third.id)
    await live(60 * MINUTE)
    expect(engine.book.ofTask(task.id)).toHaveLength(3)
  })

  it('is not tried again when its task was disabled while the app was closed', async () => {
    useFakeClock('2026-03-10T12:00:00Z')
    const first = await clockedEngine()
    const place = { ...daemon, port: await freePort() }
    const schedule = fromCron('0 0 1 1 *')
    const task = first.add(moduleTask(place, 'open', { path: `${await tempDir()}/`, schedule }))
    first.engine.startSchedules()
    const run = await first.engine.startRun(task.id, 'manual')
    await first.engine.runs.ended(run.id)
    await first.close()
    const commandLine = await clockedEngine(first)
    expect(commandLine.engine.view(task.id).retry).not.toBeNull()
    await commandLine.engine.tasks.update(task.id, { enabled: false }, null)
    await commandLine.close()
    const second = await clockedEngine(first)
    expect(second.engine.view(task.id).retry).toBeNull()
    second.engine.startSchedules()
    await live(10 * MINUTE)
    expect(second.engine.book.ofTask(task.id)).toHaveLength(1)
  })

  it('is taken up again after a restart', async () => {
    useFakeClock('2026-03-10T12:00:00Z')
    const first = await clockedEngine()
    const place = { ...daemon, port: await freePort() }
    const settings = { path: `${await tempDir()}/`, enabled: false }
    const task = first.add(moduleTask(place, 'open', settings))
    first.engine.startSchedules()
    const run = await first.engine.startRun(task.id, 'tray')
    await first.engine.runs.ended(run.id)
    await first.close()
    const second = await clockedEngine(first)
    expect(second.engine.view(task.id).retry).toMatchObject({ runId: run.id, attempt: 2 })
    second.engine.startSchedules()
    await live(2 * MINUTE)
    const retried = await untilNewest(second.engine, task.id, ({ trigger }) => trigger === 'retry')
    expect(retried.attempt).toBe(2)
  })
})

it.each([
  ['an unknown module', { remoteModule: 'no-such-module' }],
  ['an option rsync does not have', { extra: ['--no-such-option'] }],
])('a run that failed for %s is not tried again', async (_, wrong) => {
  useFakeClock('2026-03-10T12:00:00Z')
  const { engine, add } = await clockedEngine()
  const settings = moduleTask(daemon, 'open', { path: `${await tempDir()}/`, enabled: false })
  const task = add({ ...settings, ...wrong })
  engine.startSchedules()
  const run = await engine.runs.ended((await engine.startRun(task.id, 'manual')).id)
  expect(run).toMatchObject({ state: 'FAILED', retryAt: null })
})
