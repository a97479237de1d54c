import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, symlink } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import type { TaskSettings } from '@common/task/task'

import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { makeTree } from '../../support/tree'
import { bindMount, expectHeld, files, runAnyway } from './support'

/* Tasks that meet the folder in which the app keeps its settings and records. */

const OWN = ['settings.json', 'settings.previous.json'] as const
let [test, home, data]: [TestEngine, string, string] = [] as never
let [daemon, far]: [Rsyncd, string] = [] as never
beforeEach(async () => {
  daemon = await startRsyncd()
  onTestFinished(() => daemon.stop())
  home = await tempDir()
  // A name that is a pattern to rsync, if nobody sees to it.
  data = `${home}/.config/[My] "app" * \\`
  const [settings, previous] = OWN
  await makeTree(data, { [settings]: '{}', [previous]: '{}', Cache: { a: 'a' } })
  await makeTree(home, files(20))
  test = await openEngine({ folder: data })
  far = daemon.modules.open.root
})

const task = (settings: Partial<TaskSettings>) =>
  test.add(moduleTask(daemon, 'open', { path: `${home}/`, ...settings }))

async function approve(previewId: string) {
  const { id } = await test.engine.safety.startApproved(previewId, 'manual')
  return test.engine.runs.ended(id)
}

/** Ways in which a task can have the folder in its source, and where its settings then go. */
const SOURCES: readonly (readonly [string, () => Partial<TaskSettings>, () => string])[] = [
  ['its contents', () => ({}), () => '.config'],
  ['by its name', () => ({ path: home }), () => `${basename(home)}/.config`],
  ['by a link', () => ({ path: `${home}-link/` }), () => '.config'],
  ['by a bind mount', () => ({ path: `${home}-bound/` }), () => '.config'],
  ['with --relative', () => ({ extra: ['-R'] }), () => `${home}/.config`],
  [
    'from a dot on',
    () => ({ path: `${dirname(home)}/./${basename(home)}/`, extra: ['-R'] }),
    () => `${basename(home)}/.config`,
  ],
  ['by a list', () => ({ extra: [`--files-from=${home}/list`, '-r'] }), () => '.config'],
  ['with rules that are forgotten', () => ({ extra: ['--filter=!'] }), () => '.config'],
  ['with Delete', () => ({ delete: true }), () => '.config'],
]

describe.each(SOURCES)('a source with the folder of the app in it (%s)', (_, settings, where) => {
  it('does what its preview shows, and what was approved', async () => {
    await makeTree(home, { list: '.config\n' })
    await symlink(home, `${home}-link`)
    await mkdir(`${home}-bound`)
    await bindMount(home, `${home}-bound`)
    const { id } = task(settings())
    const preview = await test.preview(id)
    expect(await approve(preview.id), preview.reason).toMatchObject({ state: 'SUCCESS' })
    const copied = `${far}/${where()}/${basename(data)}`
    expect((await readdir(copied)).sort()).toEqual(OWN)
  })
})

it.each(SOURCES.filter(([name]) => name !== 'by a list'))(
  'a run that removes its source leaves the folder of the app there (%s)',
  async (_, settings) => {
    await symlink(home, `${home}-link`)
    await mkdir(`${home}-bound`)
    await bindMount(home, `${home}-bound`)
    const given = settings()
    const { id } = task({ ...given, extra: [...(given.extra ?? []), '--remove-source-files'] })
    expect((await test.preview(id)).sourceRemoval?.count).toBe(20)
    expect(await test.run(id)).toMatchObject({ state: 'SUCCESS' })
    expect(await readdir(data)).toEqual(expect.arrayContaining([...OWN]))
    expect(await readdir(home)).toEqual(['.config'])
  },
)

it('a held run of such a source can be run anyway', async () => {
  await makeTree(far, files(200, 'old'))
  const held = await test.run(task({ delete: true }).id)
  await expectHeld(held, ['delete-limit'])
  expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
})

it.each([
  ['Delete', {}],
  ['with --delete-excluded', { extra: ['--delete-excluded', '--exclude=*.tmp'] }],
  ['with rules that are forgotten', { extra: ['--filter=!'] }],
  ['of a folder by its name', { remoteModule: 'open/.config' }],
])('a destination around it loses nothing of it, and gets nothing in it (%s)', async (_, given) => {
  const old = { 'settings.json': 'old', runs: { 'journal.jsonl': 'old' }, Cache: { b: 'old' } }
  await makeTree(far, { ...files(15), '.config': { [basename(data)]: old, other: 'x' } })
  const settings = { direction: 'PULL', path: home, delete: true, ...given } as const
  const run = await test.run(task(settings).id)
  expect(run, await test.log(run)).toMatchObject({ state: 'SUCCESS' })
  expect(await readFile(`${data}/settings.json`, 'utf8')).toBe('{}')
  expect(existsSync(`${data}/Cache/b`)).toBe(false)
  expect(await readFile(`${home}/.config/other`, 'utf8')).toBe('x')
  expect(await test.log(run)).toContain('SUCCESS')
  expect(await readFile(`${data}/runs/journal.jsonl`, 'utf8')).not.toBe('old')
})

describe('a folder in it', () => {
  const PATHS: readonly (readonly [string, () => string])[] = [
    ['itself', () => data],
    ['one in it', () => `${data}/runs/`],
    ['one that is not there yet', () => `${data}/new/one`],
    ['by a link', () => `${home}-link/runs`],
    ['by a bind mount', () => `${home}-bound`],
  ]
  it.each(PATHS)('is no place for a task: %s', async (_, path) => {
    await symlink(data, `${home}-link`)
    await mkdir(`${home}-bound`)
    await bindMount(`${data}/runs`, `${home}-bound`)
    for (const direction of ['PUSH', 'PULL'] as const) {
      const settings = moduleTask(daemon, 'open', { path: path(), direction })
      const saved = test.create(settings).then(
        () => 'saved',
        ({ fields }) => fields,
      )
      expect(JSON.stringify(await saved)).toMatch(/data folder of this app|no folder|There is no/)
      const run = await test.run(test.add(settings).id)
      expect(run).toMatchObject({ state: 'BLOCKED', hold: { canRunAnyway: false } })
      expect(run.hold?.findings.at(-1)?.kind).toBe('app-folder')
    }
  })

  it('is one for the practice task', async () => {
    const { id } = await test.engine.practice.create()
    expect(await test.run(id)).toMatchObject({ state: 'SUCCESS' })
  })
})

it('a folder beside it has the command that it always had', async () => {
  await mkdir(`${home}/photos`)
  const { id } = task({ path: `${home}/photos/`, delete: true })
  const run = await test.run(id)
  expect(run.command.join(' ')).not.toContain('settings')
})
