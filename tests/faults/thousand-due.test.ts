import { readdir } from 'node:fs/promises'

import { expect, it, onTestFinished } from 'vitest'

import { fromCron } from '@common/schedule/schedule'
import { TASK_DEFAULTS, type TaskSettings } from '@common/task/task'

import { clockedEngine } from '../integration/engine/clock'
import { me, moduleTask, processesOfFolder, tempDir } from '../support/engine'
import { isFull } from '../support/full-faults'
import { waitUntil } from '../support/processes'
import { startRsyncd } from '../support/rsyncd'
import { makeTree } from '../support/tree'

const MINUTE = 60_000
const COUNT = 1000
/** What is waited for; the others wait in line until the app ends. */
const ENOUGH = isFull ? COUNT : 20

it(
  'a thousand tasks that are due in the same minute run one after the other, none twice, and the app answers',
  { tags: 'thousand-due', timeout: 20 * MINUTE },
  async () => {
    const [daemon, near] = [await startRsyncd(), await tempDir()]
    onTestFinished(() => daemon.stop())
    await makeTree(daemon.modules.open.root, { small: { file: 'text\n' } })
    let shift = 0
    const now = () => Date.now() + shift
    const { engine, folder, errors } = await clockedEngine({ now })
    const due = now() - (now() % MINUTE) + MINUTE
    const minute = `${new Date(due).getUTCMinutes()} * * * *`
    const common = { direction: 'PULL', retries: 0, schedule: fromCron(minute) } as const
    const settings = Array.from({ length: COUNT }, (_, i) => ({
      ...{ ...TASK_DEFAULTS, user: me },
      ...moduleTask(daemon, 'open/small', { ...common, path: `${near}/${i}` }),
    }))
    engine.tasks.add(settings as TaskSettings[])
    const [other] = engine.tasks.add([{ ...settings[0], enabled: false } as TaskSettings])
    let most = 0
    engine.book.events.on('changed', () => {
      most = Math.max(most, engine.book.running().length)
    })
    // The clock is some seconds before the minute, and goes on as the real one.
    shift += due - 4000 - now()
    engine.startSchedules()
    const done = () => [...engine.book.all()].filter(({ endedAt }) => endedAt !== null)
    const isQueued = () => [...engine.book.all()].length >= COUNT
    await waitUntil(isQueued, { what: 'all tasks to be due', timeoutMs: 3 * MINUTE })
    // Whoever looks at the list or starts one more task now gets an answer.
    expect(engine.views().filter(({ run }) => run === null)).toMatchObject([{ task: other }])
    const extra = await engine.startRun(other?.id ?? 0, 'manual')
    await engine.stopRun(extra.id)
    const timeoutMs = 19 * MINUTE
    await waitUntil(() => done().length > ENOUGH, { what: 'enough runs', everyMs: 50, timeoutMs })
    expect(most).toBe(engine.general.read().maxParallelRuns)
    await engine.close()
    const runs = [...engine.book.all()].filter(({ trigger }) => trigger === 'schedule')
    expect(new Set(runs.map(({ taskId }) => taskId)).size).toBe(COUNT)
    expect(runs).toHaveLength(COUNT)
    expect(new Set(runs.map(({ slot }) => slot))).toEqual(new Set([due]))
    const copied = runs.filter(({ state }) => state === 'SUCCESS')
    expect(copied.length).toBeGreaterThanOrEqual(ENOUGH - 10)
    if (isFull) expect(copied.length).toBe(COUNT)
    expect((await readdir(near)).length).toBeGreaterThanOrEqual(copied.length)
    expect({ errors, left: processesOfFolder(folder) }).toEqual({ errors: [], left: [] })
  },
)
