import { appendFile, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'

import { expect, onTestFinished } from 'vitest'

import { moduleTask, openEngine, tempDir } from '../../support/engine'
import { startRsyncd } from '../../support/rsyncd'
import { run } from '../../support/run'
import { compareSnapshots, snapshot, type SnapshotEntry } from '../../support/snapshot'
import { makeTree } from '../../support/tree'
import { files, mountDisk } from './support'

/** A computer on which a task with Delete ran well yesterday. */
async function yesterday() {
  const dir = await tempDir()
  const extraConfig = `[disk]\npath = ${dir}/disk\nread only = no\n`
  const motd = `${dir}/motd`
  await writeFile(motd, '')
  const globals = [`motd file = ${motd}`]
  const [test, daemon] = [await openEngine(), await startRsyncd({ extraConfig, globals })]
  onTestFinished(() => daemon.stop())
  const [disk, far] = [`${dir}/disk`, daemon.modules.open.root]
  await mkdir(disk)
  const unmount = await mountDisk(disk, 'diskA')
  await makeTree(disk, { ...files(20), inner: {} })
  const unmountInner = await mountDisk(`${disk}/inner`, 'inner disk')
  await makeTree(`${disk}/inner`, files(15))
  const task = await test.create(moduleTask(daemon, 'open', { path: `${disk}/`, delete: true }))
  expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
  return { test, task, disk, far, motd, unmount, unmountInner }
}

/** What is there the morning after: the task, as it is now, and the folder that is at stake. */
export type Scene = Awaited<ReturnType<typeof yesterday>> & { readonly atStake: string }

const ONTO_ITSELF = 'the task moves files into a module that is their own folder'
const PARTS = 'parts of files go to a folder that has the only copies'
const COMPARED = 'a folder to compare with has the same files'
const RULES = 'the rules of what to delete are copied, and have changed'
/** Which take an option that not every program has. */
export const BY_OPTION: ReadonlySet<string> = new Set([ONTO_ITSELF, PARTS, COMPARED, RULES])

const OVER_NIGHT: Readonly<
  Record<string, (before: Awaited<ReturnType<typeof yesterday>>) => Promise<string>>
> = {
  'the source was emptied': async ({ disk, far }) => {
    await run('find', [disk, '-type', 'f', '-delete'])
    return far
  },
  'the disk is not mounted': async ({ unmount, unmountInner, far }) => {
    await unmountInner()
    await unmount()
    return far
  },
  'a disk in the source is not mounted': async ({ unmountInner, far }) => {
    await unmountInner()
    return far
  },
  'a disk in the source is not mounted, and Path got a slash more': async (before) => {
    const { test, task, unmountInner, far } = before
    await unmountInner()
    await test.engine.tasks.update(task.id, { path: `${task.path}/` }, null)
    return far
  },
  'another disk is mounted': async ({ unmount, unmountInner, disk, far }) => {
    await unmountInner()
    await unmount()
    await mountDisk(disk, 'diskB')
    await makeTree(disk, files(20, 'other'))
    return far
  },
  'the files became links, which are not sent': async ({ disk, far }) => {
    await run('find', [disk, '-maxdepth', '1', '-type', 'f', '-delete'])
    for (let i = 0; i < 150; i++) await symlink('f0', `${disk}/link${i}`)
    return far
  },
  'the one large file was moved away': async ({ test, task, disk, far }) => {
    await writeFile(`${disk}/image`, '')
    await truncate(`${disk}/image`, 400_000)
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    await rm(`${disk}/image`)
    return far
  },
  'the files became folders': async ({ disk, far }) => {
    for (const name of Object.keys(files(20))) {
      await rm(`${disk}/${name}`)
      await mkdir(`${disk}/${name}`)
    }
    return far
  },
  [PARTS]: async (before) => {
    const { test, task, disk, far } = before
    await makeTree(far, { kept: files(20) })
    for (const name of Object.keys(files(20))) await appendFile(`${disk}/${name}`, 'work of today')
    const given = { delete: false, delayUpdates: false, extra: ['--partial-dir=kept'] }
    await test.engine.tasks.update(task.id, given, null)
    return far
  },
  [COMPARED]: async ({ test, task, disk, far }) => {
    await run('cp', ['-a', disk, `${far}/earlier`])
    const given = { delete: false, extra: ['--compare-dest=/earlier'] }
    await test.engine.tasks.update(task.id, given, null)
    return far
  },
  'a folder to link from has what is new': async ({ test, task, disk, far }) => {
    await mkdir(`${far}/now`)
    await run('bash', ['-c', 'mv -- "$0"/f* "$0"/inner "$0"/now', far])
    await run('find', [disk, '-type', 'f', '-delete'])
    await makeTree(disk, files(150, 'new'))
    await run('cp', ['-a', disk, `${far}/earlier`])
    const given = { remoteModule: 'open/now', extra: ['--link-dest=/earlier'] }
    await test.engine.tasks.update(task.id, given, null)
    return `${far}/now`
  },
  [RULES]: async ({ test, task, disk, far }) => {
    await makeTree(disk, { '.rules': '', kept: {} })
    await makeTree(far, { '.rules': 'protect /kept/**\n', kept: files(20) })
    const extra = ['--delete-after', "--filter='dir-merge .rules'"]
    // No form takes it; an earlier version may have stored it.
    const stored = test.engine.tasks.remove(task.id)
    test.engine.tasks.restore({ ...stored, delete: false, extra })
    return `${far}/kept`
  },
  'the daemon greets with lines of files that are not there': async ({ disk, far, motd }) => {
    const lies = Object.keys(files(500)).map((name) => `.f          ${name}\n`)
    await writeFile(motd, lies.join(''))
    await run('find', [disk, '-type', 'f', '-not', '-name', 'f0', '-delete'])
    return far
  },
  [ONTO_ITSELF]: async ({ test, task, disk }) => {
    const moving = { remoteModule: 'disk', delete: false, extra: ['--remove-source-files'] }
    await test.engine.tasks.update(task.id, moving, null)
    return disk
  },
  'the task was turned round': async ({ test, task, disk }) => {
    await makeTree(disk, files(5, 'work of today '))
    await test.engine.tasks.update(task.id, { direction: 'PULL' }, null)
    return disk
  },
  'the task was turned round, without Delete': async ({ test, task, disk }) => {
    for (const name of Object.keys(files(5))) await appendFile(`${disk}/${name}`, 'work of today')
    await test.engine.tasks.update(task.id, { direction: 'PULL', delete: false }, null)
    return disk
  },
}

/** The names of what can happen over night. */
export const DISASTERS: readonly string[] = Object.keys(OVER_NIGHT)

/** Lets a disaster happen to a task that had run well. */
export async function strike(disaster: string): Promise<Scene> {
  const before = await yesterday()
  const atStake = await OVER_NIGHT[disaster]?.(before)
  if (atStake === undefined) throw new Error(`There is no disaster called ${disaster}`)
  return { ...before, task: before.test.engine.tasks.get(before.task.id), atStake }
}

/** A program that does what the task asks for. */
export type Program = (scene: Scene) => Promise<unknown>

/** The app, whose run must be held, or refused. */
export const byApp: Program = async ({ test, task }) => {
  const ended = await test.run(task.id)
  expect(['BLOCKED', 'FAILED'], ended.reason).toContain(ended.state)
  expect(ended).toMatchObject({ exitCode: null, command: [] })
}

/** rsync with the options that the task has in TrueNAS. */
export const byRsync: Program = async ({ test, task }) =>
  run('rsync', test.engine.planner.command(task).taskArgs)

/** How many files of the folder at stake are gone or changed when the program has run. */
export async function lostBy(scene: Scene, program: Program): Promise<number> {
  const before = await snapshot(scene.atStake)
  await program(scene)
  const after = new Map((await snapshot(scene.atStake)).map((entry) => [entry.path, entry]))
  const isAsBefore = (entry: SnapshotEntry) => {
    const now = after.get(entry.path)
    return now !== undefined && compareSnapshots([entry], [now]).length === 0
  }
  return before.filter((entry) => !isAsBefore(entry)).length
}
