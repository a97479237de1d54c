import { randomInt } from 'node:crypto'
import { mkdir, rename, rm, rmdir, stat, symlink, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

import fc from 'fast-check'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import type { FindingKind } from '@common/guard/finding'
import type { Task, TaskSettings } from '@common/task/task'
import { isInside, mountOf, readMounts } from '@core/system/mounts'

import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { runOk } from '../../support/run'
import { expectSameTree } from '../../support/snapshot'
import { useSshLogin } from '../../support/ssh-login'
import { canMakeUsers, makeTempUser } from '../../support/temp-user'
import { makeTree } from '../../support/tree'
import { bindMount, expectHeld, files, mountDisk, runAnyway, untouched } from './support'

const SEED = Number(process.env['GUARD_SEED'] ?? randomInt(2 ** 31))

let [test, disk]: [TestEngine, string] = [] as never
let [daemon, far]: [Rsyncd, string] = [] as never
const ssh = useSshLogin()
beforeEach(async () => {
  daemon = await startRsyncd()
  onTestFinished(() => daemon.stop())
  test = await openEngine()
  disk = `${await tempDir()}/disk`
  await mkdir(disk)
  far = daemon.modules.open.root
})

const task = (settings: Partial<TaskSettings> = {}) =>
  test.create(moduleTask(daemon, 'open', { path: `${disk}/`, ...settings }))

async function expectSuccess({ id }: Task): Promise<void> {
  expect(await test.run(id)).toMatchObject({ state: 'SUCCESS', hold: null })
}

describe.each([false, true])('with Delete: %s, a disk to copy from', (isDeleting) => {
  it('that is not mounted any more is never a success', async () => {
    const unmount = await mountDisk(disk, 'diskA')
    await makeTree(disk, files(5))
    const push = await task({ delete: isDeleting })
    await expectSuccess(push)
    await unmount()
    const held = await untouched(far, () => test.run(push.id))
    await expectHeld(held, ['source-not-mounted', ...(isDeleting ? ['source-empty' as const] : [])])
    expect(held.reason).toMatch(/^\S+\/disk is not mounted, though it was when this task last/)
    await mountDisk(disk, 'diskA')
    await makeTree(disk, files(5))
    await expectSuccess(push)
  })

  it('whose mount point is gone with it is not mounted, either', async () => {
    const unmount = await mountDisk(disk, 'diskA')
    await makeTree(disk, files(5))
    const push = await task({ delete: isDeleting })
    await expectSuccess(push)
    await unmount()
    await rm(disk, { recursive: true })
    const run = await untouched(far, () => test.run(push.id))
    await expectHeld(run, ['source-not-mounted'])
    expect(run.hold).toMatchObject({ canRunAnyway: false, previewId: null })
  })

  it('that is another one than last time is not copied, until it is approved', async () => {
    const unmount = await mountDisk(disk, 'diskA')
    await makeTree(disk, files(5))
    const push = await task({ delete: isDeleting })
    await expectSuccess(push)
    await unmount()
    await mountDisk(disk, 'diskB')
    await makeTree(disk, files(5, 'other'))
    const held = await untouched(far, () => test.run(push.id))
    await expectHeld(held, [
      'source-other-device',
      ...(isDeleting ? ['delete-limit' as const] : []),
    ])
    expect(held.reason).toMatch(/\(diskB; last time diskA\)/)
    expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
    await expectSuccess(push)
  })
})

describe('a disk to copy to', () => {
  it('that is not mounted any more is not filled in its absence', async () => {
    const unmount = await mountDisk(disk, 'diskA')
    await makeTree(far, files(5))
    const pull = await task({ direction: 'PULL' })
    await expectSuccess(pull)
    await unmount()
    await expectHeld(await untouched(disk, () => test.run(pull.id)), ['destination-not-mounted'])
  })

  it('that is another one loses nothing', async () => {
    const unmount = await mountDisk(disk, 'diskA')
    await mkdir(`${disk}/backup`)
    await makeTree(far, files(5))
    const pull = await task({ path: `${disk}/backup`, direction: 'PULL', delete: true })
    await expectSuccess(pull)
    await unmount()
    await mountDisk(disk, 'diskB')
    await makeTree(disk, { backup: files(2, 'precious') })
    await expectHeld(await untouched(disk, () => test.run(pull.id)), [
      'destination-other-device',
      'delete-limit',
    ])
  })

  it('that shows another folder of the same file system is another one', async () => {
    const [a, b] = [await tempDir(), await tempDir()]
    const unmount = await bindMount(a, disk)
    await makeTree(far, files(5))
    const pull = await task({ direction: 'PULL' })
    await expectSuccess(pull)
    await unmount()
    await bindMount(b, disk)
    await expectHeld(await untouched(b, () => test.run(pull.id)), ['destination-other-device'])
  })

  it('is asked about once when Delete would have the whole of it', async () => {
    await mountDisk(disk, 'diskA')
    await makeTree(far, files(5))
    await makeTree(disk, { 'lost+found': {} })
    const pull = await task({ direction: 'PULL', delete: true })
    const held = await untouched(disk, () => test.run(pull.id))
    await expectHeld(held, ['destination-drive-root'])
    expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
    await expectSuccess(pull)
  })

  it.each(['at first', 'where the task led elsewhere before'])(
    'is remembered by a folder that the run itself makes: %s',
    async (when) => {
      const unmount = await mountDisk(disk, 'diskA')
      await makeTree(far, files(20))
      const made = `${disk}/made`
      const path = when === 'at first' ? made : await tempDir()
      const pull = test.add(moduleTask(daemon, 'open', { path, direction: 'PULL' }))
      if (path !== made) {
        await expectSuccess(pull)
        await mkdir(made)
        await test.engine.tasks.update(pull.id, { path: made }, null)
        await rm(made, { recursive: true })
      }
      await expectSuccess(pull)
      await unmount()
      await expectHeld(await untouched(disk, () => test.run(pull.id)), ['destination-not-mounted'])
    },
  )

  it('that is not there any more is not made anew without a word', async () => {
    await makeTree(far, files(5))
    const pull = await task({ direction: 'PULL' })
    await expectSuccess(pull)
    await rename(disk, `${disk}-gone`)
    const held = await test.run(pull.id)
    await expectHeld(held, ['destination-missing'])
    await expectHeld(await test.run(pull.id), ['destination-missing'])
    expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
  })
})

it.each<[string, Partial<TaskSettings>, FindingKind]>([
  [
    'to copy from',
    { delete: true, deleteLimit: null, deleteLimitPercent: null },
    'source-not-mounted',
  ],
  ['to copy to', { direction: 'PULL' }, 'destination-not-mounted'],
])(
  'a disk %s is not there where another is mounted over the folder above it',
  async (_, settings, kind) => {
    await mountDisk(disk, 'diskA')
    await makeTree(disk, files(100))
    await makeTree(far, files(100))
    const one = await task(settings)
    await expectSuccess(one)
    await mountDisk(dirname(disk), 'over it')
    await makeTree(dirname(disk), { disk: { f1: 'of another' } })
    const held = await untouched(dirname(disk), () => untouched(far, () => test.run(one.id)))
    await expectHeld(held, [kind])
  },
)

it(`whatever is mounted over whatever, what shows is known (seed ${SEED})`, async () => {
  await mountDisk(disk, 'below all')
  const names = ['a', 'b', 'a/a', 'a/b', 'b/a', 'a/a/a', 'a/a/b', 'b/a/a'].map(
    (it) => `${disk}/${it}`,
  )
  const order = fc.array(fc.constantFrom(...names), { minLength: 12, maxLength: 12 })
  for (const at of fc.sample(order, { numRuns: 1, seed: SEED }).flat()) {
    await mkdir(at, { recursive: true })
    await mountDisk(at, 'over it')
    for (const name of names) await mkdir(name, { recursive: true })
    const mounts = (await readMounts()) ?? []
    const below = mounts.filter(({ mountPoint }) => isInside(mountPoint, disk))
    for (const { mountPoint, device } of below) expect(await deviceOf(mountPoint)).toBe(device)
    for (const name of names) expect(mountOf(mounts, name)?.device).toBe(await deviceOf(name))
  }
})

/** As mountinfo has it. */
async function deviceOf(path: string): Promise<string> {
  const { dev } = await stat(path)
  return `${dev >> 8}:${dev & 0xff}`
}

it('a disk that is mounted over the folder of last time is asked about', async () => {
  await makeTree(disk, files(3))
  const push = await task()
  await expectSuccess(push)
  await mountDisk(disk, 'diskA')
  await expectHeld(await test.run(push.id), ['source-other-device'])
})

it('a link that leads elsewhere now is asked about', async () => {
  const [a, b] = [await tempDir(), await tempDir()]
  await makeTree(a, files(3))
  await makeTree(b, files(3, 'other'))
  const link = `${await tempDir()}/link`
  await symlink(a, link)
  const push = await task({ path: `${link}/` })
  await expectSuccess(push)
  await unlink(link)
  await symlink(b, link)
  const held = await untouched(far, () => test.run(push.id))
  await expectHeld(held, ['source-other-device'])
  expect(held.reason).toContain(`leads to ${b}; last time it led to ${a}`)
})

it.each<[string, () => Partial<TaskSettings>]>([
  ['by ssh', () => ({ ...ssh.login.task({ path: `${disk}/`, remotePath: `${far}/Photos [1]` }) })],
  ['a module', () => ({ remoteModule: 'open/Photos [1]' })],
])('a destination that rsync takes for a pattern is asked about once: %s', async (_, settings) => {
  await makeTree(disk, { image: 'new' })
  await makeTree(far, { 'Photos [1]': { image: 'old' } })
  await Promise.all([disk, far].map((folder) => ssh.login.give(folder)))
  const { id } = await task(settings())
  const held = await untouched(far, () => test.run(id))
  await expectHeld(held, ['destination-pattern'])
  expect(held.reason).toContain('Photos [1]')
  expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
  expect(await test.run(id)).toMatchObject({ state: 'SUCCESS', hold: null })
})

it('a source that is missing is held, for no approval makes it there', async () => {
  const push = await task({ delete: true })
  await rm(disk, { recursive: true })
  await makeTree(far, files(3))
  const held = await untouched(far, () => test.run(push.id))
  await expectHeld(held, ['source-missing'])
  expect(held.hold).toMatchObject({ canRunAnyway: false, previewId: null })
})

it.each([true, false])(
  'a task that was turned round is asked about once (Delete: %s)',
  async (isDeleting) => {
    await makeTree(disk, files(8))
    const push = await task({ delete: isDeleting, deleteLimit: null, deleteLimitPercent: null })
    await expectSuccess(push)
    await makeTree(disk, { fresh: 'work of today', f0: 'changed today' })
    await test.engine.tasks.update(push.id, { direction: 'PULL' }, null)
    const held = await untouched(disk, () => test.run(push.id))
    await expectHeld(held, ['direction-reversed'])
    expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
    await expectSuccess(push)
  },
)

it.each<[string, (link: string) => Partial<TaskSettings>]>([
  ['the folder by a link', (link) => ({ path: link })],
  ['the module with a dot', () => ({ remoteModule: 'open/.' })],
  ['another name of this computer', () => ({ remoteHost: `localhost:${daemon.port}` })],
  ['a user of the host', () => ({ remoteHost: `anna@127.0.0.1:${daemon.port}` })],
  ['the module by a link in it', () => ({ remoteModule: 'open/link/' })],
  ['another module', () => ({ remoteModule: 'readonly' })],
  ['the folder around it', (link) => ({ path: dirname(link), extra: ['--exclude=*-link'] })],
])('a task that was turned round is known with %s', async (_, changes) => {
  await makeTree(disk, files(3))
  const push = await task()
  await expectSuccess(push)
  await symlink(disk, `${disk}-link`)
  await symlink('.', `${far}/link`)
  const turned = { direction: 'PULL', ...changes(`${disk}-link`) } as const
  await test.engine.tasks.update(push.id, turned, null)
  const held = await untouched(disk, () => test.run(push.id))
  expect(held.hold?.findings.map(({ kind }) => kind)).toContain('direction-reversed')
})

it('a task that was turned round is known where folders are copied by their names', async () => {
  await makeTree(disk, files(3))
  const push = await task({ path: disk })
  await expectSuccess(push)
  const turned = { direction: 'PULL', path: dirname(disk), remoteModule: 'open/disk' } as const
  await test.engine.tasks.update(push.id, turned, null)
  const held = await untouched(disk, () => test.run(push.id))
  expect(held.hold?.findings.map(({ kind }) => kind)).toContain('direction-reversed')
})

it('what is remembered outlives the app', async () => {
  const unmount = await mountDisk(disk, 'diskA')
  await makeTree(disk, files(5))
  const push = await task()
  await expectSuccess(push)
  await test.close()
  await unmount()
  const { folder, store } = test
  test = await openEngine({ folder, store })
  await expectHeld(await untouched(far, () => test.run(push.id)), ['source-not-mounted'])
})

describe('over SSH to this computer', () => {
  const addTask = (settings: Partial<TaskSettings> & { path: string }) =>
    test.add(ssh.login.task(settings))

  it.each<[string, (other: string) => Partial<TaskSettings>]>([
    ['turned round, with a link', (other) => ({ direction: 'PULL', remotePath: `${other}-link/` })],
    ['with its paths exchanged', (other) => ({ path: `${other}/`, remotePath: disk })],
    [
      'with its paths exchanged, by links',
      (other) => ({ path: `${other}-link/`, remotePath: `${disk}-link` }),
    ],
  ])('a task %s is asked about once', async (_, changes) => {
    const other = await tempDir()
    await makeTree(disk, files(3))
    await symlink(disk, `${disk}-link`)
    await symlink(other, `${other}-link`)
    onTestFinished(() => rm(`${other}-link`))
    for (const folder of [disk, other]) await ssh.login.give(folder)
    const push = addTask({ path: `${disk}/`, remotePath: other })
    await expectSuccess(push)
    await test.engine.tasks.update(push.id, changes(other), null)
    const held = await untouched(disk, () => test.run(push.id))
    await expectHeld(held, ['direction-reversed'])
    expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
    await expectSuccess(push)
  })

  it('the whole of a drive is asked about once when Delete would have it', async () => {
    await mountDisk(disk, 'diskA')
    const source = await tempDir()
    await makeTree(source, files(3))
    await ssh.login.give(source)
    const { id } = addTask({ path: `${source}/`, remotePath: disk, delete: true })
    await expectHeld(await untouched(disk, () => test.run(id)), ['destination-drive-root'])
  })

  it('a source is not copied into itself', async () => {
    await makeTree(disk, { ...files(3), inner: {} })
    await ssh.login.give(disk)
    const { id } = addTask({ path: `${disk}/`, remotePath: `${disk}/inner` })
    await expectHeld(await untouched(disk, () => test.run(id)), ['destination-inside-source'])
    const excluded = addTask({
      path: `${disk}/`,
      remotePath: `${disk}/inner`,
      extra: ['--exclude=/inner'],
    })
    const held = await test.run(excluded.id)
    expect(held.hold).toMatchObject({ canRunAnyway: true })
    await ssh.login.give(disk)
    expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
    await expectSuccess(excluded)
  })

  it.each<[string, string, Partial<TaskSettings>, FindingKind]>([
    ['in the source', '..', {}, 'destination-inside-source'],
    ['the source', '../..', {}, 'source-is-destination'],
    ['around the source', '../../..', { delete: true }, 'source-inside-destination'],
  ])('a folder %s is known by a path with %s behind a link', async (_, up, settings, kind) => {
    await makeTree(disk, { photos: { inner: { deep: {} }, ...files(3) }, ...files(20), other: {} })
    await symlink(`${disk}/photos/inner/deep`, `${disk}/other/link`)
    await ssh.login.give(disk)
    const remotePath = `${disk}/other/link/${up}`
    const push = addTask({ path: `${disk}/photos/`, remotePath, ...settings })
    await expectHeld(await untouched(disk, () => test.run(push.id)), [kind])
    const pulled = { path: remotePath, remotePath: `${disk}/photos/` }
    const pull = addTask({ ...pulled, direction: 'PULL', ...settings })
    await expectHeld(await untouched(disk, () => test.run(pull.id)), [kind])
  })

  it('a folder around the source is not emptied of it, by whatever link it is named', async () => {
    await makeTree(disk, { photos: files(3), others: files(20, 'precious') })
    await ssh.login.give(disk)
    const link = `${await tempDir()}/link`
    await symlink(disk, link)
    const settings = { path: `${disk}/photos/`, remotePath: link, delete: true }
    const held = await untouched(disk, () => test.run(addTask(settings).id))
    await expectHeld(held, ['source-inside-destination'])
    expect(held.hold).toMatchObject({ canRunAnyway: false })
  })

  /** What is mounted where, in folders `a`, of the task, and `b`, of the other side. */
  const MOUNTED: readonly (readonly [string, string, string, FindingKind | null])[] = [
    ['the source', 'a', 'b/inner', 'source-inside-destination'],
    ['a part of the source', 'a/sub', 'b/inner', 'source-inside-destination'],
    ['a folder around the source', '.', 'b/inner', 'source-inside-destination'],
    ['the destination', 'b', 'a/inner', 'destination-inside-source'],
    ['a part of the destination', 'b/sub', 'a/inner', 'destination-inside-source'],
    ['something else', 'c', 'a/inner', null],
    ['something else, too', 'c', 'b/inner', null],
  ]
  const WAYS = ['PUSH', 'PULL'] as const

  it.each(MOUNTED.flatMap((row) => WAYS.map((direction) => [...row, direction] as const)))(
    '%s (%s) that is mounted in the other folder (%s) is seen: %s, %s',
    async (_, what, where, kind, direction) => {
      const sides = { sub: files(3), inner: {}, ...files(10) }
      await makeTree(disk, { a: sides, b: sides, c: files(3) })
      await ssh.login.give(disk)
      await bindMount(`${disk}/${what}`, `${disk}/${where}`)
      const limits = { deleteLimit: null, deleteLimitPercent: null }
      const [from, to] = [`${disk}/a/`, `${disk}/b`]
      const settings =
        direction === 'PUSH' ? { path: from, remotePath: to } : { path: to, remotePath: from }
      const given = { ...settings, ...limits, direction, delete: true }
      const held = await test.run(addTask(given).id)
      if (kind === null) return expect(held.hold).toBeNull()
      await expectHeld(held, [kind])
      expect(held.hold?.canRunAnyway).toBe(false)
      const field = direction === 'PUSH' ? 'remotePath' : 'path'
      const saved = test.create(ssh.login.task(given))
      return expect(saved).rejects.toMatchObject({ fields: [{ field }] })
    },
  )

  it('a disk that is the source is seen in the destination as well', async () => {
    await makeTree(disk, { a: {}, b: { inner: {} } })
    await mountDisk(`${disk}/a`, 'diskA')
    await makeTree(`${disk}/a`, files(9))
    await ssh.login.give(disk)
    await bindMount(`${disk}/a`, `${disk}/b/inner`)
    const settings = { path: `${disk}/a/`, remotePath: `${disk}/b`, delete: true }
    await expectHeld(await test.run(addTask(settings).id), ['source-inside-destination'])
  })

  it.each([
    ['/', 'destination-root', false],
    ['/root', 'destination-home', true],
    ['.', 'destination-home', true],
  ] as const)('nothing is deleted in %s', async (remotePath, kind, canRunAnyway) => {
    await makeTree(disk, files(3))
    await ssh.login.give(disk)
    // A dry run over the whole of a computer would take its time.
    const extra = ['--max-delete=0']
    const task = addTask({ path: `${disk}/`, remotePath, delete: true, recursive: false, extra })
    const preview = await test.engine.previews.start({ taskId: task.id, settings: null })
    const { findings } = await test.engine.previews.ready(preview.id)
    expect(findings).toMatchObject([{ kind, canRunAnyway }])
  })
})

const LEADING: [string, (to: string, at: string) => Promise<unknown>][] = [
  ['a link', async (to, at) => (await rmdir(at), await symlink(to, at))],
  ['a bind mount', bindMount],
]

it.runIf(canMakeUsers).each(LEADING)(
  'a home folder is known by either name: %s',
  async (_, lead) => {
    const [user, base] = [await makeTempUser(), await tempDir()]
    onTestFinished(() => user.dispose())
    await lead(base, disk)
    await runOk('usermod', ['-d', `${disk}/${user.name}`, user.name])
    await makeTree(far, files(9))
    for (const path of [`${disk}/${user.name}`, `${base}/${user.name}`]) {
      await makeTree(`${base}/${user.name}`, { ...files(9), mine: '' })
      const { id } = test.add(moduleTask(daemon, 'open', { path, direction: 'PULL', delete: true }))
      await expectHeld(await untouched(path, () => test.run(id)), ['destination-home'])
    }
  },
)

it('nothing is deleted in /, whatever it is called', async () => {
  await bindMount('/', disk)
  const settings = { path: disk, direction: 'PULL', delete: true, recursive: false } as const
  const saved = test.create(moduleTask(daemon, 'open', settings))
  await expect(saved).rejects.toMatchObject({ fields: [{ field: 'path' }] })
})

it.runIf(canMakeUsers).each<[string, Partial<TaskSettings>]>([
  ['an auxiliary parameter', { extra: ['--exclude=mine', '--delete-excluded'] }],
  ['Recursive', { recursive: true }],
])('a home folder is asked about again when %s has changed', async (_, changes) => {
  const user = await makeTempUser()
  onTestFinished(() => user.dispose())
  await makeTree(far, files(9))
  await makeTree(user.home, { ...files(9), mine: '', sub: files(2) })
  const extra = ['--exclude=mine']
  const one = { direction: 'PULL', delete: true, recursive: false } as const
  const settings = { ...one, path: user.home, extra }
  const pull = await task(settings)
  expect(await runAnyway(test, await test.run(pull.id))).toMatchObject({ state: 'SUCCESS' })
  await expectSuccess(pull)
  await test.engine.tasks.update(pull.id, changes, null)
  await expectHeld(await untouched(user.home, () => test.run(pull.id)), ['destination-home'])
})

it('without Delete a home folder or a drive is an ordinary place', async () => {
  await mountDisk(disk, 'diskA')
  await makeTree(far, files(3))
  await expectSuccess(await task({ direction: 'PULL' }))
  await expectSameTree(far, disk)
})
