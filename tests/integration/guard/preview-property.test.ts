import { randomInt } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'

import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { kindOf } from '@common/preview/change'
import { ALL_CHANGES } from '@common/preview/preview'
import type { TaskSettings } from '@common/task/task'

import {
  makeSshLogin,
  moduleTask,
  openEngine,
  tempDir,
  type SshLogin,
  type TestEngine,
} from '../../support/engine'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { compareSnapshots, snapshot, type SnapshotEntry } from '../../support/snapshot'
import { startSshd, type Sshd } from '../../support/sshd'
import { file, link, makeTree, type TreeSpec } from '../../support/tree'

/** How many trees and tasks are tried; more by hand: PREVIEW_CASES=500, PREVIEW_SEED to replay. */
const CASES = Number(process.env['PREVIEW_CASES'] ?? 12)
const SEED = Number(process.env['PREVIEW_SEED'] ?? randomInt(2 ** 31))

let [sshd, daemon, login]: [Sshd, Rsyncd, SshLogin] = [] as never
beforeAll(async () => {
  sshd = await startSshd()
  login = await makeSshLogin(sshd)
  daemon = await startRsyncd()
})
afterAll(async () => {
  await daemon.stop()
  await login.dispose()
  await sshd.stop()
})

/** Few names, so that both sides share some; among them those that imitate rsync's own output. */
const NAMES = [
  ...['a', 'b', 'sub', 'deep er', '*deleting   x', '100% cotton', '@@|>f+++++++++ 5 a', '-n', 'ü'],
  ...['Number of files: 9', 'tab\there', 'line\nend', String.raw`\#012`, 'x -> y', '.hidden'],
]
const name = fc.constantFrom(...NAMES)
/** Times apart by more than rsync's quick check could miss. */
const mtimeMs = fc.constantFrom(1e12, 1.1e12, 1.2e12)
const mode = fc.constantFrom(0o644, 0o600, 0o755)
const { tree } = fc.letrec<{ tree: TreeSpec; entry: TreeSpec[string] }>((tie) => ({
  tree: fc.dictionary(name, tie('entry'), { maxKeys: 5, noNullPrototype: true }),
  entry: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    fc
      .record({ text: fc.constantFrom('', 'x', 'yy', 'z'.repeat(40)), mtimeMs, mode })
      .map(({ text, ...attributes }) => file(text, attributes)),
    fc.record({ to: name, mtimeMs }).map(({ to, ...attributes }) => link(to, attributes)),
    tie('tree'),
  ),
}))

const flag = fc.boolean()
const aCase = fc.record({
  source: tree,
  destination: tree,
  isSsh: flag,
  slash: fc.constantFrom('', '/'),
  settings: fc.record({
    direction: fc.constantFrom('PUSH', 'PULL'),
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

interface Laid {
  readonly from: string
  readonly to: string
  readonly settings: Partial<TaskSettings>
}

/** Lays both trees out, with the side that is not here in a module or behind ssh. */
async function layOut({ source, destination, isSsh, slash, settings }: Case, id: number) {
  const base = isSsh ? await tempDir() : daemon.modules.open.root
  const [near, far] = [`${await tempDir()}/near`, `${base}/far${id}`]
  const [from, to] = settings.direction === 'PUSH' ? [near, far] : [far, near]
  await mkdir(from)
  await mkdir(to)
  await makeTree(from, source)
  const target = slash === '/' ? to : `${to}/${settings.direction === 'PUSH' ? 'near' : `far${id}`}`
  await mkdir(target, { recursive: true })
  await makeTree(target, destination)
  await login.give(isSsh ? near : from)
  const isPush = settings.direction === 'PUSH'
  const [path, remote] = isPush ? [`${near}${slash}`, far] : [near, `${far}${slash}`]
  // Limits and guards have tests of their own; here nothing may stand in the way.
  const free = { ...settings, deleteLimit: null, deleteLimitPercent: null, path } as const
  const task = isSsh
    ? login.task({ ...free, remotePath: remote })
    : moduleTask(daemon, `open/far${id}${isPush ? '' : slash}`, free)
  return { from, to, settings: task } satisfies Laid
}

/** A change or a line of a log, as one text; rsync lists in no certain order. */
const shown = (itemized: string, name: string) => `${itemized} ${name}`
const ITEM = /^([<>ch.][fdLDS].{9}|\*deleting {2}) \d+ (.*)$/

/** What the log says that was done; lines that say that nothing had to be done left out. */
const doneIn = (log: string): string[] =>
  log.split('\n').flatMap((line) => {
    const [, change = '', name = ''] = ITEM.exec(line) ?? []
    return change !== '' && kindOf({ change }) !== null ? [shown(change, name)] : []
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
async function tryOut(test: TestEngine, one: Case, number: number): Promise<void> {
  const { engine } = test
  const { from, to, settings } = await layOut(one, number)
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
    let number = 0
    const property = fc.asyncProperty(aCase, (one) => tryOut(test, one, ++number))
    await fc.assert(property, { numRuns: CASES, seed: SEED, endOnFailure: true })
    expect(failures.length).toBeLessThanOrEqual(2 + CASES / 4)
  },
  60_000 + CASES * 20_000,
)
