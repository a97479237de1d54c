import { rm } from 'node:fs/promises'

import fc from 'fast-check'
import { expect } from 'vitest'

import { AppError } from '@common/errors'
import { deletes } from '@common/guard/deletes'
import { kindOf } from '@common/preview/change'
import { ALL_CHANGES } from '@common/preview/preview'
import { isOn } from '@common/rsync/option-questions'
import { readOptions, type OptionReading } from '@common/rsync/read-options'
import type { Run } from '@common/run/run'
import { isQuiet } from '@common/task/quiet'
import type { Task, TaskSettings } from '@common/task/task'

import { openEngine, type TestEngine } from '../../support/engine'
import { randomOptions } from '../../support/random-options'
import { randomTree } from '../../support/random-tree'
import { compareSnapshots, snapshot, type SnapshotEntry } from '../../support/snapshot'
import { contentOf } from '../../support/tree-node'
import type { LaidOut, Sides } from '../../support/two-sides'

const flag = fc.boolean()
const tree = randomTree.map(contentOf)
/** Larger than the limit for a few, so that shares count as well. */
const crowd = fc
  .record({ count: fc.integer({ min: 0, max: 25 }), rest: tree })
  .map(({ count, rest }) => ({
    ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, 'x'.repeat(i)])),
    ...rest,
  }))

const aCase = fc.record({
  source: fc.oneof(tree, crowd),
  destination: fc.oneof(tree, crowd),
  isSsh: flag,
  slash: fc.constantFrom('' as const, '/' as const),
  settings: fc.record({
    direction: fc.constantFrom('PUSH' as const, 'PULL' as const),
    recursive: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
    ...{ archive: flag, times: flag, compress: flag, delete: flag, preservePerm: flag },
    ...{ preserveAttr: flag, delayUpdates: flag },
    extra: randomOptions,
  }),
})

const LIMITS = { deleteLimit: 100_000, deleteLimitPercent: 50 } as const
const ITEM = /^([<>ch.][fdLDS].{9}|\*deleting {2}) \d+ (.*)$/
const all = { times: true, modes: true }

/** How the cases ended, for the summary. */
export type Endings = Record<'SUCCESS' | 'FAILED' | 'BLOCKED' | 'refused', number>

/**
 * Runs tasks of random options over random trees. What a guard lets pass deletes no more than the
 * limits of the task, counted and weighed at the destination before and after; what is held has
 * touched nothing; and a run does what its preview shows.
 * @param cases how many; the seed and the number of a case find it again
 */
export async function tryRandomRuns(
  layOut: (sides: Sides) => Promise<LaidOut>,
  { cases, seed, only = null, lanes = 2 }: RandomRuns,
): Promise<Endings> {
  const test = await openEngine()
  const endings: Endings = { SUCCESS: 0, FAILED: 0, BLOCKED: 0, refused: 0 }
  const sample = [...fc.sample(aCase, { numRuns: cases, seed }).entries()]
  const left = sample.filter(([number]) => only === null || number === only)
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [number, one] = next
      try {
        endings[await tryOut(test, layOut, one)]++
      } catch (error) {
        const told = `case ${number} of seed ${seed}: ${JSON.stringify(one, null, 1)}`
        throw new Error(told, { cause: error })
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, work))
  return endings
}

export interface RandomRuns {
  readonly cases: number
  readonly seed: number
  /** Just this one. */
  readonly only?: number | null
  /** So many at the same time. */
  readonly lanes?: number
}

async function tryOut(
  { engine, add, log }: TestEngine,
  layOut: (sides: Sides) => Promise<LaidOut>,
  one: Sides,
): Promise<keyof Endings> {
  const { from, to, settings } = await layOut(one)
  const dispose = () => Promise.all([from, to].map((dir) => rm(dir, { recursive: true })))
  let task: Task
  try {
    // An option of one side alone can have both wait for each other.
    const extra = ['--timeout=20', ...(settings.extra ?? [])]
    task = add({ ...settings, ...LIMITS, extra })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await dispose()
    return 'refused'
  }
  const { id } = task
  const before = [await snapshot(from), await snapshot(to)] as const
  const begun = engine.previews.start({ taskId: id, settings: null })
  const preview = await engine.previews.ready(begun.id)
  const isListed = preview.state === 'READY'
  const listed = isListed ? (await engine.previews.page(begun.id, ALL_CHANGES)).changes : []
  expect(compareSnapshots(before[0], await snapshot(from), all)).toEqual([])
  expect(compareSnapshots(before[1], await snapshot(to), all)).toEqual([])

  const run = await engine.runs.ended((await engine.runs.start(id, 'manual')).id)
  const after = [await snapshot(from), await snapshot(to)] as const
  expectWithinLimits(before[1], goneFrom(before[1], after[1], settings), await log(run))
  const state = run.state as 'SUCCESS' | 'FAILED' | 'BLOCKED'
  if (state === 'BLOCKED' || (state === 'FAILED' && run.stats === null && run.exitCode === null)) {
    expect(compareSnapshots(before[0], after[0], all)).toEqual([])
    expect(compareSnapshots(before[1], after[1], all)).toEqual([])
  } else if (isListed) {
    const lines = listed.map(({ itemized, name }) => `${itemized} ${name}`)
    // The log of a quiet task does not say what was done.
    if (!isQuiet(task)) expectAsShown(run, doneIn(await log(run)), lines)
    const removed = filesOf(before[0]).length - filesOf(after[0]).length
    const shown = preview.sourceRemoval?.count ?? 0
    if (state === 'SUCCESS') expect(removed, 'files removed from the source').toBe(shown)
    else expect(removed).toBeLessThanOrEqual(shown)
  }
  await engine.removal.remove(id)
  await engine.previews.close(begun.id)
  await dispose()
  return state
}

const filesOf = (entries: readonly SnapshotEntry[]) => entries.filter(({ type }) => type !== 'dir')
const bytesOf = (entries: readonly SnapshotEntry[]) =>
  filesOf(entries).reduce((sum, { size }) => sum + size, 0)

/** What is not there any more; where the task deletes, also files that something else replaced. */
function goneFrom(
  before: readonly SnapshotEntry[],
  after: readonly SnapshotEntry[],
  settings: Partial<TaskSettings>,
): SnapshotEntry[] {
  const left = new Map(after.map(({ path, type }) => [path, type]))
  const isDeleting = deletes({ delete: settings.delete ?? false, extra: settings.extra ?? [] })
  return before.filter(({ path, type }) => {
    const now = left.get(path)
    if (now === undefined) return true
    return isDeleting && type !== 'dir' && now !== type && now !== 'file'
  })
}

/** The limits as the manual of guards has them, in numbers of their own. */
function expectWithinLimits(
  before: readonly SnapshotEntry[],
  gone: readonly SnapshotEntry[],
  log: string,
): void {
  if (gone.length === 0) return
  const names = `gone: ${gone.map(({ path }) => path).join(', ')}; the log: ${log}`
  if (gone.length >= 10) expect(gone.length / before.length, names).toBeLessThanOrEqual(0.5)
  const bytes = bytesOf(gone)
  if (bytes > 0) expect(bytes / bytesOf(before), names).toBeLessThan(0.95)
  if (gone.length >= 3) expect(filesOf(gone).length, names).not.toBe(filesOf(before).length || -1)
}

function doneIn(log: string): string[] {
  return log.split('\n').flatMap((line) => {
    const [, change = '', name = ''] = ITEM.exec(line) ?? []
    return change !== '' && kindOf({ change, name }) !== null ? [`${change} ${name}`] : []
  })
}

/**
 * A folder that is listed as deleted may stay for what is protected in it, which rsync's dry run
 * cannot tell. A run that fails, or may delete nothing, does less; none does more. A folder to
 * compare with that the run itself fills makes less to do, and never names what is not listed.
 */
function expectAsShown(run: Run, done: readonly string[], listed: readonly string[]): void {
  const reading = readOptions(run.command)
  const isFilling = comparesWithItself(reading)
  const key = isFilling ? nameIn : timedBy(reading)
  const shown = new Set(listed.map(key))
  const isOfFolder = (line: string) => isDeletingBefore(reading) && isJustTime(line)
  expect(done.filter((line) => !shown.has(key(line)) && !isOfFolder(line))).toEqual([])
  if (run.state !== 'SUCCESS' || isFilling) return
  const did = new Set(done.map(key))
  const isFolder = (line: string) => line.startsWith('*deleting') && line.endsWith('/')
  expect(listed.filter((line) => !did.has(key(line)) && !isFolder(line))).toEqual([])
}

/** A folder of the destination as `--link-dest` and the like: what comes first is found there. */
const comparesWithItself = ({ options }: OptionReading): boolean =>
  options.some(
    ({ name, value }) => /^(compare|copy|link)-dest$/.test(name) && !/^(\/|\.\.)/.test(value ?? ''),
  )
const nameIn = (line: string): string => line.slice('>f+++++++++ '.length)

/** A deletion before the comparison changes a folder's time, in no dry run (measured, 3.5.0). */
const isDeletingBefore = (reading: OptionReading): boolean =>
  isOn(reading, 'delete-before') === true
const timedBy = (reading: OptionReading) => (line: string) =>
  isDeletingBefore(reading) ? line.replace(/^(\.d..)t/, '$1.') : line
const isJustTime = (line: string): boolean => line.startsWith('.d..t...... ')
