import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, link, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { hostname } from 'node:os'
import { dirname } from 'node:path'

import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import type { TaskSettings } from '@common/task/task'

import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { run, runOk } from '../../support/run'
import { mountShare } from '../../support/share'
import { useSshLogin } from '../../support/ssh-login'
import { canMakeUsers, makeTempUser } from '../../support/temp-user'
import { makeTree } from '../../support/tree'
import { bindMount, expectHeld, files, runAnyway, untouched } from './support'

/* A task that removes from its source must not have the source as its destination. */

let [test, near, far, listed]: [TestEngine, string, string, string] = [] as never
let daemon: Rsyncd
const ssh = useSshLogin()
beforeEach(async () => {
  near = `${await tempDir()}/near`
  await makeTree(near, { ...files(6), sub: files(3) })
  listed = `${near}-list`
  await writeFile(listed, 'f1\nsub/f2\n')
  const extraConfig = `[self]\npath = ${near}\nread only = no\n[above]\npath = ${near}/..\nread only = no\n`
  daemon = await startRsyncd({ extraConfig })
  onTestFinished(() => daemon.stop())
  test = await openEngine()
  far = daemon.modules.open.root
})

const moving = ['--remove-source-files']
const module = (remoteModule: string, settings: Partial<TaskSettings> = {}) =>
  test.add(moduleTask(daemon, remoteModule, { path: `${near}/`, extra: moving, ...settings }))

const expectRefused = (id: number) => expectRefusedIn(near, id)

async function expectRefusedIn(folder: string, id: number): Promise<void> {
  const held = await untouched(folder, () => test.run(id))
  await expectHeld(held, ['source-is-destination'])
  expect(held.hold).toMatchObject({ canRunAnyway: false })
}

describe('a module that serves the source itself', () => {
  it.each<[string, () => number]>([
    ['push', () => module('self').id],
    ['pull', () => module('self', { direction: 'PULL', path: near }).id],
    ['without a slash, one level above', () => module('above', { path: near }).id],
    [
      'with the option in a cluster of -M',
      () => module('self', { extra: ['-vM--remove-source-files', ...moving] }).id,
    ],
    ['by the older name', () => module('self', { extra: ['--remove-sent-files'] }).id],
    ['all sent anew', () => module('self', { extra: [...moving, '-I'] }).id],
    [
      'with all rules of the source hidden',
      () => module('self', { delete: true, extra: ["--filter='H f*'"] }).id,
    ],
    ['one file', () => module('self', { path: `${near}/f1` }).id],
    [
      'pull of one file',
      () => module('self/sub/f1', { direction: 'PULL', path: `${near}/sub` }).id,
    ],
    [
      'pull of a pattern',
      () => module('self/su[b]/f*', { direction: 'PULL', path: `${near}/sub` }).id,
    ],
    ['a list of files', () => module('self', { extra: [...moving, `--files-from=${listed}`] }).id],
    ...['--log-format=x', '--log-format=', '--out-format=%n', '-q', '--info=NONE'].map(
      (word): [string, () => number] => [
        `told to be silent by ${word}`,
        () => module('self', { extra: [...moving, `-M${word}`] }).id,
      ],
    ),
    [
      'with Delete for what is excluded',
      () =>
        module('self', { extra: ['--exclude=f*', '--delete-excluded'], deleteLimitPercent: null })
          .id,
    ],
    [
      'for everything, which is excluded',
      () => module('self', { extra: ['--exclude=*', '--delete-excluded'] }).id,
    ],
  ])('%s: is found out by a mark, and nothing is touched', async (_, add) => {
    await expectRefused(add())
  })

  it.each<[string, string]>([
    ['names with a dot', 'exclude = .*'],
    ['all names but those of one ending', 'filter = +_/sub/ +_*.txt -_*'],
    ['names of this app', 'exclude = .rsync-tasks*'],
    ['all names but some that begin alike', 'filter = +_/sub/ +_[a-c]* -_*'],
    ['all names but some that end alike', 'filter = +_/sub/ +_*.txt -_*'],
    ['names that begin as ours do', 'filter = -_rsync-* -_.*'],
    ['what its account may not read', 'uid = nobody\nignore nonreadable = yes'],
  ])('and hides %s: is found out all the same', async (_, hiding) => {
    for (const name of ['a.txt', 'b.txt', 'sub/c.txt']) await writeFile(`${near}/${name}`, name)
    for (const folder of [`${near}/..`, near]) await chmod(folder, 0o777)
    const hidden = `[hides]\npath = ${near}\nread only = no\n${hiding.replaceAll('_', ' ')}\n`
    const server = await startRsyncd({ extraConfig: hidden })
    onTestFinished(() => server.stop())
    const task = moduleTask(server, 'hides', { path: `${near}/`, extra: moving })
    await expectRefused(test.add(task).id)
  })

  it('is asked about where no room is left for a mark', async () => {
    const disk = await tempDir()
    await runOk('mount', ['-t', 'tmpfs', '-o', 'size=1m,nr_inodes=12', 'x', disk])
    onTestFinished(async () => void (await run('umount', ['-l', disk])))
    await makeTree(disk, files(8))
    for (let i = 0; i < 9; i++) await writeFile(`${disk}/more${i}`, '').catch(() => undefined)
    const extraConfig = `[full]\npath = ${disk}\nread only = no\n`
    const server = await startRsyncd({ extraConfig })
    onTestFinished(() => server.stop())
    const { id } = test.add(moduleTask(server, 'full', { path: `${disk}/`, extra: moving }))
    const held = await untouched(disk, () => test.run(id))
    await expectHeld(held, ['source-is-destination'])
    expect(held.reason).toContain('No space left')
  })

  it.each(['sub', 'a\nb', '-x', "it's \\#012"])(
    'is found out where only the folder %j of it is the same',
    async (name) => {
      await makeTree(near, { [name]: files(3) })
      await makeTree(far, { [name]: {} })
      await bindMount(`${near}/${name}`, `${far}/${name}`)
      await expectRefused(module('open').id)
    },
  )
})

it('a far side that does not list what it has is looked at all the same', async () => {
  const program = `${await tempDir()}/rsync`
  const words = 'for word; do shift; set -- "$@" "${word%%%I*}"; done'
  await writeFile(program, `#!/bin/sh\n${words}\nexec rsync "$@"\n`, { mode: 0o755 })
  for (const folder of [near, dirname(program)]) await ssh.login.give(folder)
  const extra = [...moving, '--no-s', `--rsync-path=${program}`]
  const place = { path: `${near}/`, remotePath: `${near}/`, archive: true, extra }
  await expectRefused(test.add(ssh.login.task(place)).id)
})

/** A daemon of this computer by an address that is none of its interfaces', as behind a NAT (RFC 5737). */
async function behindAddress({ port }: Rsyncd): Promise<string> {
  const address = `198.51.100.${1 + Math.floor(Math.random() * 254)}`
  const route = ['local', `${address}/32`, 'dev', 'lo']
  await runOk('ip', ['route', 'add', ...route])
  onTestFinished(async () => void (await runOk('ip', ['route', 'del', ...route])))
  const server = createServer((socket) => {
    const daemon = connect(port, '127.0.0.1')
    for (const end of [socket, daemon]) end.on('error', () => undefined)
    socket.pipe(daemon).pipe(socket)
  })
  server.listen(port, address)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `${address}:${port}`
}

describe('a task that deletes, with a module of this computer', () => {
  const deleting = { delete: true, archive: true, extra: [] }

  it.each<[string, () => number]>([
    [
      'that hides files of the source',
      () => module('hides', { ...deleting, direction: 'PULL', path: near }).id,
    ],
    [
      'that is told to hide some',
      () => {
        const extra = ['-M--exclude=f*']
        return module('self', { ...deleting, extra, direction: 'PULL', path: near }).id
      },
    ],
    ['that has the source in it', () => module('above', { ...deleting, path: `${near}/` }).id],
  ])('%s, is refused', async (_, add) => {
    const extraConfig = `[hides]\npath = ${near}\nexclude = f*\n[self]\npath = ${near}\n[above]\npath = ${near}/..\nread only = no\n`
    daemon = await startRsyncd({ extraConfig })
    onTestFinished(() => daemon.stop())
    await makeTree(`${near}/..`, { ...files(6), sub: files(3) })
    const id = add()
    const held = await untouched(`${near}/..`, () => test.run(id))
    await expectHeld(held, ['source-is-destination'])
    expect(held.hold).toMatchObject({ canRunAnyway: false })
  })

  it('that hides files and is reached at an address that no name of it tells, is refused', async () => {
    daemon = await startRsyncd({ extraConfig: `[hides]\npath = ${near}\nexclude = f*\n` })
    onTestFinished(() => daemon.stop())
    const remoteHost = await behindAddress(daemon)
    const task = { ...deleting, direction: 'PULL', path: near, remoteHost } as const
    for (const extra of [[], ['-I'], ['-v']]) {
      await expectRefused(module('hides', { ...task, extra, deleteLimitPercent: null }).id)
    }
  })

  it('that has the source in it, which a rule leaves out, is asked about', async () => {
    await makeTree(`${near}/..`, { ...files(6), sub: files(3), old: '' })
    const { id } = module('above', {
      ...deleting,
      extra: ['--exclude=/near', '--exclude=/near-list'],
    })
    const held = await test.run(id)
    await expectHeld(held, ['source-is-destination'])
    expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
  })
})

it('a move into its source by a path with .. behind a link is found out', async () => {
  const above = dirname(near)
  await makeTree(above, { other: { ...files(6), sub: files(3) } })
  await symlink(`${near}/sub`, `${above}/other/link`)
  const settings = { direction: 'PULL', path: `${above}/other/link/..` } as const
  await expectRefusedIn(above, module('self', settings).id)
})

describe('a folder on this computer over SSH', () => {
  it.each<[string, (folder: string) => Promise<string>]>([
    ['by its own name', async (folder) => folder],
    ['by a link', async (folder) => (await symlink(folder, `${folder}-link`), `${folder}-link`)],
    [
      'by a bind mount',
      async (folder) => {
        await mkdir(`${folder}-bound`)
        await bindMount(folder, `${folder}-bound`)
        return `${folder}-bound`
      },
    ],
  ])('%s: is refused', async (_, named) => {
    const remotePath = `${await named(near)}/`
    await ssh.login.give(near)
    const { id } = test.add(ssh.login.task({ path: `${near}/`, remotePath, extra: moving }))
    const held = await untouched(near, () => test.run(id))
    expect(held.hold?.findings[0]?.kind, held.reason).toBe('source-is-destination')
    expect(held.hold?.canRunAnyway).toBe(false)
    expect(hostname()).not.toBe('')
  })
})

it.each(['PUSH', 'PULL'] as const)(
  'a daemon that hides each mark is none that has none: %s',
  async (direction) => {
    for (const hiding of ['?rsync-tasks* *.??????????*', `*${'[A-Za-z0-9]'.repeat(8)}*`]) {
      const server = await startRsyncd({
        extraConfig: `[hides]\npath = ${near}\nread only = no\nexclude = ${hiding}\n`,
      })
      onTestFinished(() => server.stop())
      const path = direction === 'PUSH' ? `${near}/` : near
      const task = moduleTask(server, 'hides', { direction, path, extra: moving })
      const held = await untouched(near, () => test.run(test.add(task).id))
      await expectHeld(held, ['source-is-destination'])
      expect(held.reason).toContain('daemon refused to receive file')
    }
  },
)

it.each<[string, string, string[]]>([
  ['a daemon that hides each mark', 'exclude = ?rsync-tasks* *.??????????*', []],
  ['one that lists nothing', 'write only = yes', []],
  ['one that reads the list', '', ['--files-from=:/list']],
])('what nobody could find out can be run anyway, as with %s', async (_, lines, more) => {
  await makeTree(far, { ...files(6), list: 'f1\n' })
  await writeFile(`${near}/new`, '')
  const server = await startRsyncd({
    extraConfig: `[asked]\npath = ${far}\nread only = no\n${lines}\n`,
  })
  onTestFinished(() => server.stop())
  const extra = [...moving, ...more]
  const { id } = test.add(moduleTask(server, 'asked', { path: `${near}/`, extra }))
  const held = await untouched(near, () => test.run(id))
  await expectHeld(held, ['source-is-destination'])
  expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS', hold: null })
})

describe('a share that remembers what a folder had', () => {
  it.each<[string, () => Promise<Partial<TaskSettings>>]>([
    ['to push to', async () => ({})],
    ['to pull from', async () => ({ direction: 'PULL', path: near })],
  ])('%s is asked for the marks by their names', async (_, settings) => {
    const served = `${dirname(near)}/served`
    await mkdir(served)
    await mountShare({ served: near, at: served, remembers: true })
    await readdir(served, { recursive: true })
    const { id } = module('above/served/', await settings())
    const held = await untouched(near, () => test.run(id))
    await expectHeld(held, ['source-is-destination'])
  })
})

it('a mark that something else copied over there is no proof', async () => {
  await makeTree(far, { ...files(6), sub: files(3) })
  const copies = spawn('sh', ['-c', `while :; do cp -n '${near}'/*rsync-tasks* '${far}'; done`], {
    stdio: 'ignore',
  })
  onTestFinished(() => void copies.kill('SIGKILL'))
  const held = await test.run(module('open').id)
  copies.kill('SIGKILL')
  await expectHeld(held, ['source-is-destination'])
  expect(held.hold?.canRunAnyway).toBe(true)
  expect(held.reason).toContain('another run copied it, or a share remembers it')
})

it.runIf(canMakeUsers)('folders that none may write in are no answer for all of many', async () => {
  const user = await makeTempUser()
  onTestFinished(() => user.dispose())
  const many = Array.from({ length: 40 }, (_, i) => [`d${i + 10}`, files(2)] as const)
  await makeTree(near, Object.fromEntries(many))
  await runOk('chown', ['-R', user.name, `${near}/d49`])
  await chmod(`${near}/..`, 0o755)
  const { id } = module('self', { user: user.name })
  const held = await untouched(near, () => test.run(id))
  await expectHeld(held, ['source-is-destination'])
})

describe.runIf(canMakeUsers)('a source in which the user of the task may not write', () => {
  it.each([[['--delete-excluded', '--exclude=f*']], [['--delete', "--filter='H f*'"]]])(
    'is asked about where the other side may delete there: %s',
    async (extra) => {
      const user = await makeTempUser()
      onTestFinished(() => user.dispose())
      await makeTree(near, { ...files(4, 'g'), sub: files(9, 'g') })
      await chmod(`${near}/..`, 0o755)
      const { id } = module('self', { user: user.name, extra, deleteLimitPercent: null })
      const held = await untouched(near, () => test.run(id))
      await expectHeld(held, ['source-is-destination'])
      expect(held.hold).toMatchObject({ canRunAnyway: true })
    },
  )
})

describe('a module of this computer that is inside the destination', () => {
  const limits = { deleteLimit: null, deleteLimitPercent: null }
  const pulling = { direction: 'PULL', delete: true, ...limits } as const

  it.each<[string, string, Partial<TaskSettings>]>([
    ['by its contents', 'above/near/', {}],
    ['where nothing new is made', 'above/near/', { extra: ['--existing'] }],
    ['by a pattern', 'above/ne[a]r/', {}],
    ['deep in it', 'above/deep/er/near/', {}],
  ])('%s, is not deleted as surplus', async (_, remoteModule, settings) => {
    const above = dirname(near)
    await makeTree(above, { ...files(4), others: files(60), deep: { er: { near: files(9, 'g') } } })
    await makeTree(
      above,
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`a${i}`, files(1)])),
    )
    const { id } = module(remoteModule, { path: above, ...pulling, extra: [], ...settings })
    await expectRefusedIn(above, id)
  })
})

it.each<[string, (above: string) => string]>([
  ['in its last part', (above) => `${above}/ne[a]r/`],
  ['in a part before', (above) => `${above.slice(0, -1)}?/near/`],
])('a source in the destination that a pattern names %s, is not deleted', async (_, pattern) => {
  const above = dirname(near)
  await makeTree(above, { ...files(6), sub: files(3), others: files(60) })
  await ssh.login.give(above)
  const settings = { direction: 'PULL', path: above, remotePath: pattern(above) } as const
  const limits = { deleteLimit: null, deleteLimitPercent: null }
  const { id } = test.add(ssh.login.task({ ...settings, ...limits, delete: true }))
  const held = await untouched(above, () => test.run(id))
  expect(held).toMatchObject({ state: 'BLOCKED', hold: { canRunAnyway: false } })
})

it.each<[string, Partial<TaskSettings>]>([
  ['nothing else', {}],
  ['links followed', { extra: ['-L'] }],
  ['modes changed', { archive: true, extra: ['--chmod=F000'] }],
  ['older versions kept', { extra: ['-I', '-b'] }],
])(
  'a folder that would be copied onto itself, with %s, is asked about once',
  async (_, settings) => {
    await symlink('f1', `${near}/link`)
    await ssh.login.give(near)
    const { id } = test.add(ssh.login.task({ path: `${near}/`, remotePath: near, ...settings }))
    const held = await untouched(near, () => test.run(id))
    await expectHeld(held, ['source-is-destination'])
    expect(held.reason).toContain('nothing would be copied')
    await runAnyway(test, held)
    expect((await test.run(id)).hold).toBeNull()
  },
)

it('a move whose files are there already is no danger, leaves no mark and no time changed', async () => {
  await makeTree(far, { ...files(6), sub: {} })
  const before = (await stat(`${near}/sub`)).mtimeMs
  const preview = await test.preview(module('open').id)
  expect(preview.sourceRemoval).toEqual({ count: 9, bytes: 9 })
  const run = await test.run(module('open').id)
  expect(run, run.reason).toMatchObject({ state: 'SUCCESS' })
  expect((await readdir(near, { recursive: true })).sort()).toEqual(['sub'])
  expect((await readdir(far, { recursive: true })).length).toBe(10)
  expect((await stat(`${far}/sub`)).mtimeMs).toBeCloseTo(before, -1)
})

it.each([
  ['links', []],
  ['further names of a file', ['-H']],
])('%s that are there already are no folders, to which marks belong', async (_, more) => {
  await makeTree(near, { deep: { er: files(1) }, 'x -> y': files(1) })
  await symlink('../sub/f1', `${near}/deep/link`)
  await symlink('../sub/f1', `${near}/x -> y/link`)
  await link(`${near}/sub/f0`, `${near}/deep/second`)
  await runOk('rsync', ['-aH', `${near}/`, far])
  const extraConfig = `[links]\npath = ${far}\nread only = no\nmunge symlinks = no\n`
  const server = await startRsyncd({ extraConfig })
  onTestFinished(() => server.stop())
  const settings = { path: `${near}/`, archive: true, extra: [...moving, ...more] }
  const { id } = test.add(moduleTask(server, 'links', settings))
  expect(await test.run(id)).toMatchObject({ state: 'SUCCESS', hold: null })
  expect((await runOk('find', [near, '!', '-type', 'd'])).stdout).toBe('')
})

it.each([
  ['--remove-source-files', 10],
  ['--remove-sent-files', 3],
])('%s removes %i files, as its preview says', async (option, count) => {
  await makeTree(far, { ...files(6), sub: files(3) })
  for (const name of ['f0', 'f1']) await rm(`${far}/${name}`)
  await symlink('f2', `${near}/link`)
  // By size and time the others are the same on both sides.
  await runOk('find', [near, far, '-type', 'f', '-exec', 'touch', '-d', '2001-01-01', '{}', '+'])
  const before = (await readdir(near, { recursive: true })).length
  const { id } = module('open', { archive: true, extra: [option] })
  expect((await test.preview(id)).sourceRemoval?.count).toBe(count)
  expect(await test.run(id)).toMatchObject({ state: 'SUCCESS' })
  expect((await readdir(near, { recursive: true })).length).toBe(before - count)
})

it('a move that is stopped while the other side is looked at is one that was stopped', async () => {
  await makeTree(far, { ...files(6), sub: files(3) })
  const isMarked = async () => (await readdir(near)).some((name) => name.includes('rsync-tasks-'))
  const { id } = await test.engine.runs.start(module('open').id, 'manual')
  await waitUntil(isMarked, { what: 'a mark' })
  await test.engine.stopRun(id)
  expect(test.engine.book.get(id)).toMatchObject({
    state: 'ABORTED',
    reason: 'Stopped.',
    hold: null,
  })
  expect((await readdir(near)).sort()).toEqual(Object.keys({ ...files(6), sub: 0 }).sort())
  expect(existsSync(`${test.folder}/previews/run-${id}`)).toBe(false)
})

describe('a move of what a list names', () => {
  const list = '--files-from=LIST'
  const moved = async (text: string, options: string[], remoteModule = 'open') => {
    await writeFile(listed, text)
    const extra = [...moving, ...options.map((word) => word.replace('LIST', listed))]
    return module(remoteModule, { extra }).id
  }

  it.each<[string, string, string[]]>([
    ['files', 'f1\nsub/f2\n', [list]],
    ['a folder', './sub\n', [list, '-r']],
    ['names that end with a zero', 'f1\0sub/f2\0', [list, '-0']],
  ])('goes on where they are there already: %s', async (_, text, options) => {
    await makeTree(far, { ...files(6), sub: files(3) })
    expect(await test.run(await moved(text, options))).toMatchObject({ state: 'SUCCESS' })
  })

  it.each<[string, string, string[]]>([
    ['by shorter names', 'sub/./f1\n', [list]],
    ['by their last names', 'sub/f1\n', [list, '--no-relative']],
    ['that the other side reads', 'f1\n', ['--files-from=:/names']],
  ])('is asked about where it is not told where they are: %s', async (_, text, options) => {
    await makeTree(far, { ...files(6), names: 'f1\n' })
    await makeTree(near, { names: 'f1\n' })
    const held = await untouched(near, async () => test.run(await moved(text, options)))
    await expectHeld(held, ['source-is-destination'])
    expect(held.reason).toMatch(/\(a list or a name does not show in which folders the files are\)/)
    expect(held.hold).toMatchObject({ canRunAnyway: true })
  })

  it('by shorter names keeps the only copy, though a folder is called as they are', async () => {
    await makeTree(near, { d: files(3), sub: { d: files(3) } })
    const id = await moved('sub/./d/f1\n', [list], 'above/near/sub')
    const held = await untouched(near, () => test.run(id))
    await expectHeld(held, ['source-is-destination'])
  })
})

it('a move over a module that lists nothing is asked about, where files are there already', async () => {
  const folder = await tempDir()
  await makeTree(folder, files(6))
  const extraConfig = `[wo]\npath = ${folder}\nread only = no\nwrite only = yes\n`
  const other = await startRsyncd({ extraConfig })
  onTestFinished(() => other.stop())
  await writeFile(`${near}/new`, 'n')
  await chmod(near, 0o755)
  const task = test.add(moduleTask(other, 'wo', { path: `${near}/`, extra: moving }))
  const held = await untouched(near, () => test.run(task.id))
  await expectHeld(held, ['source-is-destination'])
  expect(held.hold).toMatchObject({ canRunAnyway: true })
})

/** Lays links to `victim` in the place of each new file in `docs`, or of that folder. */
const ATTACK = `
const { readdirSync, renameSync, rmSync, symlinkSync } = require('node:fs')
const [docs, victim, what] = process.argv.slice(1)
const tried = (work) => { try { work() } catch {} }
const known = new Set(readdirSync(docs))
process.stdout.write('ready')
let isAway = false
for (;;) {
  const fresh = []
  tried(() => fresh.push(...readdirSync(docs).filter((name) => !known.has(name))))
  if (what === 'marks')
    for (const name of fresh) tried(() => {
      rmSync(docs + '/' + name)
      symlinkSync(victim + '/shadow', docs + '/' + name)
      known.add(name)
    })
  else if (fresh.length > 0 && !isAway) {
    isAway = true
    tried(() => { renameSync(docs, docs + '-away'); symlinkSync(victim, docs) })
  }
}`

describe.runIf(canMakeUsers)('marks of root in a folder of another user', () => {
  it.each(['marks', 'folder'])('lead nowhere by links in the place of the %s', async (what) => {
    const user = await makeTempUser()
    onTestFinished(() => user.dispose())
    const [docs, victim] = [`${user.home}/docs`, await tempDir()]
    await makeTree(victim, { shadow: 'precious' })
    await chmod(`${victim}/shadow`, 0o600)
    await makeTree(docs, { sub: files(6) })
    await makeTree(far, { sub: files(6) })
    await runOk('chown', ['-R', `${user.uid}:${user.gid}`, user.home])
    const before = [await stat(victim), await stat(`${victim}/shadow`)]
    const { uid, gid, env } = user
    const argv = ['-e', ATTACK, `${docs}/sub`, victim, what]
    const attacker = spawn(process.execPath, argv, { uid, gid, env })
    onTestFinished(() => void attacker.kill('SIGKILL'))
    await once(attacker.stdout, 'data')
    await test.run(module('open', { path: `${docs}/` }).id)
    const after = [await stat(victim), await stat(`${victim}/shadow`)]
    const kept = after.map(({ mode, mtimeMs }) => ({ mode, mtimeMs }))
    expect(kept).toEqual(before.map(({ mode, mtimeMs }) => ({ mode, mtimeMs })))
    expect(await readdir(victim)).toEqual(['shadow'])
  })
})
