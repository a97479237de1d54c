import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { RunBook } from '@core/run/run-book'
import { RunJournal } from '@core/run/run-journal'
import { makeTempDir } from '../../../support/temp-dir'
import { aRun } from '../../builders'

async function aBook(...runs: ReturnType<typeof aRun>[]) {
  const folder = await makeTempDir()
  onTestFinished(() => folder.dispose())
  const { journal } = await RunJournal.open(join(folder.path, 'runs'), new Set([1, 2]))
  return { book: new RunBook(journal, runs, 0), journal }
}

const ids = (runs: readonly { id: number }[]) => runs.map(({ id }) => id)

describe('the book of runs', () => {
  it('has the runs of a task newest first and the active ones oldest first', async () => {
    const { book } = await aBook(
      aRun({ id: 1 }),
      aRun({ id: 2, taskId: 2, state: 'WAITING' }),
      aRun({ id: 3, state: 'RUNNING' }),
      aRun({ id: 4 }),
    )
    expect(ids(book.ofTask(1))).toEqual([4, 3, 1])
    expect(ids(book.ofTask(9))).toEqual([])
    expect(ids(book.active())).toEqual([2, 3])
  })

  it('gives numbers that no run has had', async () => {
    const { book } = await aBook(aRun({ id: 41 }), aRun({ id: 3 }))
    expect([book.nextId(), book.nextId()]).toEqual([42, 43])
  })

  it('gives no number again that a removed run had', async () => {
    const { book } = await aBook(aRun({ id: 3 }))
    book.forgetTask(aRun().taskId)
    expect(book.nextId()).toBe(4)
  })

  it('takes a state over at once and tells of it when it is on disk', async () => {
    const { book } = await aBook()
    const told: string[] = []
    book.events.on('changed', ({ state }) => told.push(state))
    const stored = book.put(aRun({ id: 1, state: 'RUNNING' }))
    expect(book.get(1).state).toBe('RUNNING')
    await stored
    await book.put(aRun({ id: 1, state: 'FAILED' }))
    expect(ids(book.active())).toEqual([])
    expect(ids(book.ofTask(1))).toEqual([1])
    expect(told).toEqual(['RUNNING', 'FAILED'])
  })

  it('says when a record cannot be written, and tells of the state all the same', async () => {
    const { book, journal } = await aBook()
    await journal.close()
    let told = 0
    book.events.on('changed', () => told++)
    await expect(book.put(aRun())).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
    expect(told).toBe(1)
  })

  it('forgets the runs of a removed task', async () => {
    const { book } = await aBook(aRun({ id: 1 }), aRun({ id: 2, taskId: 2 }))
    expect(ids(book.forgetTask(1))).toEqual([1])
    expect(() => book.get(1)).toThrow('There is no run 1.')
    expect(book.ofTask(1)).toEqual([])
    expect(ids(book.ofTask(2))).toEqual([2])
  })
})
