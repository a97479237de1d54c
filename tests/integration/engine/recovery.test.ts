import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises'

import { describe, expect, it, onTestFinished } from 'vitest'

import { NEW_RUN, type Run } from '@common/run/run'
import { TASK_DEFAULTS, type Task } from '@common/task/task'

import { markerOf, me, MemoryStore, openEngine, tempDir } from '../../support/engine'
import { isAlive } from '../../support/processes'

const task = (id: number): Task => ({
  ...{ ...TASK_DEFAULTS, id, revision: 1, path: '/tmp', user: me },
  ...{ remoteHost: '127.0.0.1', remoteModule: 'open' },
})

const record = (id: number, state: Run['state'], taskId = 1): Run => ({
  ...NEW_RUN,
  ...{ id, taskId, trigger: 'schedule', state, queuedAt: 1000, startedAt: null, endedAt: null },
  ...{ exitCode: null, hasWarning: false, reason: '', command: [], stats: null },
  ...(state === 'WAITING' ? {} : { startedAt: 2000, command: ['rsync'] }),
})

/** A folder as a killed app leaves it: these records, the newest of each run being its truth. */
async function folderWith(...records: Run[]): Promise<string> {
  const folder = await tempDir()
  await mkdir(`${folder}/runs`)
  const lines = records.map((one) => `${JSON.stringify(one)}\n`)
  await writeFile(`${folder}/runs/journal.jsonl`, lines.join(''))
  return folder
}

async function orphan(folder: string, runId: number): Promise<number> {
  const env = { PATH: process.env['PATH'], RSYNC_TASKS_RUN: markerOf(folder, runId) }
  const child = spawn('sleep', ['1000'], { env, detached: true, stdio: 'ignore' })
  await once(child, 'spawn')
  onTestFinished(() => void child.kill('SIGKILL'))
  return child.pid ?? 0
}

const store = (): MemoryStore => new MemoryStore({ tasks: [task(1), task(2)], lastTaskId: 2 })

describe('at the next start after a crash', () => {
  it('a run that was going is FAILED as interrupted, and what is left of it is ended', async () => {
    const folder = await folderWith(record(1, 'WAITING'), record(1, 'RUNNING'))
    const [mine, stranger] = [await orphan(folder, 1), await orphan(`${folder}-other`, 1)]
    const test = await openEngine({ folder, store: store() })
    expect(isAlive(mine)).toBe(false)
    expect(isAlive(stranger)).toBe(true)
    const run = test.engine.book.get(1)
    expect(run).toMatchObject({ state: 'FAILED', exitCode: null, startedAt: 2000 })
    expect(run.reason).toBe(
      'Interrupted: the app ended while this run was going. Its rsync was still at work and has been stopped.',
    )
    expect(run.endedAt).toBeGreaterThan(2000)
    await test.close()
    const again = await openEngine({ folder, store: test.store })
    expect(again.engine.book.get(1)).toEqual(run)
  })

  it('a run that had no process left says only that it was interrupted', async () => {
    const folder = await folderWith(record(1, 'RUNNING'))
    const test = await openEngine({ folder, store: store() })
    expect(test.engine.book.get(1)).toMatchObject({
      ...{ state: 'FAILED', reason: 'Interrupted: the app ended while this run was going.' },
    })
  })

  it('a run that waited is ABORTED and never starts', async () => {
    const folder = await folderWith(record(1, 'RUNNING'), record(2, 'WAITING'))
    const test = await openEngine({ folder, store: store() })
    expect(test.engine.book.get(2)).toMatchObject({
      ...{ state: 'ABORTED', reason: 'The app ended before this run could start.' },
    })
    expect(test.engine.book.active()).toEqual([])
  })

  it('half a line, garbage and runs of tasks that are gone cost nothing else', async () => {
    const folder = await folderWith(record(1, 'SUCCESS'), record(2, 'SUCCESS', 99))
    const journal = `${folder}/runs/journal.jsonl`
    await appendFile(journal, 'garbage\n{"id":5}\n\n')
    await appendFile(journal, `${JSON.stringify(record(3, 'SUCCESS'))}\n{"id":4,"taskId":1,"st`)
    const test = await openEngine({ folder, store: store() })
    expect(test.engine.book.ofTask(1).map(({ id }) => id)).toEqual([3, 1])
    expect(test.engine.book.ofTask(99)).toEqual([])
    const lines = (await readFile(journal, 'utf8')).trim().split('\n')
    expect(() => lines.map((line) => JSON.parse(line) as unknown)).not.toThrow()
    expect((await stat(journal)).mode & 0o777).toBe(0o600)
  })
})
