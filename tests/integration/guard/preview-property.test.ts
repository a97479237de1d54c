import { randomInt } from 'node:crypto'
import { rm } from 'node:fs/promises'

import fc from 'fast-check'
import { expect, it } from 'vitest'

import { kindOf } from '@common/preview/change'
import { ALL_CHANGES } from '@common/preview/preview'

import { openEngine, type TestEngine } from '../../support/engine'
import { randomTree } from '../../support/random-tree'
import { compareSnapshots, snapshot, type SnapshotEntry } from '../../support/snapshot'
import { contentOf } from '../../support/tree-node'
import { useTwoSides } from '../../support/two-sides'

/** How many trees and tasks are tried; more by hand: PREVIEW_CASES=500, PREVIEW_SEED to replay. */
const CASES = Number(process.env['PREVIEW_CASES'] ?? 8)
const SEED = Number(process.env['PREVIEW_SEED'] ?? randomInt(2 ** 31))

const layOut = useTwoSides()

const tree = randomTree.map(contentOf)
const flag = fc.boolean()
const aCase = fc.record({
  source: tree,
  destination: tree,
  isSsh: flag,
  slash: fc.constantFrom('' as const, '/' as const),
  settings: fc.record({
    direction: fc.constantFrom('PUSH' as const, 'PULL' as const),
    recursive: fc.constant(true),
    archive: flag,
    times: flag,
    compress: flag,
    delete: flag,
    preservePerm: flag,
    preserveAttr: flag,
    delayUpdates: flag,
    extra: fc.subarray(
      [
        ...['-l', '--checksum', '--existing', '--ignore-existing', '--update', '--size-only'],
        ...['--delete-excluded', '--exclude=sub', '--prune-empty-dirs', '-vv', '--no-implied-dirs'],
        ...['--remove-source-files', '--force', '--max-size=30'],
      ],
      { maxLength: 3 },
    ),
  }),
})

type Case = typeof aCase extends fc.Arbitrary<infer T> ? T : never

/** A change or a line of a log, as one text; rsync lists in no certain order. */
const shown = (itemized: string, name: string) => `${itemized} ${name}`
const ITEM = /^([<>ch.][fdLDS].{9}|\*deleting {2}) \d+ (.*)$/

/** What the log says that was done; lines that say that nothing had to be done left out. */
const doneIn = (log: string): string[] =>
  log.split('\n').flatMap((line) => {
    const [, change = '', name = ''] = ITEM.exec(line) ?? []
    return change !== '' && kindOf({ change, name }) !== null ? [shown(change, name)] : []
  })

const all = { times: true, modes: true }
const missingIn = (a: readonly SnapshotEntry[], b: readonly SnapshotEntry[]) =>
  compareSnapshots(a, b).filter((line) => line.startsWith('- ')).length

/**
 * A folder that goes but for what an exclude keeps in it stays; rsync's dry run cannot tell and
 * lists it. Of nothing else may a run do less than its preview shows.
 */
const isDone =
  (done: readonly string[], { settings }: Case) =>
  (line: string): boolean => {
    const mayStay = settings.extra.includes('--exclude=sub') && /^\*deleting .*\/$/s.test(line)
    return !mayStay || done.includes(line)
  }

/** Runs that rsync itself did not get through. */
const failures: string[] = []

/** Previews, approves, runs, and compares all three. */
async function tryOut(test: TestEngine, one: Case): Promise<void> {
  const { engine } = test
  const { from, to, settings } = await layOut(one)
  const task = test.add(settings)
  const before = [await snapshot(from), await snapshot(to)] as const
  const { id } = engine.previews.start({ taskId: task.id, settings: null })
  const preview = await engine.previews.ready(id)
  expect(preview).toMatchObject({ state: 'READY', canRun: true })
  const { changes } = await engine.previews.page(id, ALL_CHANGES)
  expect(compareSnapshots(before[0], await snapshot(from), all)).toEqual([])
  expect(compareSnapshots(before[1], await snapshot(to), all)).toEqual([])
  // Approved, so that the run's own dry run is compared with this one, too.
  const run = await engine.runs.ended((await engine.safety.startApproved(id, 'manual')).id)
  const listed = changes.map(({ itemized, name }) => shown(itemized, name)).sort()
  const done = doneIn(await test.log(run)).sort()
  if (run.state === 'SUCCESS') expect(done).toEqual(listed.filter(isDone(done, one)))
  else {
    // A folder in the way of a file, say. Even then nothing is done that was not shown.
    expect(run).toMatchObject({ state: 'FAILED', exitCode: 23 })
    expect(listed).toEqual(expect.arrayContaining(done))
    failures.push(run.reason)
  }
  const after = await snapshot(to)
  expect(missingIn(before[1], after)).toBeLessThanOrEqual(preview.totals.deleted.count)
  expect(missingIn(after, before[1])).toBeLessThanOrEqual(preview.totals.added.count)
  await engine.removal.remove(task.id)
  await Promise.all([from, to].map((dir) => rm(dir, { recursive: true })))
}

it(
  `previews list what runs then do, and disturb nothing (seed ${SEED})`,
  async () => {
    const test = await openEngine()
    const property = fc.asyncProperty(aCase, (one) => tryOut(test, one))
    await fc.assert(property, { numRuns: CASES, seed: SEED, endOnFailure: true })
    expect(failures.length).toBeLessThanOrEqual(2 + CASES / 4)
  },
  60_000 + CASES * 20_000,
)
