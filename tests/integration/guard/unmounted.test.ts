import { mkdir, symlink, writeFile } from 'node:fs/promises'

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'

import type { Run } from '@common/run/run'
import type { Task, TaskSettings } from '@common/task/task'

import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { findProgram } from '../../support/run'
import { compareSnapshots, snapshot } from '../../support/snapshot'
import { bigFile, makeTree } from '../../support/tree'
import { expectHeld, files, mountDisk, untouched } from './support'

/* A disk that goes while a run is at work on it; lazily, since the kernel refuses any other way. */

let daemon: Rsyncd
let [test, disk, far]: [TestEngine, string, string] = [] as never
beforeAll(async () => void (daemon = await startRsyncd()))
afterAll(() => daemon.stop())
beforeEach(async () => {
  test = await openEngine()
  disk = `${await tempDir()}/disk`
  await mkdir(disk)
  far = `${daemon.modules.open.root}/${test.folder.replaceAll('/', '_')}`
  await mkdir(far)
})

const slow = { compress: false, delayUpdates: false, extra: ['--bwlimit=300', '--whole-file'] }
const task = (settings: Partial<TaskSettings>): Task =>
  test.add(
    moduleTask(daemon, `open/${far.split('/').at(-1)}/`, {
      path: `${disk}/`,
      ...slow,
      ...settings,
    }),
  )

async function unmountedWhile({ id: taskId }: Task, unmount: () => Promise<void>): Promise<Run> {
  const { id } = await test.startGoing(taskId)
  await waitUntil(() => test.progress.some(({ bytes }) => bytes > 0), { what: 'the first bytes' })
  await unmount()
  return test.engine.runs.ended(id)
}

const MOVED = /^The disk of .*\/disk\/ was unmounted or replaced while the run was going/

it('a disk that is written to and goes meanwhile is no success, though rsync says so', async () => {
  const unmount = await mountDisk(disk, 'diskA')
  await bigFile(far, 'big', 600_000)
  const run = await unmountedWhile(task({ direction: 'PULL' }), unmount)
  expect(run).toMatchObject({
    ...{ state: 'FAILED', outcome: 'failed', retryAt: null, exitCode: 0 },
    ...{ reason: expect.stringMatching(MOVED), remedy: { kind: 'open-field', field: 'path' } },
  })
  // What was not a success is not where the task belongs from now on.
  expect(await snapshot(disk)).toEqual([])
  await mountDisk(disk, 'diskA')
  expect(await test.run(run.taskId)).toMatchObject({ state: 'SUCCESS' })
})

it('a disk on which the run itself makes its folder is known as well', async () => {
  const unmount = await mountDisk(disk, 'diskA')
  await bigFile(far, 'big', 600_000)
  const pull = task({ direction: 'PULL', path: `${disk}/made` })
  const run = await unmountedWhile(pull, unmount)
  expect(run).toMatchObject({ state: 'FAILED', exitCode: 0 })
})

it('a disk that is read with Delete and goes meanwhile costs the destination nothing', async () => {
  const unmount = await mountDisk(disk, 'diskA')
  await makeTree(disk, { ...files(50), sub: files(50), zz: { deep: files(5) } })
  await makeTree(far, { ...files(50), sub: files(50), zz: { deep: files(5) }, surplus: 'x' })
  await bigFile(disk, 'big', 600_000)
  const before = await snapshot(far)
  const run = await unmountedWhile(task({ delete: true }), unmount)
  expect(run).toMatchObject({ state: 'FAILED', reason: expect.stringMatching(MOVED) })
  const lost = compareSnapshots(before, await snapshot(far)).filter((line) => line[0] !== '+')
  expect(lost.filter((line) => line !== '- surplus')).toEqual([])
})

/** Does something as soon as a dry run has ended. */
async function afterDryRuns(act: string): Promise<void> {
  const program = `${await tempDir()}/rsync`
  const rsync = findProgram('rsync')
  const afterDryRun = `case " $* " in *' -n -- '*) '${rsync}' "$@"; ${act}; exit;; esac`
  await writeFile(program, `#!/bin/sh\n${afterDryRun}\nexec '${rsync}' "$@"\n`, { mode: 0o755 })
  await test.engine.programs.update({ rsync: program })
}

it('a disk that goes between the dry run and the run holds the run', async () => {
  await mountDisk(disk, 'diskA')
  await makeTree(disk, files(20))
  await makeTree(far, files(20))
  await afterDryRuns(`umount -l '${disk}'`)
  const { id } = task({ delete: true })
  await expectHeld(await untouched(far, () => test.run(id)), ['source-not-mounted'])
})

it('a link that is turned between the dry run and the run holds the run', async () => {
  const link = `${disk}/link`
  await makeTree(disk, { a: files(20), b: { other: 'o' } })
  await makeTree(far, files(20))
  await symlink('a', link)
  await afterDryRuns(`ln -sfn b '${link}'`)
  const { id } = task({ path: `${link}/`, delete: true, deleteLimitPercent: null })
  const held = await untouched(far, () => test.run(id))
  await expectHeld(held, ['source-other-device'])
  expect(held.hold?.canRunAnyway).toBe(false)
})
