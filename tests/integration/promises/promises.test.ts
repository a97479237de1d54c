import { randomInt } from 'node:crypto'
import { rm } from 'node:fs/promises'

import fc from 'fast-check'
import { expect, it } from 'vitest'

import { openEngine, tempDir, type TestEngine } from '../../support/engine'
import { notesOf, readNotes, writeNotes } from '../../support/notes'
import { randomTree } from '../../support/random-tree'
import { compareSnapshots, diffTrees, showBytes, snapshot } from '../../support/snapshot'
import { makeTree } from '../../support/tree'
import { contentOf, nodesOf, type DirNode, type FileNode } from '../../support/tree-node'
import { useTwoSides } from '../../support/two-sides'
import { promised } from './promised'
import { AUXILIARY, wishesOf } from './wishes'

/** How many trees and tasks are tried; more by hand: PROMISE_CASES=500, PROMISE_SEED to replay. */
const CASES = Number(process.env['PROMISE_CASES'] ?? 15)
const SEED = Number(process.env['PROMISE_SEED'] ?? randomInt(2 ** 31))

const layOut = useTwoSides()

const flag = fc.boolean()
const aCase = fc
  .record({
    source: randomTree,
    destination: randomTree,
    isSsh: flag,
    slash: fc.constantFrom('' as const, '/' as const),
    settings: fc.record({
      direction: fc.constantFrom('PUSH' as const, 'PULL' as const),
      recursive: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
      ...{ archive: flag, times: flag, compress: flag, delete: flag, quiet: flag },
      ...{ preservePerm: flag, preserveAttr: flag, delayUpdates: flag },
      extra: fc.subarray([...AUXILIARY], { maxLength: 4 }),
    }),
  })
  .map(({ source, destination, ...rest }) => {
    const isPicky = ['--existing', '--ignore-existing', '--update'] as const
    const hasClashes = !isPicky.some((option) => rest.settings.extra.includes(option))
    const usable = hasClashes ? destination : withoutClashes(source, destination)
    return {
      source: withAnchor(source),
      destination: rest.settings.extra.includes('--existing') ? withAnchor(usable) : usable,
      ...rest,
    }
  })

type Case = typeof aCase extends fc.Arbitrary<infer T> ? T : never

/**
 * A source of which nothing is copied is another matter: see delete-guard. With `--existing` it takes
 * a file that is on both sides.
 */
const withAnchor = (dir: DirNode): DirNode => ({ ...dir, children: { ...dir.children, anchor } })
const anchor: FileNode = { kind: 'file', text: 'here', mtimeMs: 1e12, mode: 0o644, note: null }

/** Whether a file where a folder is already counts as existing is nothing the manual tells. */
function withoutClashes(source: DirNode, dir: DirNode): DirNode {
  const children = Object.entries(dir.children).flatMap(([name, node]) => {
    const other = source.children[name]
    if (other && other.kind !== node.kind) return []
    const isPair = other?.kind === 'dir' && node.kind === 'dir'
    return [[name, isPair ? withoutClashes(other, node) : node] as const]
  })
  return { ...dir, children: Object.fromEntries(children) }
}

/** Attributes that are not as promised, one line each. */
async function wrongAttributes(folder: string, dir: DirNode): Promise<string[]> {
  const found = new Map((await snapshot(folder)).map((entry) => [entry.path, entry]))
  return [...nodesOf(dir)].flatMap(([path, node]) => {
    const entry = found.get(showBytes(Buffer.from(path)))
    const mode = node.kind === 'link' ? null : node.mode
    return [
      ...(node.mtimeMs === null || node.mtimeMs === entry?.mtimeMs ? [] : [`time of ${path}`]),
      ...(mode === null || mode === entry?.mode ? [] : [`mode of ${path}: ${entry?.mode}`]),
    ]
  })
}

async function tryOut(test: TestEngine, one: Case): Promise<void> {
  const [source, destination] = [contentOf(one.source), contentOf(one.destination)]
  const { from, to, target, settings } = await layOut({ ...one, source, destination })
  await writeNotes(from, one.source)
  const expected = await tempDir()
  const wishes = wishesOf(one.settings)
  const promise = promised(one.source, bare(one.destination), wishes)
  await makeTree(expected, contentOf(promise.destination))
  const before = await snapshot(from)

  const task = test.add(settings)
  const run = await test.run(task.id)

  const ending = promise.isPartial
    ? { state: 'FAILED', outcome: 'partial', exitCode: 23 }
    : { state: 'SUCCESS', outcome: 'success', exitCode: 0 }
  expect(run, run.reason).toMatchObject(ending)
  expect(await diffTrees(expected, target)).toBe('')
  expect(await wrongAttributes(target, promise.destination)).toEqual([])
  expect(await readNotes(target)).toEqual(notesOf(promise.destination))
  const isMoving = wishes.removesSource
  const changes = compareSnapshots(before, await snapshot(from), { modes: true, times: !isMoving })
  const gone = promise.moved.map((path) => `- ${showBytes(Buffer.from(path))}`)
  expect(changes.sort()).toEqual(isMoving ? gone.sort() : [])
  if (settings.quiet === true) expect(await test.log(run)).not.toMatch(/^[<>ch.][fdL]\S{9} /m)
  await test.engine.removal.remove(task.id)
  await Promise.all([from, to, expected].map((dir) => rm(dir, { recursive: true })))
}

/** Notes are laid out at the source only. */
function bare(dir: DirNode): DirNode {
  const children = Object.entries(dir.children).map(([name, node]) => {
    if (node.kind === 'dir') return [name, bare(node)]
    return [name, node.kind === 'file' ? { ...node, note: null } : node]
  })
  return { ...dir, children: Object.fromEntries(children) as DirNode['children'] }
}

it(
  `both sides are as the options promise after a run (seed ${SEED})`,
  async () => {
    const test = await openEngine()
    const property = fc.asyncProperty(aCase, (one) => tryOut(test, one))
    await fc.assert(property, { numRuns: CASES, seed: SEED, endOnFailure: true })
  },
  60_000 + CASES * 20_000,
)
