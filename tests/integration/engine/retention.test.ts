import { existsSync } from 'node:fs'
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { NEW_RUN, type Run } from '@common/run/run'
import { toCron } from '@common/schedule/schedule'
import { TASK_DEFAULTS, type Task } from '@common/task/task'
import { me, MemoryStore, tempDir } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { clockedEngine } from './clock'

const DAY = 86_400_000
const task: Task = {
  ...{ ...TASK_DEFAULTS, id: 1, revision: 1, path: '/nowhere', user: me, enabled: false },
  ...{ remoteHost: '127.0.0.1', remoteModule: 'open' },
}

/** Runs of one task with their logs, the given days old. */
async function folderWith(ages: readonly number[]): Promise<string> {
  const folder = await tempDir()
  await mkdir(`${folder}/runs`)
  const runs = ages.map((age, i): Run => {
    const endedAt = Date.now() - age * DAY
    const times = { queuedAt: endedAt, startedAt: endedAt, endedAt }
    return { ...NEW_RUN, ...times, id: i + 1, taskId: 1, trigger: 'manual', state: 'SUCCESS' }
  })
  for (const { id } of runs) await writeFile(`${folder}/runs/${id}.log`, 'x'.repeat(600_000))
  const journal = runs.map((run) => `${JSON.stringify(run)}\n`)
  await writeFile(`${folder}/runs/journal.jsonl`, journal.join(''))
  return folder
}

it('a new limit for what is kept counts at once, on disk too; the last three runs always stay', async () => {
  const folder = await folderWith([120, 90, 60, 30, 25, 20])
  const store = new MemoryStore({ tasks: [task], lastTaskId: 1 })
  const { engine } = await clockedEngine({ folder, store })
  const ids = () => engine.book.ofTask(1).map(({ id }) => id)
  const until = (wanted: readonly number[]) =>
    waitUntil(() => String(ids()) === String(wanted), { what: `runs ${wanted} only` })
  engine.startSchedules()
  engine.general.update({ maxParallelRuns: 2 })
  engine.general.update({ keepRunsDays: 70 })
  await until([6, 5, 4, 3])
  await waitUntil(() => !existsSync(`${folder}/runs/2.log`), { what: 'the log gone' })
  engine.general.update({ keepLogsMegabytes: 1 })
  await until([6, 5, 4])
  engine.general.update({ keepRunsDays: 1 })
  expect(await engine.clockwork.retention.sweep()).toBe(0)
  expect(existsSync(`${folder}/runs/4.log`)).toBe(true)
  const again = await clockedEngine({ folder, store })
  expect(again.engine.book.ofTask(1).map(({ id }) => id)).toEqual([6, 5, 4])
})

it.each([
  ['ten years ahead', 3650, 'ahead'],
  ['a year behind', -365, 'behind'],
] as const)(
  'a clock that is %s removes no run by age until a person confirms it, on disk too',
  async (_, days, doubt) => {
    const folder = await folderWith([40, 30, 20, 10, 5])
    const store = new MemoryStore({ tasks: [task], lastTaskId: 1, keepRunsDays: 15 })
    const now = () => Date.now() + days * DAY
    const first = await clockedEngine({ folder, store, now })
    const swept = ({ engine }: typeof first) => engine.clockwork.retention.sweep()
    expect(await swept(first)).toBe(0)
    // This run ends by the wrong clock, which proves nothing.
    await first.engine.startRun(1, 'manual').then(({ id }) => first.engine.runs.ended(id))
    await first.close()
    const second = await clockedEngine({ folder, store, now })
    expect(second.engine.clockwork.trust.doubt).toBe(doubt)
    expect(await swept(second)).toBe(0)
    await second.close()
    const third = await clockedEngine({ folder, store })
    expect(await swept(third)).toBe(0)
    const told: unknown[] = []
    third.engine.events.on('clock:changed', (text) => told.push(text))
    await third.engine.clockwork.trust.confirm()
    expect(await swept(third)).toBeGreaterThan(0)
    expect(existsSync(`${folder}/runs/1.log`)).toBe(false)
    expect(third.engine.clockwork.trust.doubt).toBeNull()
    expect(told).toEqual([null])
  },
)

/** Ways in which the first record gets an end by a clock that is wrong, before anything is to be removed. */
const WAYS: Record<string, { settings?: object; stored?: Partial<Run>; slot?: true }> = {
  'a run that a power cut ended': { stored: { state: 'RUNNING', endedAt: null } },
  'a run that waited at a power cut': {
    stored: { state: 'WAITING', startedAt: null, endedAt: null },
  },
  'slots that a task skips': { settings: { enabled: true, missedRuns: 'SKIP' }, slot: true },
}

for (const [way, { settings = {}, stored, slot }] of Object.entries(WAYS)) {
  it.each([61, 3650])(
    `${way}, found at a start with a clock that is %i days ahead, remove no run by age`,
    async (days) => {
      const [own, now] = [{ ...task, ...settings }, () => Date.now() + days * DAY]
      const folder = await folderWith([40, 30, 20, 10, 5])
      const { journal, slots } = {
        journal: `${folder}/runs/journal.jsonl`,
        slots: `${folder}/runs/slots.jsonl`,
      }
      const start = Date.now() - 5 * DAY
      const open = { ...NEW_RUN, queuedAt: start, startedAt: start, id: 6, taskId: 1, ...stored }
      if (stored) await appendFile(journal, `${JSON.stringify({ ...open, trigger: 'manual' })}\n`)
      const ledger = { task: 1, cron: toCron(own.schedule), since: start - DAY, handled: start }
      if (slot) await writeFile(slots, `${JSON.stringify(ledger)}\n`)
      const store = new MemoryStore({ tasks: [own], lastTaskId: 1, keepRunsDays: 45 })
      const { engine } = await clockedEngine({ folder, store, now })
      const before = engine.book.ofTask(1).filter(({ id }) => id <= 5)
      engine.startSchedules()
      await waitUntil(() => engine.book.ofTask(1).some(({ id, endedAt }) => id > 5 && endedAt), {
        what: 'an end by the wrong clock',
      })
      expect(await engine.clockwork.retention.sweep()).toBe(0)
      expect(engine.clockwork.trust.doubt).toBe('ahead')
      expect(engine.book.ofTask(1).filter(({ id }) => id <= 5)).toEqual(before)
    },
  )
}

it('a clock that jumps ahead during a run removes no run by age', async () => {
  const folder = await folderWith([40, 30, 20, 10, 5])
  const store = new MemoryStore({ tasks: [task], lastTaskId: 1, keepRunsDays: 45 })
  let ahead = 0
  const { engine } = await clockedEngine({ folder, store, now: () => Date.now() + ahead })
  engine.book.events.on('changed', ({ state }) => {
    if (state === 'RUNNING') ahead = 365 * DAY
  })
  await engine.startRun(1, 'manual').then(({ id }) => engine.runs.ended(id))
  expect(await engine.clockwork.retention.sweep()).toBe(0)
  expect(engine.clockwork.trust.doubt).toBe('ahead')
})
