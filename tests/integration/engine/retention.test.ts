import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { NEW_RUN, type Run } from '@common/run/run'
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
