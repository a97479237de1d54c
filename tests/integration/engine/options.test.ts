import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'

import { describe, expect, it, onTestFinished } from 'vitest'

import type { TaskSettings } from '@common/task/task'

import { moduleTask, openEngine, tempDir } from '../../support/engine'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { findProgram, run, runOk } from '../../support/run'
import { expectSameTree, snapshot } from '../../support/snapshot'
import { useSshLogin } from '../../support/ssh-login'
import { canMakeUsers, makeTempUser } from '../../support/temp-user'
import { makeTree } from '../../support/tree'

const ssh = useSshLogin()

async function daemon(): Promise<Rsyncd> {
  const started = await startRsyncd()
  onTestFinished(() => started.stop())
  return started
}

const pathsBelow = async (dir: string): Promise<string[]> =>
  (await snapshot(dir)).map(({ path }) => path)

const deepTree = { a: 'a\n', '.b': 'b\n', sub: { c: 'c\n', deeper: { d: 'd\n' } }, empty: {} }

describe('with Recursive off only the files of the directory itself are copied', () => {
  it.each([
    ['contents to a module', '/', ''],
    ['folder to a module', '', '/'],
  ])('%s', async (_, slash) => {
    const [test, server, path] = [await openEngine(), await daemon(), `${await tempDir()}/dir`]
    await makeTree(path, deepTree)
    const settings = { path: `${path}${slash}`, recursive: false }
    const task = await test.create(moduleTask(server, 'open', settings))
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    const prefix = slash === '/' ? '' : 'dir/'
    expect(await pathsBelow(server.modules.open.root)).toEqual([
      ...(slash === '/' ? [] : ['dir']),
      ...[`${prefix}.b`, `${prefix}a`],
    ])
  })

  it('from a module', async () => {
    const [test, server, path] = [await openEngine(), await daemon(), await tempDir()]
    await makeTree(server.modules.open.root, deepTree)
    const settings = { path, direction: 'PULL', recursive: false } as const
    const task = await test.create(moduleTask(server, 'open', settings))
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    expect(await pathsBelow(path)).toEqual(['.b', 'a'])
  })

  it.each([
    ['PUSH', '/'],
    ['PUSH', ''],
    ['PULL', '/'],
    ['PULL', ''],
  ] as const)('over SSH: %s of a path with the end "%s"', async (direction, slash) => {
    const [test, near, far] = [await openEngine(), await tempDir(), await tempDir()]
    const [from, to] = direction === 'PUSH' ? [near, far] : [far, near]
    await makeTree(`${from}/dir`, deepTree)
    await ssh.login.give(near)
    const source = `${from}/dir${slash}`
    const settings: Partial<TaskSettings> & { path: string } = {
      ...{ path: direction === 'PUSH' ? source : near, direction, recursive: false },
      remotePath: direction === 'PUSH' ? far : source,
    }
    const task = await test.create(ssh.login.task(settings))
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    const prefix = slash === '/' ? '' : 'dir/'
    expect(await pathsBelow(to)).toEqual([
      ...(slash === '/' ? [] : ['dir']),
      ...[`${prefix}.b`, `${prefix}a`],
    ])
  })
})

it.each([['-a'], ['--recursive'], ['-vrt', '--delete']])(
  'with Recursive off %s copies sub-folders, as on TrueNAS',
  async (...extra) => {
    const [test, server, path] = [await openEngine(), await daemon(), `${await tempDir()}/dir`]
    await makeTree(path, deepTree)
    const settings = { path: `${path}/`, recursive: false, extra }
    const task = await test.create(moduleTask(server, 'open', settings))
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(path, server.modules.open.root)
  },
)

describe('Delete', () => {
  it('removes what is not at the source', async () => {
    const [test, server, path] = [await openEngine(), await daemon(), await tempDir()]
    await makeTree(path, deepTree)
    const stale = { old: '', sub: { older: '' }, oldest: { x: '' } }
    // A run that deletes every file of the destination would be held.
    await makeTree(server.modules.open.root, { a: 'of before', ...stale })
    const task = await test.create(moduleTask(server, 'open', { path: `${path}/`, delete: true }))
    const run = await test.run(task.id)
    expect(run).toMatchObject({ state: 'SUCCESS', stats: { filesDeleted: 4 } })
    expect(await test.log(run)).toMatch(/^\*deleting {3}0 sub\/older$/m)
    await expectSameTree(path, server.modules.open.root)
  })

  it.each([
    [true, []],
    [true, ['--delete-excluded']],
    [false, ['--delete-excluded']],
  ])('with Recursive off works on that level alone (%s, %j)', async (isDeleting, extra) => {
    const [test, server, path] = [await openEngine(), await daemon(), await tempDir()]
    await makeTree(path, deepTree)
    await makeTree(server.modules.open.root, { old: '', sub: { older: '' }, other: { x: '' } })
    const settings = { path: `${path}/`, delete: isDeleting, recursive: false, extra }
    const task = await test.create(moduleTask(server, 'open', settings))
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    expect(await pathsBelow(server.modules.open.root)).toEqual([
      ...['.b', 'a', 'other', 'other/x', 'sub', 'sub/older'],
    ])
  })

  it('with Recursive off removes from the source on that level alone', async () => {
    const [test, server, path] = [await openEngine(), await daemon(), await tempDir()]
    await makeTree(path, deepTree)
    const extra = ['--remove-source-files']
    const settings = { path: `${path}/`, archive: false, recursive: false, extra }
    const task = await test.create(moduleTask(server, 'open', settings))
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    expect(await pathsBelow(path)).toEqual(['empty', 'sub', 'sub/c', 'sub/deeper', 'sub/deeper/d'])
  })

  it('with Recursive off empties no folder for a file of its name', async () => {
    const [test, server, path] = [await openEngine(), await daemon(), await tempDir()]
    const { root } = server.modules.open
    await makeTree(path, { sub: 'a file', a: 'a' })
    await makeTree(root, {
      sub: { one: '', deeper: { two: '' } },
      ...Object.fromEntries([...'0123456789'].map((n) => [`f${n}`, ''])),
    })
    const settings = { path: `${path}/`, delete: true, deleteLimitPercent: null, recursive: false }
    const task = await test.create(moduleTask(server, 'open', settings))
    expect(await test.run(task.id)).toMatchObject({ state: 'FAILED', exitCode: 23 })
    expect(await pathsBelow(root)).toEqual(
      expect.arrayContaining(['a', 'sub/one', 'sub/deeper/two']),
    )
  })

  it.each(['readonly/*', 'readonly/sub*'])(
    'with Recursive off goes into no folder that the pattern %s names',
    async (remoteModule) => {
      const [test, server, path] = [await openEngine(), await daemon(), await tempDir()]
      await makeTree(server.modules.readonly.root, deepTree)
      await makeTree(path, { old: '', sub: { older: '' } })
      const settings = { path, direction: 'PULL', delete: true, recursive: false } as const
      const task = await test.create(moduleTask(server, remoteModule, settings))
      expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
      expect(await pathsBelow(path)).toEqual(expect.arrayContaining(['old', 'sub/older']))
      expect(await pathsBelow(path)).not.toContain('sub/c')
    },
  )

  it('deletes nothing when a sub-directory of the source cannot be read', async () => {
    const [test, server, path] = [await openEngine(), await daemon(), await tempDir()]
    const { root } = server.modules.open
    await makeTree(path, deepTree)
    await ssh.login.give(path)
    await chmod(`${path}/sub/deeper`, 0o000)
    onTestFinished(() => chmod(`${path}/sub/deeper`, 0o700))
    await makeTree(root, { old: '', sub: { older: '', deeper: { d: 'older' } } })
    const settings = { path: `${path}/`, delete: true, user: ssh.login.user }
    const task = await test.create(moduleTask(server, 'open', settings))
    const run = await test.run(task.id)
    expect(run).toMatchObject({ state: 'FAILED', exitCode: 23, stats: { filesDeleted: 0 } })
    expect(await test.log(run)).toMatch(/opendir ".*deeper".*Permission denied/)
    expect(await pathsBelow(root)).toEqual(
      expect.arrayContaining(['old', 'sub/older', 'sub/deeper/d']),
    )
  })
})

describe.each([
  ['the setting', { quiet: true }],
  ['the option of rsync', { extra: ['-vq'] }],
])('Quiet by %s', (_, quiet) => {
  it('keeps items out of the log, but no error', async () => {
    const [test, server, path] = [await openEngine(), await daemon(), await tempDir()]
    await makeTree(path, { a: 'a', secret: 's' })
    await ssh.login.give(path)
    await chmod(`${path}/secret`, 0o000)
    const settings = { path: `${path}/`, ...quiet, user: ssh.login.user }
    const task = await test.create(moduleTask(server, 'open', settings))
    const run = await test.run(task.id)
    expect(run).toMatchObject({ state: 'FAILED', exitCode: 23 })
    const log = await test.log(run)
    expect(log).toMatch(/failed to open ".*secret".*Permission denied/)
    expect(log).not.toMatch(/[<>]f\+{9}/)
    expect(await pathsBelow(server.modules.open.root)).toEqual(['a'])
  })

  it('does not make a preview say that nothing would change', async () => {
    const [test, server, path] = [await openEngine(), await daemon(), await tempDir()]
    await makeTree(path, { a: 'a' })
    const task = await test.create(moduleTask(server, 'open', { path: `${path}/`, ...quiet }))
    const { changes } = await test.preview(task.id)
    expect(changes.map(({ name }) => name)).toContain('a')
  })
})

describe('what a check box promises arrives', () => {
  const modeOf = async (path: string) => (await stat(path)).mode & 0o7777

  async function pushed(settings: Partial<TaskSettings>) {
    const [test, server, path] = [await openEngine(), await daemon(), await tempDir()]
    await makeTree(path, { plain: 'p', sub: { tool: 't' } })
    await chmod(`${path}/plain`, 0o604)
    await chmod(`${path}/sub/tool`, 0o751)
    await chmod(`${path}/sub`, 0o710)
    return {
      test,
      server,
      path,
      task: moduleTask(server, 'open', { path: `${path}/`, ...settings }),
    }
  }

  it.each([{ preservePerm: true }, { archive: true }])('permissions by %j', async (settings) => {
    const { test, server, path, task } = await pushed(settings)
    expect(await test.run((await test.create(task)).id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(path, server.modules.open.root, { modes: true })
    expect(await modeOf(`${server.modules.open.root}/sub/tool`)).toBe(0o751)
  })

  it('links by Archive, and nothing of them without it', async () => {
    const [withLinks, without] = [await pushed({ archive: true }), await pushed({})]
    for (const { test, path, task } of [withLinks, without]) {
      await runOk('ln', ['-s', 'plain', `${path}/link`])
      expect(await test.run((await test.create(task)).id)).toMatchObject({ state: 'SUCCESS' })
    }
    expect(await pathsBelow(withLinks.server.modules.open.root)).toContain('link')
    expect(await pathsBelow(without.server.modules.open.root)).not.toContain('link')
  })

  it('extended attributes', async () => {
    const { test, server, path, task } = await pushed({ preserveAttr: true })
    const python = findProgram('python3')
    const set = `import os,sys; os.setxattr(sys.argv[1], "user.note", b"kept")`
    await runOk(python, ['-c', set, `${path}/plain`])
    expect(await test.run((await test.create(task)).id)).toMatchObject({ state: 'SUCCESS' })
    const get = `import os,sys; print(os.getxattr(sys.argv[1], "user.note").decode())`
    const { stdout } = await run(python, ['-c', get, `${server.modules.open.root}/plain`])
    expect(stdout).toBe('kept\n')
  })

  it('times only by Times', async () => {
    const off = await pushed({ times: false })
    await runOk('touch', ['-d', '2001-01-01', `${off.path}/plain`])
    expect(await off.test.run((await off.test.create(off.task)).id)).toMatchObject({
      state: 'SUCCESS',
    })
    expect((await stat(`${off.server.modules.open.root}/plain`)).mtime.getFullYear()).not.toBe(2001)
  })

  it('auxiliary parameters with quotes and patterns', async () => {
    const [test, server, path] = [await openEngine(), await daemon(), await tempDir()]
    await makeTree(path, { 'my cache': { x: '' }, 'a.tmp': '', 'b.tmp': '', keep: '' })
    const extra = ["--exclude='my cache'", '--exclude=\\*.tmp --include=keep']
    const task = await test.create(moduleTask(server, 'open', { path: `${path}/`, extra }))
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    expect(await pathsBelow(server.modules.open.root)).toEqual(['keep'])
  })

  it('Delay Updates puts all files in place only at the end', async () => {
    const { test, server, path, task } = await pushed({ delayUpdates: true, compress: false })
    await writeFile(`${path}/zz big`, Buffer.alloc(1_500_000, 'x'))
    await mkdir(`${path}/yy`)
    const slow = await test.create({ ...task, extra: ['--bwlimit=500', '--whole-file'] })
    const run = await test.startGoing(slow.id)
    expect(await pathsBelow(server.modules.open.root)).not.toContain('plain')
    expect(await test.engine.runs.ended(run.id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(path, server.modules.open.root)
  })
})

describe('options that exclude what the app adds by itself', () => {
  it.each([
    // Daemons refuse --write-devices by themselves.
    ...(['--inplace', '-M--inplace', '--append', '--append-verify'] as const),
    ...(['--old-args', '--no-partial', '--inplace --no-inplace'] as const),
  ])('%s: a task with Delete copies and deletes', async (option) => {
    const [test, server, path] = [await openEngine(), await daemon(), await tempDir()]
    await makeTree(path, deepTree)
    await makeTree(server.modules.open.root, { old: '' })
    const settings = { path: `${path}/`, delete: true, delayUpdates: false, extra: [option] }
    const task = await test.create(moduleTask(server, 'open', settings))
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(path, server.modules.open.root)
  })
})

it('a stored task that would copy nothing is not run', async () => {
  const [test, server, path] = [await openEngine(), await daemon(), await tempDir()]
  await makeTree(path, deepTree)
  const task = test.add(moduleTask(server, 'open', { path: `${path}/`, extra: ['-vn'] }))
  const run = await test.run(task.id)
  expect(run.state).toBe('FAILED')
  expect(run.reason).toContain('copies nothing')
  expect(await pathsBelow(server.modules.open.root)).toEqual([])
})

describe('--iconv', () => {
  const extra = ['--iconv=utf-8,latin1']

  it('is refused by a daemon that converts no names, with its name and at once', async () => {
    const [test, server, path] = [await openEngine(), await daemon(), await tempDir()]
    await makeTree(path, { ü: '' })
    const task = await test.create(moduleTask(server, 'open', { path: `${path}/`, extra }))
    const run = await test.run(task.id)
    expect(run).toMatchObject({ state: 'FAILED', remedy: { field: 'extra' } })
    expect(run.reason).toContain('--iconv')
  })

  it('converts names for a module that has a character set', async () => {
    const [test, path, root] = [await openEngine(), await tempDir(), await tempDir()]
    const settings = ['path = ' + root, 'read only = no', 'charset = latin1']
    const server = await startRsyncd({ extraConfig: ['[latin]', ...settings].join('\n') })
    onTestFinished(() => server.stop())
    await makeTree(path, { ü: '' })
    const pushed = moduleTask(server, 'open', { path: `${path}/`, extra })
    const task = await test.create({ ...pushed, remoteModule: 'latin' })
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    expect(await readdir(root, { encoding: 'buffer' })).toEqual([Buffer.from([0xfc])])
  })
})

it.runIf(canMakeUsers)(
  'a run that an alias of popt would change is refused with its name',
  async () => {
    const [test, server, user] = [await openEngine(), await daemon(), await makeTempUser()]
    onTestFinished(() => user.dispose())
    const path = `${user.home}/data`
    await makeTree(path, { a: 'a' })
    await makeTree(server.modules.open.root, { old: '' })
    await writeFile(`${user.home}/.popt`, 'rsync alias -t -t --del\n')
    const task = await test.create(
      moduleTask(server, 'open', { path: `${path}/`, user: user.name }),
    )
    const run = await test.run(task.id)
    expect(run.state).toBe('FAILED')
    expect(run.reason).toMatch(/^An alias in ~\/\.popt .* changes what this run does: --del\./)
    expect(await pathsBelow(server.modules.open.root)).toEqual(['old'])
    await writeFile(`${user.home}/.popt`, 'rsync alias -t -t -v --stats\n')
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
  },
)

it.each(['exit 0', 'exec rsync --debug=help "$@"', 'exec rsync "$@" 2>&1 | grep -v Number'])(
  'what does not say what it did is no success: %s',
  async (line) => {
    const [test, server, path] = [await openEngine(), await daemon(), await tempDir()]
    await makeTree(path, deepTree)
    const task = await test.create(moduleTask(server, 'open', { path: `${path}/` }))
    const program = `${await tempDir()}/rsync`
    const known = 'case "$*" in *--version*) exec rsync "$@";; esac'
    await writeFile(program, `#!/bin/sh\n${known}\n${line}\n`, { mode: 0o755 })
    await test.engine.programs.update({ rsync: program })
    const run = await test.run(task.id)
    expect(run).toMatchObject({ state: 'FAILED', exitCode: 0, stats: null })
    expect(run.reason).toMatch(/did not say what it did/)
  },
)
