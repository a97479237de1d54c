import { readFileSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Run } from '@common/run/run'
import { RunJournal } from '@core/run/run-journal'
import { makeTempDir } from '../../../support/temp-dir'
import { aRun } from '../../builders'

const TASKS = new Set([1, 2])

async function folderWith(text?: string): Promise<string> {
  const folder = await makeTempDir()
  onTestFinished(() => folder.dispose())
  if (text !== undefined) await writeFile(join(folder.path, 'journal.jsonl'), text)
  return folder.path
}

/** Opens, lets `act` append, and closes. Answers with what was there at the start. */
async function session(folder: string, act?: (journal: RunJournal) => Promise<unknown>) {
  const { journal, runs } = await RunJournal.open(folder, TASKS)
  await act?.(journal)
  await journal.close()
  return runs
}

const textOf = (folder: string) => readFileSync(join(folder, 'journal.jsonl'), 'utf8')
const linesOf = (...runs: Run[]) => runs.map((run) => `${JSON.stringify(run)}\n`).join('')

describe('the journal of runs', () => {
  it('is made with its folder, for its owner alone', async () => {
    const folder = join(await folderWith(), 'a', 'runs')
    expect(await session(folder)).toEqual([])
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'journal.jsonl')).mode & 0o777).toBe(0o600)
  })

  it('has for each run what was written last, in the order of their numbers', async () => {
    const folder = await folderWith()
    await session(folder, async (journal) => {
      await journal.append(aRun({ id: 2, state: 'RUNNING' }))
      await journal.append(aRun({ id: 1, taskId: 2 }))
      await journal.append(aRun({ id: 2, state: 'FAILED', reason: 'x\ny é' }))
    })
    expect(await session(folder)).toEqual([
      aRun({ id: 1, taskId: 2 }),
      aRun({ id: 2, state: 'FAILED', reason: 'x\ny é' }),
    ])
  })

  it('keeps the order of records that are appended together', async () => {
    const folder = await folderWith()
    const runs = Array.from({ length: 50 }, (_, i) => aRun({ id: 7, queuedAt: i }))
    await session(folder, (journal) => Promise.all(runs.map((run) => journal.append(run))))
    expect(textOf(folder)).toBe(linesOf(...runs))
  })

  it('only ever grows while it is in use', async () => {
    const folder = await folderWith(linesOf(aRun({ id: 1 })))
    await session(folder, (journal) => journal.append(aRun({ id: 1, state: 'FAILED' })))
    expect(textOf(folder)).toBe(linesOf(aRun({ id: 1 }), aRun({ id: 1, state: 'FAILED' })))
  })

  it('leaves out the runs of tasks that are gone', async () => {
    const folder = await folderWith(linesOf(aRun({ id: 1, taskId: 9 }), aRun({ id: 2 })))
    expect(await session(folder)).toEqual([aRun({ id: 2 })])
  })
})

describe('a journal that a crash left behind', () => {
  it('loses no more than the half line at its end', async () => {
    const text = linesOf(aRun({ id: 1 }), aRun({ id: 2, state: 'RUNNING' }))
    for (const cut of [1, 2, 30, 100]) {
      const folder = await folderWith(text.slice(0, -cut))
      const before = cut === 1 ? [aRun({ id: 1 }), aRun({ id: 2, state: 'RUNNING' })] : [aRun()]
      expect(await session(folder, (journal) => journal.append(aRun({ id: 3 })))).toEqual(before)
      expect((await session(folder)).map(({ id }) => id)).toEqual([...before.map((r) => r.id), 3])
    }
  })

  it.each([
    'garbage',
    '{}',
    'null',
    '5',
    '[]',
    '"x"',
    '\0\0\0\0',
    JSON.stringify({ ...aRun(), id: '1' }),
    JSON.stringify({ ...aRun(), state: 'PENDING' }),
    JSON.stringify({ ...aRun(), trigger: 'nobody' }),
    JSON.stringify({ ...aRun(), taskId: 1.5 }),
  ])('leaves out the line %s', async (line) => {
    const folder = await folderWith(
      `${linesOf(aRun({ id: 1 }))}${line}\n\n${linesOf(aRun({ id: 2 }))}`,
    )
    expect((await session(folder)).map(({ id }) => id)).toEqual([1, 2])
  })
})

describe('a journal that grew long', () => {
  const states = (count: number) =>
    linesOf(...Array.from({ length: count }, (_, i) => aRun({ id: 1, queuedAt: i })))

  it('is written anew with one line a run, for its owner alone', async () => {
    const folder = await folderWith(states(500) + linesOf(aRun({ id: 2 })))
    expect(await session(folder)).toEqual([aRun({ id: 1, queuedAt: 499 }), aRun({ id: 2 })])
    const [head, ...rest] = textOf(folder).split('\n')
    expect(head).toBe('{"lastRunId":2}')
    expect(rest.join('\n')).toBe(linesOf(aRun({ id: 1, queuedAt: 499 }), aRun({ id: 2 })))
    expect(statSync(join(folder, 'journal.jsonl')).mode & 0o777).toBe(0o600)
  })

  it('takes new records after that', async () => {
    const folder = await folderWith(states(500))
    await session(folder, (journal) => journal.append(aRun({ id: 2 })))
    expect((await session(folder)).map(({ id }) => id)).toEqual([1, 2])
  })

  it('is left alone while it is short', async () => {
    const folder = await folderWith(states(50))
    await session(folder)
    expect(textOf(folder)).toBe(states(50))
  })
})
