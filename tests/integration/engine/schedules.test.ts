import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { fromCron } from '@common/schedule/schedule'
import { startCutProxy } from '../../support/cut-proxy'
import { moduleTask, tempDir } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { bigFile, makeTree } from '../../support/tree'
import { clockedEngine, live, sleepUntil, untilNewest, useFakeClock } from './clock'

const MINUTE = 60_000

let daemon: Rsyncd
beforeAll(async () => {
  daemon = await startRsyncd()
})
afterAll(() => daemon.stop())

/** Settings of a task that pulls one small file. */
async function smallPull() {
  const near = await tempDir()
  const far = `${daemon.modules.open.root}/small`
  await makeTree(far, { 'a file': 'text\n' })
  return moduleTask(daemon, 'open/small', { path: `${near}/`, direction: 'PULL', retries: 0 })
}

describe('a task that was missed while the app was closed', () => {
  it('runs once after the start, and says so', async () => {
    useFakeClock('2026-03-10T12:00Z')
    const first = await clockedEngine()
    const settings = await smallPull()
    const task = first.add({ ...settings, schedule: fromCron('0 2 * * *') })
    await first.close()
    sleepUntil('2026-03-13T09:13Z')
    const second = await clockedEngine(first)
    second.engine.startSchedules()
    await live(59_000)
    expect(second.engine.book.ofTask(task.id)).toEqual([])
    await live(2000)
    const run = await untilNewest(second.engine, task.id, ({ state }) => state === 'SUCCESS')
    expect(run).toMatchObject({
      ...{ trigger: 'catch-up', slotCount: 3, attempt: 1 },
      slot: Date.UTC(2026, 2, 13, 2),
    })
    expect(run.rsyncVersion).toMatch(/^\d+\.\d+/)
    expect(await readFile(`${settings.path}small/a file`, 'utf8')).toBe('text\n')
    const [, skipped, ...rest] = second.engine.book.ofTask(task.id)
    expect(skipped).toMatchObject({ state: 'SKIPPED', slotCount: 2 })
    expect(skipped?.reason).toMatch(/2 earlier times were missed/)
    expect(rest).toEqual([])
    await second.close()
    const third = await clockedEngine(first)
    third.engine.startSchedules()
    await live(60 * MINUTE)
    expect(third.engine.book.ofTask(task.id)).toHaveLength(2)
    expect(third.errors).toEqual([])
  })

  it('runs once after the start also when a command was working alone at its time', async () => {
    useFakeClock('2026-03-10T12:00Z')
    const command = await clockedEngine()
    const task = command.add({ ...(await smallPull()), schedule: fromCron('0 2 * * *') })
    const other = command.add(await smallPull())
    sleepUntil('2026-03-11T01:59Z')
    const { id } = await command.engine.startRun(other.id, 'command-line')
    await live(2 * MINUTE)
    await command.engine.runs.ended(id)
    expect(command.engine.book.ofTask(task.id)).toEqual([])
    await command.close()
    const app = await clockedEngine(command)
    app.engine.startSchedules()
    await live(61_000)
    const run = await untilNewest(app.engine, task.id, ({ state }) => state === 'SUCCESS')
    expect(run).toMatchObject({ trigger: 'catch-up', slot: Date.UTC(2026, 2, 11, 2) })
  })

  it('is left alone when it came while it was disabled', async () => {
    useFakeClock('2026-03-10T12:00Z')
    const { engine, add } = await clockedEngine()
    const task = add({ ...(await smallPull()), schedule: fromCron('0 2 * * *'), enabled: false })
    engine.startSchedules()
    sleepUntil('2026-03-13T09:13Z')
    await engine.tasks.update(task.id, { enabled: true }, null)
    await live(60 * MINUTE)
    expect(engine.book.ofTask(task.id)).toEqual([])
  })
})

describe('a task that takes longer than its rhythm', () => {
  it('has one run going and one waiting, and the times after that joined to it', async () => {
    useFakeClock('2026-03-10T12:00:30Z')
    const { engine, add } = await clockedEngine()
    const proxy = await startCutProxy({ targetPort: daemon.port, bytesPerSecond: 2000 })
    onTestFinished(() => proxy.stop())
    const near = await tempDir()
    await bigFile(near, 'big', 2_000_000)
    const settings = { path: `${near}/`, compress: false, retries: 0 }
    const task = add({ ...moduleTask(proxy, 'open', settings), schedule: fromCron('* * * * *') })
    engine.startSchedules()
    await live(30_000)
    const first = await untilNewest(engine, task.id, ({ state }) => state === 'RUNNING')
    await live(MINUTE)
    const second = await untilNewest(engine, task.id, ({ state }) => state === 'WAITING')
    expect(engine.runs.waitOf(second)).toEqual({ kind: 'same-task', runId: first.id })
    expect(engine.view(task.id).run).toMatchObject({ id: first.id, state: 'RUNNING' })
    await live(MINUTE)
    const third = await untilNewest(engine, task.id, ({ state }) => state === 'SKIPPED')
    expect(third.reason).toBe(
      `Run ${second.id} of this task was waiting already, and stands for this time too.`,
    )
    proxy.setRate(undefined)
    await engine.runs.ended(second.id)
    const history = engine.book.ofTask(task.id).map(({ state, trigger }) => [state, trigger])
    expect(history).toEqual([
      ['SKIPPED', 'schedule'],
      ['SUCCESS', 'schedule'],
      ['SUCCESS', 'schedule'],
    ])
    expect(
      engine.book.ofTask(task.id).map(({ slot }) => new Date(slot ?? 0).getUTCMinutes()),
    ).toEqual([3, 2, 1])
  })
})

it('a success at a time that never came does not keep a task from being overdue', async () => {
  useFakeClock('2036-03-10T12:00:30Z')
  const { engine, add } = await clockedEngine()
  const task = add({ ...(await smallPull()), schedule: fromCron('0 2 * * *') })
  engine.startSchedules()
  await engine.runs.ended((await engine.startRun(task.id, 'manual')).id)
  expect(engine.view(task.id).overdueAt).toBe(Date.UTC(2036, 2, 11, 14))
  // The clock was ten years fast, and is set right.
  sleepUntil('2026-03-10T12:01:00Z')
  await live(MINUTE)
  expect(engine.view(task.id).overdueAt).toBe(Date.UTC(2026, 2, 11, 14))
})

describe('schedules that are paused', () => {
  it('start nothing, say so, and go on when they are resumed', async () => {
    useFakeClock('2026-03-10T12:00:30Z')
    const { engine, add } = await clockedEngine()
    const task = add({ ...(await smallPull()), schedule: fromCron('* * * * *') })
    engine.startSchedules()
    engine.general.pauseSchedules('hour')
    expect(engine.view(task.id).overdueAt).toBeNull()
    await live(2 * MINUTE)
    await untilNewest(engine, task.id, ({ state }) => state === 'SKIPPED')
    expect(engine.book.ofTask(task.id).map(({ state }) => state)).toEqual(['SKIPPED', 'SKIPPED'])
    engine.general.resumeSchedules()
    await live(MINUTE)
    await untilNewest(engine, task.id, ({ state }) => state === 'SUCCESS')
    expect(engine.view(task.id)).toMatchObject({ run: { state: 'SUCCESS' } })
  })
})

it('with timers and a clock that go on by themselves, a task of every minute starts on the minute', async () => {
  // The clock is two seconds before the minute, or the test would take one; it runs as the real one.
  // Ten minutes by the clock on the wall are in tests/e2e/clock.
  const shift = MINUTE - 2000 - (Date.now() % MINUTE)
  const now = () => Date.now() + shift
  const { engine, add } = await clockedEngine({ now })
  const task = add({ ...(await smallPull()), schedule: fromCron('* * * * *') })
  const due = engine.view(task.id).nextRunAt ?? 0
  engine.startSchedules()
  await waitUntil(() => engine.book.ofTask(task.id)[0]?.state === 'SUCCESS', {
    ...{ what: 'the run' },
  })
  const run = engine.book.ofTask(task.id)[0]
  expect(run).toMatchObject({ trigger: 'schedule', slot: due, slotCount: 1 })
  expect(run?.queuedAt).toBeGreaterThanOrEqual(due)
  expect(engine.view(task.id).nextRunAt).toBe(due + MINUTE)
})
