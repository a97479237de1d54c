import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'

import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import type { FindingKind } from '@common/guard/finding'
import type { Task, TaskSettings } from '@common/task/task'

import { mountOf, mountsIn } from '@core/system/mounts'

import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { runOk } from '../../support/run'
import { makeTree } from '../../support/tree'
import { bindMount, expectHeld, files, mountAt, mountDisk, runAnyway, untouched } from './support'

/* Disks that are mounted inside the folder of a task. */

let [test, data, far]: [TestEngine, string, string] = [] as never
let daemon: Rsyncd
beforeEach(async () => {
  daemon = await startRsyncd()
  onTestFinished(() => daemon.stop())
  test = await openEngine()
  data = `${await tempDir()}/data`
  await makeTree(data, { ...files(150), photos: {} })
  far = daemon.modules.open.root
})

const task = (settings: Partial<TaskSettings> = {}) =>
  test.create(moduleTask(daemon, 'open', { path: `${data}/`, ...settings }))

async function expectSuccess({ id }: Task): Promise<void> {
  const run = await test.run(id)
  expect(run, run.reason).toMatchObject({ state: 'SUCCESS', hold: null })
}

/** A push that succeeded with a disk of 100 files at `photos`. */
async function pushed(settings: Partial<TaskSettings> = {}) {
  const unmount = await mountDisk(`${data}/photos`, 'diskA')
  await makeTree(`${data}/photos`, files(100))
  const push = await task({ delete: true, ...settings })
  await expectSuccess(push)
  return { push, unmount }
}

const expectHeldFor = async ({ id }: Task, kinds: readonly FindingKind[], at = far) =>
  expectHeld(await untouched(at, () => test.run(id)), kinds)

describe('a disk inside the source', () => {
  it('is no concern of a task that leaves it out, unless that one deletes', async () => {
    const extra = ['--one-file-system']
    const { push, unmount } = await pushed({ delete: false, extra })
    await unmount()
    await expectSuccess(push)
    // The empty folder is a folder like any other, and what another task put there would go.
    await makeTree(`${far}/photos`, files(12))
    const { push: deleting, unmount: unmountAgain } = await pushed({ extra })
    await unmountAgain()
    await expectHeldFor(deleting, ['source-not-mounted'])
  })

  it.each([true, false])('that is not mounted is never a success (Delete: %s)', async (deletes) => {
    const { push, unmount } = await pushed({ delete: deletes })
    await unmount()
    const held = await untouched(far, () => test.run(push.id))
    await expectHeld(held, ['source-not-mounted'])
    expect(held.reason).toMatch(/^\S+\/data\/photos is not mounted, though it was/)
    await mountDisk(`${data}/photos`, 'diskA')
    await makeTree(`${data}/photos`, files(100))
    await expectSuccess(push)
  })

  it('that went with its folder is not mounted, either', async () => {
    const { push, unmount } = await pushed()
    await unmount()
    await rm(`${data}/photos`, { recursive: true })
    await expectHeldFor(push, ['source-not-mounted'])
  })

  it('that is another one is asked about, and remembered once it is approved', async () => {
    const { push, unmount } = await pushed()
    await unmount()
    await mountDisk(`${data}/photos`, 'diskB')
    await makeTree(`${data}/photos`, files(90))
    const held = await untouched(far, () => test.run(push.id))
    await expectHeld(held, ['source-other-device'])
    expect(held.reason).toContain('(diskB; last time diskA)')
    expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
    await expectSuccess(push)
  })

  it('that shows another folder of the same disk is another one', async () => {
    const [a, b] = [await tempDir(), await tempDir()]
    await makeTree(a, files(20))
    const unmount = await bindMount(a, `${data}/photos`)
    const push = await task()
    await expectSuccess(push)
    await unmount()
    await bindMount(b, `${data}/photos`)
    await expectHeldFor(push, ['source-other-device'])
  })

  it('of which another covers it is another one, too', async () => {
    const { push } = await pushed()
    await mountDisk(`${data}/photos`, 'over it')
    await expectHeldFor(push, ['source-other-device'])
  })

  it('of which a disk over a folder above it is in the way is not mounted', async () => {
    await makeTree(data, { x: { photos: {} } })
    await mountDisk(`${data}/x/photos`, 'diskA')
    await makeTree(`${data}/x/photos`, files(100))
    const push = await task()
    await expectSuccess(push)
    await mountDisk(`${data}/x`, 'over it')
    await makeTree(`${data}/x`, { photos: files(3) })
    await expectHeldFor(push, ['source-not-mounted'])
  })

  it('is one also where it is an overlay', async () => {
    const layers = await tempDir()
    await makeTree(layers, { lower: files(100), disk: {} })
    await mountDisk(`${layers}/disk`, 'upper')
    await makeTree(`${layers}/disk`, { upper: {}, work: {} })
    const dirs = `lowerdir=${layers}/lower,upperdir=${layers}/disk/upper,workdir=${layers}/disk/work`
    const unmount = await mountAt(`${data}/photos`, 'overlay', ['-t', 'overlay', '-o', dirs])
    const push = await task({ delete: true })
    await expectSuccess(push)
    await unmount()
    await expectHeldFor(push, ['source-not-mounted'])
  })

  it('is one of several of which the rest is counted', async () => {
    await makeTree(data, { b: {}, c: {} })
    const others = [await mountDisk(`${data}/b`, 'diskB'), await mountDisk(`${data}/c`, 'diskC')]
    const { push, unmount } = await pushed()
    for (const off of [unmount, ...others]) await off()
    const held = await untouched(far, () => test.run(push.id))
    expect(held.reason).toMatch(/^\S+\/data\/b and 2 more disks are not mounted/)
  })

  it.each([
    ['with Delete it is asked about', true],
    ['without Delete it is not', false],
  ])('that is new: %s', async (_, deletes) => {
    const push = await task({ delete: deletes })
    await expectSuccess(push)
    await mountDisk(`${data}/photos`, 'diskA')
    if (!deletes) return expectSuccess(push)
    const held = await untouched(far, () => test.run(push.id))
    await expectHeld(held, ['source-other-device'])
    expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
    return expectSuccess(push)
  })
})

describe('a disk in a folder that the rules of the task leave out', () => {
  const RULES = ['--exclude=/photos/*', '--exclude=photos', "--filter='- /p*/**'"]
  const settings = (direction: 'PUSH' | 'PULL', extra: string[]): Partial<TaskSettings> =>
    direction === 'PUSH' ? { extra, delete: true } : { extra, direction, path: data, delete: true }

  it.each(
    RULES.flatMap((rule) =>
      (['PUSH', 'PULL'] as const).map((direction) => [rule, direction] as const),
    ),
  )('may come and go: %s, %s', async (rule, direction) => {
    await makeTree(far, { ...files(150), photos: {} })
    const one = await task(settings(direction, [rule]))
    await expectSuccess(one)
    const unmount = await mountDisk(`${data}/photos`, 'a stick')
    await makeTree(`${data}/photos`, files(9))
    await expectSuccess(one)
    await unmount()
    await expectSuccess(one)
  })

  it.each([
    ['a rule before lets it in', ['--include=/photos/***', '--exclude=/photos/*']],
    ['a file of rules may let it in', ["--filter=':+ .rules' --exclude=/photos/*"]],
    ['the rule is forgotten', ['--exclude=/photos/*', '--filter=!']],
  ])('may not, where %s', async (_, extra) => {
    const unmount = await mountDisk(`${data}/photos`, 'diskA')
    const push = await task({ extra, delete: true })
    await expectSuccess(push)
    await unmount()
    await expectHeldFor(push, ['source-not-mounted'])
  })

  it('may not where what is left out is deleted', async () => {
    await makeTree(far, { ...files(150), photos: {} })
    const extra = ['--exclude=/photos/*', '--delete-excluded']
    const pull = await task(settings('PULL', extra))
    await expectSuccess(pull)
    await mountDisk(`${data}/photos`, 'a stick')
    await makeTree(`${data}/photos`, files(9, 'precious'))
    await expectHeldFor(pull, ['destination-other-device'], data)
  })
})

describe('a disk inside the destination', () => {
  const pull = (settings: Partial<TaskSettings> = {}) =>
    task({ direction: 'PULL', path: data, ...settings })

  it('is not there where a disk over a folder above it is in the way', async () => {
    await makeTree(data, { x: { photos: {} } })
    await makeTree(far, { x: { photos: files(20) } })
    await mountDisk(`${data}/x/photos`, 'diskA')
    const pulling = await pull()
    await expectSuccess(pulling)
    await mountDisk(`${data}/x`, 'over it')
    await expectHeldFor(pulling, ['destination-not-mounted'], data)
  })

  it.each([true, false])('that is not mounted is not filled (Delete: %s)', async (deletes) => {
    const unmount = await mountDisk(`${data}/photos`, 'diskA')
    await makeTree(far, { ...files(150), photos: files(20) })
    const pulling = await pull({ delete: deletes })
    await expectSuccess(pulling)
    await unmount()
    await expectHeldFor(pulling, ['destination-not-mounted'], data)
  })

  it('that is new is not emptied', async () => {
    await makeTree(far, { ...files(150), photos: files(20) })
    const pulling = await pull({ delete: true })
    await expectSuccess(pulling)
    await mountDisk(`${data}/photos`, 'a stick')
    await makeTree(`${data}/photos`, files(9, 'precious'))
    await expectHeldFor(pulling, ['destination-other-device'], `${data}/photos`)
  })
})

describe('the same folder by another name', () => {
  const NAMES: readonly (readonly [string, (folder: string) => string])[] = [
    ['without the slash at its end', (folder) => folder],
    ['with more slashes', (folder) => `${folder.replaceAll('/', '//')}//`],
    ['with dots', (folder) => `${folder}/./photos/../`],
    ['through a link', (folder) => `${folder}-link/`],
  ]

  it.each(NAMES)('is known: %s', async (_, named) => {
    const { push, unmount } = await pushed()
    await symlink(data, `${data}-link`)
    await unmount()
    const path = named(data)
    const name = path.endsWith('/') ? '' : '/data'
    await test.engine.tasks.update(push.id, { path, remoteModule: 'open' }, null)
    const held = await untouched(far, () => test.run(push.id))
    expect(held.hold?.findings[0]?.kind, `${path}${name}`).toBe('source-not-mounted')
  })

  it('of the disk itself is known when the disk is not there', async () => {
    const disk = `${await tempDir()}/disk`
    await mkdir(disk)
    const unmount = await mountDisk(disk, 'diskA')
    await makeTree(disk, { sub: files(3), other: files(3) })
    const push = await task({ path: `${disk}/sub/` })
    await expectSuccess(push)
    await unmount()
    await makeTree(disk, { other: {} })
    await test.engine.tasks.update(push.id, { path: `${disk}/other/` }, null)
    await expectHeldFor(push, ['source-not-mounted'])
  })
})

it('a record of an earlier version is no alarm, and has the disks after the next success', async () => {
  const { push } = await pushed()
  await test.close()
  const { folder, store } = test
  const file = `${folder}/runs/places.jsonl`
  const lines = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const old = lines.map(({ place: { disks, ...place }, ...rest }) => {
    expect(disks).toHaveLength(1)
    return JSON.stringify({ ...rest, place })
  })
  await writeFile(file, `${old.join('\n')}\n`)
  test = await openEngine({ folder, store })
  await expectSuccess(push)
  await runOk('umount', [`${data}/photos`])
  await expectHeldFor(push, ['source-not-mounted'])
})

it('a mount over the root covers no disk that is mounted later', async () => {
  const later = ['mount --bind / /', `mount -t tmpfs later ${data}`, 'cat /proc/self/mountinfo']
  const { stdout } = await runOk('unshare', ['--mount', 'sh', '-ec', later.join('\n')])
  expect(mountOf(mountsIn(stdout), `${data}/photos`)).toMatchObject({ source: 'later' })
})
