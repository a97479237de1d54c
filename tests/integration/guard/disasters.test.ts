import { mkdir } from 'node:fs/promises'

import { expect, it, onTestFinished } from 'vitest'

import type { Task, TaskSettings } from '@common/task/task'

import { moduleTask, openEngine, tempDir } from '../../support/engine'
import { startRsyncd } from '../../support/rsyncd'
import { run } from '../../support/run'
import { compareSnapshots, snapshot } from '../../support/snapshot'
import { makeTree } from '../../support/tree'
import { files, mountDisk } from './support'

/** A computer on which a task with Delete ran well yesterday. */
async function yesterday(settings: Partial<TaskSettings> = {}) {
  const [test, daemon, dir] = [await openEngine(), await startRsyncd(), await tempDir()]
  onTestFinished(() => daemon.stop())
  const [disk, far] = [`${dir}/disk`, daemon.modules.open.root]
  await mkdir(disk)
  const unmount = await mountDisk(disk, 'diskA')
  await makeTree(disk, files(20))
  const task = await test.create(
    moduleTask(daemon, 'open', { path: `${disk}/`, delete: true, ...settings }),
  )
  expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
  return { test, task, disk, far, unmount }
}

type Yesterday = Awaited<ReturnType<typeof yesterday>>

/** What happened over night; answers with the folder that is at stake. */
const DISASTERS: Readonly<Record<string, (before: Yesterday) => Promise<string>>> = {
  'the source was emptied': async ({ disk, far }) => {
    await run('find', [disk, '-type', 'f', '-delete'])
    return far
  },
  'the disk is not mounted': async ({ unmount, far }) => {
    await unmount()
    return far
  },
  'another disk is mounted': async ({ unmount, disk, far }) => {
    await unmount()
    await mountDisk(disk, 'diskB')
    await makeTree(disk, files(20, 'other'))
    return far
  },
  'the task was turned round': async ({ test, task, disk }) => {
    await makeTree(disk, files(5, 'work of today '))
    await test.engine.tasks.update(task.id, { direction: 'PULL' }, null)
    return disk
  },
}

/** How many files of the folder are not there any more after something was done. */
async function lostBy(folder: string, act: () => Promise<unknown>): Promise<number> {
  const before = await snapshot(folder)
  await act()
  return compareSnapshots(before, await snapshot(folder)).filter((line) => !line.startsWith('+'))
    .length
}

it.each(Object.entries(DISASTERS))(
  '%s: rsync loses files, and the app none',
  async (name, strike) => {
    const before = await yesterday()
    const folder = await strike(before)
    const { test } = before
    const task: Task = test.engine.tasks.get(before.task.id)
    const byApp = await lostBy(folder, () => test.run(task.id))
    expect(test.engine.book.ofTask(task.id)[0]).toMatchObject({ state: 'BLOCKED' })
    const plain = await lostBy(folder, () =>
      run('rsync', test.engine.planner.command(task).taskArgs),
    )
    expect({ name, byApp, isPlainHarmless: plain === 0 }).toEqual({
      ...{ name, byApp: 0, isPlainHarmless: false },
    })
  },
)
