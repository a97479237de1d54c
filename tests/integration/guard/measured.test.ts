import {
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'

import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import type { TaskSettings } from '@common/task/task'

import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { runOk } from '../../support/run'
import { mountShare } from '../../support/share'
import { smallDisk } from '../../support/small-disk'
import { makeTree } from '../../support/tree'
import { expectHeld, files, runAnyway, untouched } from './support'

/* What a run would delete is counted and weighed at the destination, and never guessed. */

let [test, near, far]: [TestEngine, string, string] = [] as never
let [daemon, writeOnly]: [Rsyncd, string] = [] as never
beforeEach(async () => {
  writeOnly = await tempDir()
  const extraConfig = `[wo]\npath = ${writeOnly}\nread only = no\nwrite only = yes\n`
  daemon = await startRsyncd({ extraConfig })
  onTestFinished(() => daemon.stop())
  test = await openEngine()
  near = await tempDir()
  far = daemon.modules.open.root
})

const push = (settings: Partial<TaskSettings> = {}) =>
  test.create(moduleTask(daemon, 'open', { path: `${near}/`, delete: true, ...settings }))

/** So many older copies, by the names that `--backup` gives them. */
const kept = (count: number) =>
  Object.fromEntries(Object.keys(files(count)).map((name) => [`${name}~`, '']))

const size = (folder: string, name: string, bytes: number) =>
  writeFile(`${folder}/${name}`, '').then(() => truncate(`${folder}/${name}`, bytes))

async function expectAllowed(settings: Partial<TaskSettings>) {
  const run = await test.run((await push(settings)).id)
  expect(run, run.reason).toMatchObject({ state: 'SUCCESS', hold: null })
  return run
}
async function expectBlocked(settings: Partial<TaskSettings>, at = far) {
  const { id } = await push(settings)
  const held = await untouched(at, () => test.run(id))
  await expectHeld(held, ['delete-limit'])
  return held
}

describe('what is listed and not sent is not at the destination', () => {
  it('links without the option for links', async () => {
    for (let i = 0; i < 150; i++) await symlink('nowhere', `${near}/l${i}`)
    await makeTree(far, files(100))
    const { id } = await push({ archive: false })
    await expectHeld(await untouched(far, () => test.run(id)), ['source-empty'])
    await makeTree(near, { one: '' })
    expect((await expectBlocked({ archive: false })).reason).toContain('100 of 100 entries')
  })

  it.each<[string, string[]]>([
    ['too large', ['--max-size=10']],
    ['too small', ['--min-size=1000']],
    ['not there yet', ['--existing']],
    ['not there yet, by the other name', ['--ignore-non-existing']],
  ])('files that are %s', async (_, extra) => {
    for (let i = 0; i < 150; i++) await size(near, `big${i}`, 500)
    await makeTree(far, files(100))
    for (const folder of [near, far]) await size(folder, 'kept', 500)
    expect((await expectBlocked({ extra })).reason).toContain('100 of 101 entries')
  })

  it.each([['--max-size=10'], ['--min-size=1000'], ['--existing']])(
    'a source with nothing but files that %s passes over is empty, whatever the limits',
    async (option) => {
      for (let i = 0; i < 20; i++) await size(near, `big${i}`, 500)
      await makeTree(far, files(20))
      for (const limit of [null, 100]) {
        const given = { deleteLimitPercent: null, deleteLimit: limit, extra: [option] }
        const { id } = await push(given)
        await expectHeld(await untouched(far, () => test.run(id)), ['source-empty'])
      }
    },
  )

  it.each([['--max-size=10'], ['--min-size=1000'], ['--ignore-existing'], ['--update']])(
    'but a file that %s passes over where it is already: the number alone limits',
    async (option) => {
      await size(near, 'big', 500)
      await makeTree(far, files(20))
      await size(far, 'big', 400)
      await utimes(`${near}/big`, 1e9, 1e9)
      const given = { deleteLimitPercent: null, extra: [option] }
      expect((await expectBlocked({ ...given, deleteLimit: 19 })).reason).toContain('20 entries')
      await expectAllowed({ ...given, deleteLimit: 20 })
      expect(await readdir(far)).toEqual(['big'])
    },
  )

  it('files that the filters keep out of the run, though they are there', async () => {
    await makeTree(near, files(2))
    await makeTree(far, { ...files(2), ...files(20, 'old'), kept: files(500) })
    const held = await expectBlocked({ extra: ['--exclude=/kept'] })
    expect(held.reason).toContain('20 of 22 entries')
  })
})

describe('what another folder has is not at the destination', () => {
  const limitOf = async (settings: Partial<TaskSettings>) => {
    const { id } = await push({ archive: true, ...settings })
    const { hold } = await untouched(far, () => test.run(id))
    return hold?.findings.find(({ kind }) => kind === 'delete-limit')?.message
  }
  const aged = (folder: string) =>
    runOk('find', [folder, '-exec', 'touch', '-d', '@1000000000', '{}', '+'])

  it.each<[string[]]>([
    [['--compare-dest=../before']],
    [['--copy-dest=../before']],
    [['--link-dest=../before']],
    [['--link-dest=/before']],
    [['--compare-dest=../before', '--exclude=kept']],
    [['--link-dest=../before', "--filter='H of-the-source'"]],
  ])('%j: files', async (extra) => {
    await makeTree(near, files(150, 'new'))
    await makeTree(far, { now: { ...files(100, 'old'), kept: '' }, before: files(150, 'new') })
    await aged(near)
    await aged(far)
    const found = await limitOf({ remoteModule: 'open/now', extra })
    expect(found).toMatch(/^This run would delete 10[01] of 10[01] entries/)
  })

  it.each([['--compare-dest=../before'], ['--link-dest=../before']])(
    '%s: bytes',
    async (option) => {
      await makeTree(near, { note: 'n' })
      await size(near, 'big', 1e6)
      await makeTree(far, { now: { note: 'n' }, before: {} })
      await size(`${far}/before`, 'big', 1e6)
      for (let i = 0; i < 8; i++) await size(`${far}/now`, `disk${i}.img`, 5000)
      await aged(near)
      await aged(far)
      expect(await limitOf({ remoteModule: 'open/now', extra: [option] })).toContain(
        'of the destination',
      )
    },
  )

  it('files of a folder that has two names', async () => {
    await makeTree(near, { other: files(100), sub: {} })
    await makeTree(far, { other: files(100) })
    await symlink('other', `${far}/sub`)
    await aged(near)
    await aged(far)
    expect(await limitOf({ extra: ['--keep-dirlinks'] })).toMatch(/100 entries .* not all/)
  })
})

describe('what is there and not listed is counted there', () => {
  it.each<[string, string[]]>([
    ['--ignore-existing', ['--ignore-existing']],
    ['--update', ['--update']],
    ['--max-size', ['--max-size=3']],
    ['--min-size', ['--min-size=400']],
    ['--ignore-existing, with an exclude', ['--ignore-existing', '--exclude=*.tmp']],
  ])('with %s', async (_, extra) => {
    await makeTree(near, files(100, 'a longer name'))
    for (let i = 0; i < 100; i++) await writeFile(`${near}/a longer name${i}`, 'content')
    await makeTree(far, { ...files(100, 'a longer name'), ...files(20, 'old') })
    for (let i = 0; i < 100; i++) await writeFile(`${far}/a longer name${i}`, 'other content')
    const { stats } = await expectAllowed({ extra })
    expect(stats?.filesDeleted).toBe(20)
    await makeTree(far, files(200, 'old'))
    expect((await expectBlocked({ extra })).reason).toContain('200 of 300 entries')
  })
})

const SKIPPING = ['--existing', '--ignore-existing', '--update', '--max-size=1g', '--min-size=0']
const OVERCOUNTING = [
  ...['--keep-dirlinks', '--link-dest=../before', '--compare-dest=../before'],
  '--copy-dest=../before',
]

describe('what is left is what the run itself has on both sides', () => {
  it.each<[string[], object]>([
    [['--existing', '-M--exclude=/kept'], { kept: files(500) }],
    [['--existing', '--backup'], kept(500)],
    [['--update', '--partial-dir=.kept'], { '.kept': files(500) }],
    [['-vu', "--filter='P /kept'"], { kept: files(500) }],
  ])('%j', async (extra, more) => {
    await makeTree(near, files(2))
    await makeTree(far, { ...files(2), ...files(20, 'old'), ...more })
    expect((await expectBlocked({ archive: true, extra })).reason).toContain('20 of 22 entries')
  })

  it('with a list of files', async () => {
    const list = `${near}-list`
    await writeFile(list, 'd\n')
    await makeTree(near, { d: { kept: '' } })
    await makeTree(far, { d: { kept: '', ...files(20, 'old') }, ...files(500) })
    const extra = ['--update', '--no-R', '-r', `--files-from=${list}`]
    expect((await expectBlocked({ archive: true, extra })).reason).toMatch(/20 of 2[12] entries/)
  })

  it.each(
    SKIPPING.flatMap((option) => [
      [option, '--no-r'],
      [option, '--no-recursive'],
    ]),
  )('and not what is in folders into which it does not go: %s %s', async (...[option, flat]) => {
    await makeTree(near, { ...files(8), sub: files(300) })
    await makeTree(far, { ...files(8), sub: files(300), ...files(100, 'old') })
    const extra = [option, flat, '-d']
    expect((await expectBlocked({ archive: true, extra })).reason).toContain('100 of 109 entries')
  })

  it.each([
    ...SKIPPING.map((option) => [option, '-F']),
    ...OVERCOUNTING.flatMap((option) => [
      [option, '-F'],
      [option, "--filter='H no*'"],
    ]),
  ])('so with %s %s nothing that is tidied is held by its share', async (...extra) => {
    await makeTree(near, files(300))
    await makeTree(far, { now: { ...files(300), ...files(12, 'old') }, before: files(12, 'x') })
    const { id } = await push({ archive: true, remoteModule: 'open/now', extra })
    const run = await test.run(id)
    expect(run.hold?.findings.map(({ kind }) => kind) ?? []).not.toContain('delete-limit')
    if (run.hold) await runAnyway(test, run)
    expect(await readdir(`${far}/now`)).toHaveLength(300)
  })

  it('and what cannot be listed is counted all the same', async () => {
    await makeTree(near, files(300))
    for (const option of ['--update', '--existing']) {
      await makeTree(writeOnly, { ...files(300), ...files(12, 'old') })
      await expectAllowed({ archive: true, remoteModule: 'wo', extra: [option] })
    }
    expect(await readdir(writeOnly)).toHaveLength(300)
    await makeTree(writeOnly, files(12, 'old'))
    const twoNames = { archive: true, remoteModule: 'wo', extra: ['--keep-dirlinks'] }
    expect((await expectBlocked(twoNames, writeOnly)).reason).toMatch(/12 entries .* not all/)
  })
})

describe('a source that has nothing to copy', () => {
  const all = { archive: true, deleteLimitPercent: null, deleteLimit: null }

  it.each<[string, () => Promise<unknown>, Partial<TaskSettings>]>([
    ['links without the option for links', () => symlink('x', `${near}/l`), { archive: false }],
    ['empty folders without them', () => mkdir(`${near}/empty`), { extra: ['-m'] }],
  ])('but %s', async (_, fill, settings) => {
    await fill()
    await makeTree(far, files(40))
    const { id } = await push({ ...all, ...settings })
    await expectHeld(await untouched(far, () => test.run(id)), ['source-empty'])
  })

  it.each<[string[]]>([[[]], [['--force']], [['--copy-dest=../before']]])(
    'but not where it is a file that replaces a folder, with %j',
    async (extra) => {
      await makeTree(far, { one: 'x'.repeat(1000) })
      await makeTree(near, { now: { one: files(2) }, before: {} })
      await runOk('cp', ['-p', `${far}/one`, `${near}/before`])
      const settings = { path: `${near}/now`, remoteModule: 'open/one', direction: 'PULL' } as const
      const given = { ...settings, archive: true, extra, delete: !extra.includes('--force') }
      expect((await expectBlocked(given, near)).reason).toContain('2 B of 2 B')
      await expectAllowed({ ...given, deleteLimitPercent: null })
      expect(await readFile(`${near}/now/one`, 'utf8')).toHaveLength(1000)
    },
  )

  it('by a path that is kept', async () => {
    await makeTree(`${far}${near}`, files(40))
    const { id } = await push({ ...all, extra: ['-R'] })
    await expectHeld(await untouched(far, () => test.run(id)), ['source-empty'])
  })
})

describe('nearly all bytes', () => {
  it('are held, however few files they are', async () => {
    await makeTree(near, { 'lost+found': {}, ...files(5, 'note') })
    await makeTree(far, { 'lost+found': {}, ...files(5, 'note') })
    for (let i = 0; i < 9; i++) await size(far, `disk${i}.img`, 1e6)
    const held = await expectBlocked({})
    expect(held.reason).toMatch(/^This run would delete 9.0 MB of 9.0 MB .*in 9 entries:/)
    expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
  })

  it.each(['@300000000000', '@-46383667200', '@-62200000000', '@9000000000000000', '@0'])(
    'are weighed with whatever time they have: %s',
    async (time) => {
      // In memory: not every disk keeps such a time.
      await smallDisk(4_000, far)
      await makeTree(near, files(5, 'note'))
      await makeTree(far, files(5, 'note'))
      await size(far, 'disk.img', 1e6)
      await runOk('touch', ['--date', time, `${far}/disk.img`])
      const held = await expectBlocked({})
      expect(held.reason).toMatch(/^This run would delete 1.0 MB of 1.0 MB /)
    },
  )

  it('are those at the destination, whatever the source is about to send', async () => {
    await size(near, 'same name', 8e6)
    await size(far, 'same name', 1)
    await size(far, 'disk.img', 1e6)
    expect((await expectBlocked({ extra: ['--max-size=9g'] })).reason).toContain('1.0 MB of 1.0 MB')
    expect((await expectBlocked({})).reason).toContain('1.0 MB of 1.0 MB')
  })

  it('are found under names of every kind', async () => {
    await makeTree(near, { note: 'n' })
    await makeTree(far, { note: 'n' })
    for (const name of ['new\nline', String.raw`\#012`, 'ü', '-n', '@@|*deleting   0 x', ' a -> b'])
      await size(far, name, 1e6)
    expect((await expectBlocked({})).reason).toContain('6.0 MB of 6.0 MB')
  })

  describe.each(['-8', '--8-bit-output', '-v8'])(
    'under names that are no UTF-8, with %s',
    (option) => {
      const named = (folder: string, byte: number) =>
        Buffer.concat([Buffer.from(`${folder}/s`), Buffer.from([byte])])
      const settings = { archive: true, extra: [option] }

      it('are those of the very file', async () => {
        for (const folder of [near, far]) await writeFile(named(folder, 0xfe), 'n')
        await writeFile(named(far, 0xff), Buffer.alloc(1e6))
        expect((await expectBlocked(settings)).reason).toContain('1.0 MB of 1.0 MB')
      })

      it('are let pass for the very file', async () => {
        await makeTree(near, { note: 'n' })
        await writeFile(named(far, 0xff), Buffer.alloc(1e6))
        const held = await expectBlocked(settings)
        await rename(named(far, 0xff), named(far, 0xfe))
        await expectHeld(await untouched(far, () => runAnyway(test, held)), [
          ...(['changed-since-preview', 'delete-limit'] as const),
        ])
      })
    },
  )

  it('are those of a folder of its own name only', async () => {
    const name = near.split('/').at(-1) ?? ''
    await makeTree(near, { note: 'n' })
    await makeTree(far, { [name]: { note: 'n' }, other: {} })
    await size(`${far}/other`, 'not of this task', 9e7)
    await size(`${far}/${name}`, 'disk.img', 1e6)
    expect((await expectBlocked({ path: near })).reason).toContain('1.0 MB of 1.0 MB')
  })

  it.each([
    ['Photos [1]', 'Photos 1'],
    [String.raw`a\[b`, 'a[b'],
  ])('are those of the folder %j, and not of %j beside it', async (name, beside) => {
    await makeTree(near, { [name]: { note: 'n' } })
    await makeTree(far, { [name]: { note: 'n' }, [beside]: { note: 'n' } })
    await size(`${far}/${name}`, 'disk.img', 1e6)
    await size(`${far}/${beside}`, 'disk.img', 1)
    expect((await expectBlocked({ path: `${near}/${name}` })).reason).toContain('1.0 MB of 1.0 MB')
  })

  it.each<[string[]]>([[[]], [['--no-R']]])(
    'are found by names of a list, with %j',
    async (extra) => {
      const list = `${near}-list`
      await writeFile(list, 'sub/d\n')
      const folders = { d: { note: 'n' }, sub: { d: { note: 'n' } } }
      await Promise.all([near, far].map((folder) => makeTree(folder, folders)))
      for (const folder of ['d', 'sub/d']) await size(`${far}/${folder}`, 'disk.img', 1e6)
      const given = { path: near, extra: ['-r', `--files-from=${list}`, ...extra] }
      expect((await expectBlocked(given)).reason).toContain('1.0 MB of 1.0 MB')
    },
  )

  it('are those of a local folder, too', async () => {
    await makeTree(far, { note: 'n' })
    await makeTree(near, { note: 'n' })
    await size(near, 'disk.img', 1e6)
    const settings = { direction: 'PULL', path: near } as const
    expect((await expectBlocked(settings, near)).reason).toContain('1.0 MB of 1.0 MB')
  })

  it('count what is excluded, where that is deleted', async () => {
    await makeTree(near, { note: 'n' })
    await makeTree(far, { note: 'n' })
    await size(far, 'disk.img', 1e6)
    await expectBlocked({ extra: ['--exclude=*.img', '--delete-excluded'] })
    await expectBlocked({ extra: ["--filter='R *.img'", '--exclude=*.img'] })
    await expectAllowed({ extra: ['--exclude=*.img'] })
  })

  it.each<[string[]]>([
    [["--filter='H *.img'"]],
    [["--filter='hide,p *.img'"]],
    [["--filter='-s *.img'"]],
    [["--filter='-p *.img'"]],
    [["--filter='exclude,p *.img'"]],
    [["--filter='R *.img'", '--exclude=*.img']],
    [['-C']],
    [['--cvs-exclude']],
    [['--filter=-C']],
    [["--filter=': .hiding'"]],
    [["--filter='dir-merge .hiding'"]],
    [["--filter=':s- .images'"]],
    [["--filter=':p- .images'"]],
    [['--filter=:C', "--filter='. NEAR/.hiding'"]],
    [["--filter='. NEAR/.hiding'"]],
    [["--filter='merge,s- NEAR/.images'"]],
    [['--exclude=*.img', '--delete-excluded']],
    [['--exclude-from=NEAR/.images', '--delete-excluded']],
    [['-C', '--delete-excluded']],
    [['-F']],
    [['-FF']],
    [['-F', '--existing']],
    [['-C', '--update']],
  ])('are found though %j keep files from being listed', async (extra) => {
    const rules = { '.hiding': 'H *.img\n', '.rsync-filter': 'H *.img\n', '.images': '*.img\n' }
    await makeTree(near, { ...rules, ...files(8, 'note') })
    await makeTree(far, { ...rules, ...files(8, 'note'), old: {} })
    for (const name of ['disk.img', 'disk.bak']) await size(`${far}/old`, name, 1e6)
    const given = extra.map((words) => words.replace('NEAR', near))
    expect((await expectBlocked({ archive: true, extra: given })).reason).toContain('2.0 MB of 2.0')
  })

  it('may go where the task has no limit by per cent', async () => {
    await makeTree(near, { note: 'n' })
    await size(far, 'disk.img', 1e6)
    await expectAllowed({ deleteLimitPercent: null })
  })

  it('cannot be known of a module that lists nothing: then three are many, and the log says so', async () => {
    await makeTree(near, { note: 'n' })
    const wo = { remoteModule: 'wo' }
    await makeTree(writeOnly, { note: 'n', ...files(2, 'old') })
    const run = await expectAllowed(wo)
    expect(await test.log(run)).toMatch(/^# The sizes of the files at the destination could not/m)
    await makeTree(writeOnly, files(3, 'old'))
    await expectBlocked(wo, writeOnly)
  })
})

describe('files that make way for something of another kind, which rsync lists nowhere', () => {
  /** A source where each of so many files is something else. */
  const turned = async (count: number, make: (path: string) => Promise<unknown>) => {
    for (let i = 0; i < count; i++) await make(`${near}/f${i}`)
    await makeTree(far, files(count))
  }
  const toFolder = (path: string) => makeTree(path, { 'in it': 'x' })

  it.each<[string, (path: string) => Promise<unknown>]>([
    ['folders', toFolder],
    ['links', (path) => symlink('no -> where', path)],
    ['pipes', (path) => runOk('mkfifo', [path])],
  ])('%s: all files of the destination', async (_, make) => {
    await turned(12, make)
    const held = await expectBlocked({ archive: true })
    expect(held.reason).toMatch(
      /delete 12 of 12 entries .* 12 of them, such as f0, are files that a/,
    )
  })

  it('once that was approved, no more', async () => {
    await turned(12, toFolder)
    const held = await expectBlocked({})
    expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
    await expectAllowed({})
  })

  it('nearly all bytes', async () => {
    await makeTree(near, { note: 'n', image: { x: 'x' } })
    await makeTree(far, { note: 'n' })
    await size(far, 'image', 1e6)
    const held = await expectBlocked({})
    expect(held.reason).toMatch(/1.0 MB of 1.0 MB .* One of them, image, is a file that a folder/)
  })

  it('under names of every kind, and in a folder of its own name', async () => {
    const name = near.split('/').at(-1) ?? ''
    const names = ['new\nline', String.raw`\#012`, 'ü', '-n', '@@|*deleting   0 x', ' a -> b', 'x/']
    for (const one of names) {
      await symlink('to -> where', `${near}/${one.replace('/', '')}`)
      await makeTree(`${far}/${name}`, { [one.replace('/', '')]: 'x' })
    }
    const held = await expectBlocked({ path: near, archive: true })
    expect(held.reason).toContain(`${names.length} of ${names.length} entries`)
  })

  it('in a folder whose name as a pattern means another', async () => {
    const [name, beside] = ['Photos [1]', 'Photos 1']
    for (let i = 0; i < 12; i++) await mkdir(`${near}/${name}/f${i}`, { recursive: true })
    await makeTree(far, { [name]: files(12), [beside]: {} })
    const held = await expectBlocked({ archive: true, path: `${near}/${name}` })
    expect(held.reason).toContain('12 of 12 entries')
  })

  it('in a folder whose name is other bytes over there', async () => {
    const extraConfig = `[latin]\npath = ${far}\nread only = no\ncharset = ISO-8859-1\n`
    const latin = await startRsyncd({ extraConfig })
    onTestFinished(() => latin.stop())
    const there = (name: string) => Buffer.from(`${far}/Bücher${name}`, 'latin1')
    await mkdir(there(''))
    for (let i = 0; i < 12; i++) {
      await mkdir(`${near}/Bücher/f${i}`, { recursive: true })
      await writeFile(there(`/f${i}`), '0')
    }
    const settings = { path: `${near}/Bücher`, archive: true, delete: true }
    const extra = ['--iconv=UTF-8,ISO-8859-1']
    const { id } = await test.create(moduleTask(latin, 'latin', { ...settings, extra }))
    const held = await untouched(far, () => test.run(id))
    await expectHeld(held, ['delete-limit'])
    expect(held.reason).toContain('12 of 12 entries')
  })

  it('though a rule keeps the file from being deleted', async () => {
    await makeTree(near, { note: 'n' })
    await turned(12, toFolder)
    await expectBlocked({ extra: ["--filter='+ */'", "--filter='- f*'"] })
    await expectBlocked({ extra: ["--filter='+ */'", "--filter='- f*'", '--existing'] })
    await expectBlocked({ extra: ["--filter='P f*'"] })
  })

  it.each(['readonly/*', 'readonly/f[0-9]*', 'readonly/?*'])(
    'where %s stands for many sources',
    async (remoteModule) => {
      const folders = Object.fromEntries(Object.keys(files(100)).map((name) => [name, {}]))
      await makeTree(daemon.modules.readonly.root, folders)
      await makeTree(near, files(100))
      const settings = { remoteModule, direction: 'PULL', path: near, archive: true } as const
      expect((await expectBlocked(settings, near)).reason).toContain('100 of 100 entries')
    },
  )

  it('where paths are kept', async () => {
    await makeTree(`${far}${near}`, files(30))
    for (let i = 0; i < 30; i++) await symlink('nowhere', `${near}/f${i}`)
    const held = await expectBlocked({ archive: true, extra: ['--relative'] })
    expect(held.reason).toContain('30 of 3')
  })

  it('by number, where there is no limit by per cent', async () => {
    await turned(6, toFolder)
    const held = await expectBlocked({ deleteLimit: 5, deleteLimitPercent: null })
    expect(held.reason).toContain('delete 6 entries')
  })

  it('but not what was there as such, or is new', async () => {
    await makeTree(near, { ...files(3), there: { a: 'a' }, new: { deep: { b: 'b' } } })
    await symlink('f0', `${near}/link`)
    await symlink('f0', `${far}/link`)
    await makeTree(far, { ...files(3), there: {} })
    const run = await expectAllowed({ archive: true })
    expect(await test.log(run)).not.toMatch(/could not be read/)
    await expectAllowed({ path: near, remoteModule: 'open/not/there/yet', extra: ['--mkpath'] })
  })
})

describe('a destination that finds files by names which it does not list, such as of another case', () => {
  const named = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`é${i}`, `${i}`]))
  const pull = async (settings: Partial<TaskSettings> = {}) => {
    const share = await mountShare({ isAscii: true })
    await mkdir(`${share.path}/in`)
    const remoteModule = 'readonly'
    await rm(`${daemon.modules.readonly.root}/README.txt`)
    await rm(`${daemon.modules.readonly.root}/sub`, { recursive: true })
    const given = {
      remoteModule,
      direction: 'PULL',
      path: `${share.path}/in`,
      times: true,
    } as const
    const { id } = await push({ ...given, ...settings })
    return { id, share }
  }

  it.each([
    ['files', () => named(30)],
    ['few files', () => named(4)],
    ['a file', () => named(1)],
    ['folders', () => ({ é: { ü: named(12), ...named(2) } })],
  ])('is not emptied of %s', async (_, tree) => {
    await makeTree(daemon.modules.readonly.root, tree())
    const { id, share } = await pull()
    expect(await test.run(id)).toMatchObject({ state: 'SUCCESS' })
    const held = await untouched(share.served, () => test.run(id))
    await expectHeld(held, ['delete-limit'])
  })

  it('loses what the limit lets go, and no more', async () => {
    await makeTree(daemon.modules.readonly.root, { ...files(20), ...named(2) })
    const { id } = await pull()
    for (let i = 0; i < 2; i++) expect(await test.run(id)).toMatchObject({ state: 'SUCCESS' })
  })
})

it('what was listed is not kept open', async () => {
  await makeTree(near, { note: 'n' })
  await makeTree(far, { note: 'n', ...files(2, 'old'), zoo: files(5) })
  await makeTree(near, { zoo: files(5) })
  await expectAllowed({})
  const open = await readdir('/proc/self/fd')
  const links = await Promise.all(open.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
  expect(links.filter((link) => link.includes(test.folder) && link.includes('as-there'))).toEqual(
    [],
  )
})

it('a run that deletes nothing lists nothing more', async () => {
  await makeTree(near, files(3))
  await makeTree(far, files(3))
  const program = `${await tempDir()}/rsync`
  const calls = `${program}.calls`
  await writeFile(program, `#!/bin/sh\necho "$*" >> '${calls}'\nexec rsync "$@"\n`, { mode: 0o755 })
  await test.engine.programs.update({ rsync: program })
  await expectAllowed({})
  const listings = (text: string) => text.split('\n').filter((line) => /--list-only/.test(line))
  expect(listings(await readFile(calls, 'utf8'))).toEqual([])
  await rm(`${near}/f0`)
  await expectAllowed({})
  // The destination, and the module of this computer, which might be the source.
  expect(listings(await readFile(calls, 'utf8'))).toHaveLength(2)
  await mkdir(`${far}/x`)
})
