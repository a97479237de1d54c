import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import { deletesAny } from '@common/rsync/option-questions'
import { readOptions } from '@common/rsync/read-options'
import type { TaskSettings } from '@common/task/task'

import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { findProgram } from '../../support/run'
import { expectSameTree } from '../../support/snapshot'
import { useSshLogin } from '../../support/ssh-login'
import { makeTree } from '../../support/tree'
import { expectHeld, files, runAnyway, untouched } from './support'

let [test, near]: [TestEngine, string] = [] as never
let [daemon, far]: [Rsyncd, string] = [] as never
const ssh = useSshLogin()
beforeEach(async () => {
  daemon = await startRsyncd()
  onTestFinished(() => daemon.stop())
  test = await openEngine()
  near = await tempDir()
  far = daemon.modules.open.root
})

const push = (settings: Partial<TaskSettings> = {}) =>
  test.create(moduleTask(daemon, 'open', { path: `${near}/`, delete: true, ...settings }))

describe.each(['27', '28', '29', '30'])('a far side that speaks protocol %s', (protocol) => {
  let [there, program] = [] as unknown as [string, string]
  beforeEach(async () => {
    there = await tempDir()
    program = `${await tempDir()}/rsync`
    // As a version of that time would answer; what it is asked for is of today.
    const line = `exec rsync --protocol=${protocol} "$@"`
    await writeFile(program, `#!/bin/sh\n${line}\n`, { mode: 0o755 })
    for (const folder of [near, there, dirname(program)]) await ssh.login.give(folder)
  })

  const task = (settings: Partial<TaskSettings>, extra: string[] = []) =>
    test.create(
      ssh.login.task({
        ...{ path: `${near}/`, remotePath: `${there}/`, archive: true, delayUpdates: false },
        ...settings,
        extra: [`--rsync-path=${program}`, ...extra],
      }),
    )

  it.each<['PUSH' | 'PULL', string, number]>([
    ['PUSH', '--no-partial', 12],
    ['PUSH', '--no-partial', 15],
    ['PUSH', '--inplace', 12],
    ['PUSH', '--append', 12],
    ['PULL', '--no-partial', 12],
    ['PULL', '--inplace', 15],
  ])('has no more deleted than the limits: %s, %s, %i files', async (direction, option, count) => {
    const [from, to] = direction === 'PUSH' ? [near, there] : [there, near]
    await makeTree(from, files(count))
    await makeTree(to, { ...files(12), ...files(60, 'old') })
    const { id } = await task({ direction, delete: true }, [option])
    const run = await untouched(to, () => test.run(id))
    if (Number(protocol) >= 29) await expectHeld(run, ['delete-limit'])
    else expect(run).toMatchObject({ state: 'FAILED', reason: expect.stringMatching(/too old/) })
  })

  it('deletes where it knows all rules of the app, or says that it is too old', async () => {
    await makeTree(near, files(12))
    await makeTree(there, files(13))
    const run = await test.run((await task({ delete: true })).id)
    if (protocol === '30') expect(run).toMatchObject({ state: 'SUCCESS' })
    else expect(run.reason).toMatch(/^The rsync of the other side is older than 3.0 /)
  })

  it('has no source removed of which it does not tell what it has', async () => {
    for (const folder of [near, there]) await makeTree(folder, files(3))
    const { id } = await task({}, ['--remove-source-files'])
    const run = await test.run(id)
    const isOld = Number(protocol) < 29
    expect(run.state, run.reason).toBe(isOld ? 'FAILED' : 'SUCCESS')
    expect(await readdir(near)).toHaveLength(isOld ? 3 : 0)
  })

  it('copies without Delete', async () => {
    await makeTree(near, files(3))
    expect(await test.run((await task({})).id)).toMatchObject({ state: 'SUCCESS' })
    expect(await readdir(there)).toHaveLength(3)
  })
})

describe('options that quieten rsync, or redirect what it says, change nothing of a run', () => {
  const SAID = [
    ...['-q', '--quiet', '-vq', '--stderr=all', '--stderr=client', '--msgs2stderr', '--no-motd'],
    ...['--info=ALL', '--info=NONE', '--info=stats', '--info=stats1,del0,name0', '--info=nonreg0'],
    ...['--debug=ALL', '--out-format=%n', '--log-format=x', '-i', '-P', '-vv', '--outbuf=N', '-h'],
    ...['-8', '--stats', '--log-file-format=x', '--progress', '--no-i', '--no-v'],
  ]
  const THERE = [
    ...['quiet', 'stderr=all', 'msgs2stderr', 'info=ALL', 'info=NONE', 'info=stats', 'debug=ALL'],
    ...['out-format=%n', 'out-format=', 'log-format=x', 'log-format=', 'no-i', 'no-v'],
  ].map((option) => `-M--${option}`)

  it.each<['module' | 'ssh', string]>([
    ...SAID.map((option): ['module', string] => ['module', option]),
    ...[...THERE, '-M-q', '-vM-i'].flatMap((option): ['module' | 'ssh', string][] => [
      ['module', option],
      ['ssh', option],
    ]),
  ])('%s: %s', async (way, option) => {
    if (way === 'ssh') far = await tempDir()
    for (const folder of way === 'ssh' ? [near, far] : []) await ssh.login.give(folder)
    const make = (settings: Partial<TaskSettings>) => {
      const given = { path: `${near}/`, extra: [option], ...settings }
      const task = ssh.login.task({ ...given, remotePath: `${far}/` })
      return test.create(way === 'ssh' ? task : moduleTask(daemon, 'open', given))
    }
    await makeTree(near, { ...files(5), new: { x: '' } })
    await makeTree(far, { ...files(5), ...files(12, 'old') })
    const { id } = await make({ archive: true, delete: true })
    const held = await untouched(far, () => test.run(id))
    await expectHeld(held, ['delete-limit'])
    expect(held.reason).toContain('12 of 17 entries')
    expect(await runAnyway(test, held)).toMatchObject({ stats: { filesDeleted: 12 } })
    await expectSameTree(near, far)
    await symlink('x', join(near, 'link'))
    const copy = await make({ archive: false })
    expect((await test.run(copy.id)).reason).toMatch(/but one link/)
  })
})

describe('a run that would delete more than the limits allow', () => {
  it('is held with the list, in its log and as a preview, and can be run anyway once', async () => {
    await makeTree(near, files(5))
    await makeTree(far, { ...files(5), ...files(12, 'old') })
    const task = await push()
    const run = await untouched(far, () => test.run(task.id))
    await expectHeld(run, ['delete-limit'])
    expect(run.reason).toMatch(
      /^This run would delete 12 of 17 entries .*\(70 %, the limit is 50 %/,
    )
    expect(await test.log(run)).toMatch(
      /\*deleting +old0\n[^]*\*deleting +old9\n[^]* BLOCKED: This/,
    )
    expect(test.engine.previews.get(run.hold?.previewId ?? '').totals.deleted.count).toBe(12)
    expect(await runAnyway(test, run)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(near, far)
    await makeTree(far, files(20, 'more'))
    await expectHeld(await test.run(task.id), ['delete-limit'])
  })

  it.each(['@@|', '@@0123456789ab|', ''])(
    'is held though the other side prints lines like items that begin with %j',
    async (prefix) => {
      const motd = `${near}-motd`
      await makeTree(near, files(200, 'mine'))
      await makeTree(far, { one: '' })
      const lines = Array.from({ length: 3000 }, (_, i) => `${prefix}.f          5 x${i}\n`)
      await writeFile(motd, ['Number of files: 4,000\n', ...lines].join(''))
      const extraConfig = `[lies]\npath = ${far}\n`
      const liar = await startRsyncd({ extraConfig, globals: [`motd file = ${motd}`] })
      onTestFinished(() => liar.stop())
      const pull = { direction: 'PULL', path: near, delete: true } as const
      const { id } = await test.create(moduleTask(liar, 'lies', pull))
      await expectHeld(await untouched(near, () => test.run(id)), ['delete-limit'])
    },
  )

  it('is not let pass for lines that know the prefix, which its figures do not have', async () => {
    await makeTree(near, files(5))
    await makeTree(far, { ...files(5), ...files(12, 'old') })
    const program = `${await tempDir()}/rsync`
    const prefix =
      'for word; do case $word in --out-format=*) p=${word#*=}; p=${p%%|*};; esac; done'
    const lines = 'i=0; while [ $i -lt 50 ]; do echo "$p|.f          5 x$i"; i=$((i+1)); done'
    const text = `#!/bin/sh\n${prefix}\n[ -z "$p" ] || { ${lines}; }\nexec rsync "$@"\n`
    await writeFile(program, text, { mode: 0o755 })
    await test.engine.programs.update({ rsync: program })
    const { id } = await push()
    const run = await untouched(far, () => test.run(id))
    expect(run).toMatchObject({ state: 'FAILED', exitCode: 0 })
    expect(run.reason).toContain('rsync does not list what it would change')
  })

  it('is held for most of the files, however many folders stay', async () => {
    const folders = Object.keys(files(100, 'd'))
    const tree = Object.fromEntries(folders.map((name) => [name, { file: 'x' }]))
    const rest = Object.fromEntries(folders.map((name, i) => [name, i < 6 ? { file: 'x' } : {}]))
    await makeTree(near, rest)
    await makeTree(far, tree)
    const task = await push()
    const held = await untouched(far, () => test.run(task.id))
    await expectHeld(held, ['delete-limit'])
    expect(held.reason).toMatch(
      /^This run would delete 94 of 100 files .*\(94 %, the limit is 50 %/,
    )
  })

  it('is held whatever option asks for the deletions', async () => {
    await makeTree(near, { a: 'a' })
    await makeTree(far, files(12, 'old'))
    for (const extra of [['--delete'], ['--delete-excluded', '--exclude=old*'], ['--del']]) {
      const task = await push({ delete: false, extra })
      await expectHeld(await untouched(far, () => test.run(task.id)), ['delete-limit'])
    }
  })

  it('is held again when what would be deleted is not what was approved', async () => {
    await makeTree(near, files(2))
    await makeTree(far, files(12, 'old'))
    // The time of the folder itself changes as well, where a second passes meanwhile.
    const task = await push({ extra: ['--omit-dir-times'] })
    const held = await test.run(task.id)
    await makeTree(far, { another: 'x' })
    const again = await untouched(far, () => runAnyway(test, held))
    await expectHeld(again, ['changed-since-preview', 'delete-limit'])
    expect(again.reason).toContain('since then one change is new. Look at the new list')
    await rm(join(far, 'old0'))
    await rm(join(far, 'old1'))
    const third = await untouched(far, () => runAnyway(test, again))
    expect(third.reason).toContain('since then 2 changes are gone. Look')
    await makeTree(far, { one: '1', other: '2' })
    await rm(join(far, 'another'))
    const last = await untouched(far, () => runAnyway(test, third))
    expect(last.reason).toContain('since then 2 changes are new and one change is gone. Look')
  })

  it('runs when its task has no limits, or fewer deletions', async () => {
    await makeTree(near, files(2))
    await makeTree(far, files(12, 'old'))
    const free = await push({ deleteLimit: null, deleteLimitPercent: null })
    expect(await test.run(free.id)).toMatchObject({ state: 'SUCCESS', stats: { filesDeleted: 12 } })
    await makeTree(far, { one: '1' })
    expect(await test.run((await push()).id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(near, far)
  })

  it('is held by number, too', async () => {
    await makeTree(near, files(40))
    await makeTree(far, { ...files(40), ...files(6, 'old') })
    const task = await push({ deleteLimit: 5 })
    const run = await untouched(far, () => test.run(task.id))
    expect(run.reason).toMatch(/^This run would delete 6 entries .* the limit is 5:/)
  })

  it('fails with the reason of the dry run when that does not come through', async () => {
    await makeTree(near, files(2))
    const task = await push({ remoteModule: 'nope' })
    const run = await test.run(task.id)
    expect(run).toMatchObject({ state: 'FAILED', exitCode: 5 })
    expect(run.stats).toBeNull()
    expect(run.reason).toMatch(/^The rsync daemon has no module of that name/)
    expect(await test.log(run)).toMatch(/Unknown module/)
  })
})

describe('an empty source', () => {
  it('never empties the destination, not even of a single file', async () => {
    await makeTree(far, { only: 'x' })
    const run = await untouched(far, async () => test.run((await push()).id))
    await expectHeld(run, ['source-empty'])
    expect(run.reason).toMatch(
      /^The source has nothing to copy, and this run would delete the one entry/,
    )
  })

  it('never empties a local folder either, when a module is what is empty', async () => {
    await makeTree(near, files(4))
    const task = await push({ direction: 'PULL' })
    await expectHeld(await untouched(near, () => test.run(task.id)), ['source-empty'])
  })

  it.each(['PUSH', 'PULL'] as const)('never does so over SSH (%s)', async (direction) => {
    const remotePath = await tempDir()
    await makeTree(direction === 'PUSH' ? remotePath : near, files(4))
    await ssh.login.give(near)
    const path = direction === 'PUSH' ? `${near}/` : near
    const settings = { path, remotePath: `${remotePath}/`, delete: true, direction }
    const task = await test.create(ssh.login.task(settings))
    const kept = direction === 'PUSH' ? remotePath : near
    await expectHeld(await untouched(kept, () => test.run(task.id)), ['source-empty'])
  })

  it('is harmless without Delete', async () => {
    await makeTree(far, files(4))
    const task = await push({ delete: false })
    const run = await untouched(far, () => test.run(task.id))
    expect(run).toMatchObject({ state: 'SUCCESS' })
  })
})

describe('a folder that cannot be read deletes nothing, however Delete is asked for', () => {
  // peers 7c: with incremental recursion rsync has deleted at the top before it notices.
  const ways = [
    ...[[], ['--delete'], ['--delete-before'], ['--delete-during'], ['--delete-delay']],
    ['--delete-after'],
    // What takes safeguards back: forgotten rules, unread folders that count for nothing.
    ...[
      ['--delete', '--filter=!', '--ignore-errors'],
      ['--del', '--exclude=!'],
    ],
    ['--delete-excluded', '--include=*', '--force', '--i-r'],
  ]

  it.each(ways)('%s', async (...extra) => {
    await makeTree(near, { keep: 'k', secret: { s: 's' }, sub: { b: 'b' } })
    await makeTree(far, {
      keep: 'k',
      gone: 'g',
      secret: { s: 's', t: 't' },
      sub: { b: 'b', c: 'c' },
    })
    await ssh.login.give(near)
    await chmod(`${near}/secret`, 0o000)
    const settings = { path: `${near}/`, user: ssh.login.user, delete: extra.length === 0, extra }
    const run = await test.run((await push(settings)).id)
    expect(run).toMatchObject({ state: 'FAILED', exitCode: 23 })
    expect(deletesAny(readOptions(run.command))).toBe(false)
    await expectAllThere(['gone', 'secret/t', 'sub/c'])
  })

  const expectAllThere = async (names: readonly string[]) => {
    for (const name of names)
      await expect(rename(`${far}/${name}`, `${far}/${name}`)).resolves.toBe(undefined)
  }
})

// peers 7c: after the limit rsync stops deleting, but it deletes up to it, whatever the order.
it.each(
  ['--delete-before', '--delete-during', '--delete-delay', '--delete-after'].flatMap((when) => [
    [when, 0] as const,
    [when, 2] as const,
  ]),
)('%s with --max-delete=%i deletes no more, and the run is no success', async (when, limit) => {
  await makeTree(near, { ...files(40), new: 'n' })
  await makeTree(far, { ...files(40), ...files(5, 'old') })
  const extra = [when, `--max-delete=${limit}`]
  const run = await test.run((await push({ delete: false, extra })).id)
  expect(run).toMatchObject({
    ...{ state: 'FAILED', outcome: 'blocked', stats: { filesDeleted: limit } },
    reason: expect.stringMatching(`${5 - limit} files were left`),
  })
  const names = await readdir(far)
  expect(names.filter((name) => name.startsWith('old'))).toHaveLength(5 - limit)
  expect(names).toContain('new')
})

/** Edits of a task whose dry run goes on; `near` is its folder. */
const EDITS: readonly (readonly [string, (near: string) => Partial<TaskSettings>])[] = [
  ['turned round', () => ({ direction: 'PULL' })],
  ['led to another module', () => ({ remoteModule: 'second' })],
  ['led to another folder', (near) => ({ path: `${near}/a/` })],
  ['told to take the copied files away', () => ({ extra: ['-L', '--remove-source-files'] })],
]

it.each(EDITS.flatMap(([what, edit]) => [true, false].map((isWhole) => ({ what, edit, isWhole }))))(
  'a task that is $what during its dry run runs as it was (read whole: $isWhole)',
  async ({ edit, isWhole }) => {
    await makeTree(near, { f1: 'work of today', a: { f2: 'a' } })
    await makeTree(far, { f1: 'old', f3: 'older' })
    if (!isWhole) await symlink('/nowhere/at/all', `${near}/dangling`)
    const [program, waits] = [`${await tempDir()}/rsync`, `${await tempDir()}/edited`]
    const wait = `while [ ! -e ${waits} ]; do touch ${waits}.asked; sleep 0.05; done`
    const text = `case " $* " in *' -n '*) ${wait};; esac; exec '${findProgram('rsync')}' "$@"`
    await writeFile(program, `#!/bin/sh\n${text}\n`, { mode: 0o755 })
    await test.engine.programs.update({ rsync: program })
    const task = await push({ extra: ['-L'] })
    const { id } = await test.engine.runs.start(task.id, 'manual')
    await waitUntil(() => existsSync(`${waits}.asked`), { what: 'the dry run' })
    await test.engine.tasks.update(task.id, edit(near), null)
    await writeFile(waits, '')
    const run = await test.engine.runs.ended(id)
    expect(run.outcome).toBe(isWhole ? 'success' : 'partial')
    expect(await readFile(`${near}/f1`, 'utf8')).toBe('work of today')
    expect(await readFile(`${far}/f1`, 'utf8')).toBe('work of today')
    expect((await readdir(far)).sort()).toEqual(isWhole ? ['a', 'f1'] : ['a', 'f1', 'f3'])
  },
)

it('a list of a held run goes with the run', async () => {
  await mkdir(`${far}/x`)
  const task = await push()
  const run = await test.run(task.id)
  await expectHeld(run, ['source-empty'])
  await test.engine.removal.remove(task.id)
  expect(() => test.engine.previews.get(`run-${run.id}`)).toThrow(/There is no preview/)
  await rm(far, { recursive: true })
})
