import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'

import { beforeEach, expect, it, onTestFinished } from 'vitest'

import type { FindingKind } from '@common/guard/finding'
import type { TaskSettings } from '@common/task/task'

import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { startRsyncd } from '../../support/rsyncd'
import { useSshLogin } from '../../support/ssh-login'
import { makeTree } from '../../support/tree'
import { bindMount, expectHeld, files, runAnyway, untouched } from './support'

/* Folders that auxiliary parameters name must not lead into the source. */

let test: TestEngine
let [base, near, far]: [string, string, string] = [] as never
const ssh = useSshLogin()
beforeEach(async () => {
  test = await openEngine()
  base = await tempDir()
  ;[near, far] = [`${base}/near`, `${base}/far`]
  await makeTree(base, { near: { ...files(3), sub: {} }, far: { f0: 'older' }, other: {} })
  await ssh.login.give(base)
})

const push = (extra: string[], settings: Partial<TaskSettings> = {}) =>
  test.add(ssh.login.task({ path: `${near}/`, remotePath: far, extra, ...settings }))

const named = (extra: readonly string[]) =>
  extra.map((text) => text.replace('NEAR', near).replace('BASE', base))

it.each<[string, string[]]>([
  ['older versions', ['-b', '--backup-dir=NEAR/sub']],
  ['older versions, by a path that begins at the destination', ['-b --backup-dir=../near']],
  ['older versions, told to the other side alone', ['-b', '-M--backup-dir=NEAR']],
  ['parts of files', ['--partial-dir NEAR']],
  ['parts of files, by a link', ['--partial-dir=BASE/link/sub']],
  ['temporary files', ['-vTNEAR/sub']],
  ['older versions, by a link with .. behind it', ['-b', '--backup-dir=BASE/link/../near']],
  ['the files themselves as copies', ['--link-dest=NEAR']],
  ['what is removed as copied', ['--remove-source-files', '--compare-dest=../near']],
])('%s: is refused', async (_, extra) => {
  await symlink(near, `${base}/link`)
  const { id } = push(named(extra))
  const held = await untouched(base, () => test.run(id))
  await expectHeld(held, ['option-into-source'])
  expect(held.hold).toMatchObject({ canRunAnyway: false, findings: [{ field: 'extra' }] })
})

it('is refused where a task is pulled into this computer, and at the field', async () => {
  const settings = { direction: 'PULL', path: far, remotePath: `${near}/` } as const
  const { id } = push(['-b', `--backup-dir=${near}`], settings)
  await expectHeld(await untouched(base, () => test.run(id)), ['option-into-source'])
  const saved = test.create(ssh.login.task({ ...settings, extra: ['-b', `--backup-dir=${near}`] }))
  await expect(saved).rejects.toMatchObject({ fields: [{ field: 'extra' }] })
})

it.each<[string, string[], string]>([
  ['a log', ['--log-file=NEAR/log'], 'With --log-file each run writes into the source'],
  ['a batch', ['--write-batch=NEAR/batch'], 'With --write-batch each run writes into'],
  [
    'files that another folder has and the destination has not, to be removed',
    ['--remove-source-files', '--compare-dest=../other'],
    'This task removes files from the source that it does not copy',
  ],
])('%s: is asked about once', async (_, extra, message) => {
  const { id } = push(named(extra))
  const held = await test.run(id)
  expect(held.reason).toContain(message)
  await expectHeld(held, ['option-into-source'])
  const approved = await runAnyway(test, held)
  expect(approved, approved.reason).toMatchObject({ state: 'SUCCESS' })
  expect(await test.run(id)).toMatchObject({ state: 'SUCCESS', hold: null })
})

it.each([
  ...['--backup-dir=/near', '--backup-dir=../near', '--partial-dir=/near', '--link-dest=/near'],
])('%s of a module of this computer is asked about once', async (option) => {
  const daemon = await startRsyncd({ extraConfig: `[base]\npath = ${base}\nread only = no\n` })
  onTestFinished(() => daemon.stop())
  const settings = { path: `${near}/`, extra: ['-b', option], delayUpdates: false }
  const { id } = test.add(moduleTask(daemon, 'base/far', settings))
  const held = await untouched(base, () => test.run(id))
  await expectHeld(held, ['option-into-source'])
  const pull = { ...settings, direction: 'PULL', path: far, extra: ['-b', `--backup-dir=${near}`] }
  const pulling = test.add(
    moduleTask(daemon, 'base/near', pull as Partial<TaskSettings> & { path: string }),
  )
  await expectHeld(await untouched(base, () => test.run(pulling.id)), ['option-into-source'])
  expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
  expect(await test.run(id)).toMatchObject({ state: 'SUCCESS', hold: null })
  await symlink(near, `${far}/link`)
  await test.engine.tasks.update(pulling.id, { extra: ['-b', '--backup-dir=link'] }, null)
  await expectHeld(await untouched(base, () => test.run(pulling.id)), ['option-into-source'])
})

/** Places that are harmless at first, and then lead into the source, or around it. */
const TURNING: readonly (readonly [string, Partial<TaskSettings>, string, FindingKind])[] = [
  ['older versions', { extra: ['-b', '--backup-dir=BASE/turns'] }, 'near', 'option-into-source'],
  ['a log', { extra: ['--log-file=BASE/turns/log'] }, 'near/sub', 'option-into-source'],
  ['the destination', { remotePath: 'BASE/turns/' }, 'near/sub', 'destination-inside-source'],
  ['that above it', { remotePath: 'BASE/turns/', delete: true }, '', 'source-inside-destination'],
]

it.each(
  TURNING.flatMap((row) => (['link', 'bind mount'] as const).map((way) => [way, ...row] as const)),
)(
  'by a %s, %s is asked about when it leads to the source, though it did not at first',
  async (way, _, { extra = [], remotePath = far, ...settings }, to, kind) => {
    await mkdir(`${base}/turns`)
    const limits = { deleteLimit: null, deleteLimitPercent: null }
    const { id } = push(named([...extra, '--exclude=*.tmp']), {
      ...{ ...settings, ...limits, remotePath: named([remotePath]).join('') },
    })
    await ssh.login.give(base)
    expect(await test.run(id)).toMatchObject({ state: 'SUCCESS', hold: null })
    if (way === 'bind mount') await bindMount(`${base}/${to}`, `${base}/turns`)
    else {
      await rm(`${base}/turns`, { recursive: true })
      await symlink(`${base}/${to}`, `${base}/turns`)
    }
    const held = await untouched(near, () => test.run(id))
    await expectHeld(held, [kind])
    expect(held.hold?.canRunAnyway).toBe(true)
    if (kind !== 'option-into-source') return
    expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
    expect(await test.run(id)).toMatchObject({ state: 'SUCCESS', hold: null })
  },
)

it('is asked about anew when an option comes in later', async () => {
  const { id } = push([], { user: ssh.login.user })
  expect(await test.run(id)).toMatchObject({ state: 'SUCCESS' })
  await test.engine.tasks.update(id, { extra: [`--log-file=${near}/log`] }, null)
  await expectHeld(await untouched(base, () => test.run(id)), ['option-into-source'])
})

it('files that another folder has are not taken away without a question', async () => {
  await makeTree(base, { yest: { f0: '0' } })
  await ssh.login.give(base)
  const { id } = push(['--compare-dest=../yest'])
  const held = await untouched(base, () => test.run(id))
  await expectHeld(held, ['option-uses-folder'])
})

it.each([
  ['--partial-dir=keep'],
  ['-M--partial-dir=keep'],
  ['-v --partial-dir keep'],
  ['--partial-dir=BASE/other/'],
])('%s, a folder whose files rsync would use up, is asked about once', async (option) => {
  await makeTree(far, { keep: { f0: 'the only copy' } })
  await ssh.login.give(base)
  const { id } = push(named([option]))
  const held = await untouched(base, () => test.run(id))
  await expectHeld(held, ['option-uses-folder'])
  expect(await runAnyway(test, held)).toMatchObject({ state: 'SUCCESS' })
  expect(await test.run(id)).toMatchObject({ state: 'SUCCESS', hold: null })
})

it.each<[string, string[]]>([
  ['beside the source', ['-b', '--backup-dir=../other', '-TBASE/other']],
  ['in the destination', ['-b', '--backup-dir=.old', '--partial-dir=.part', '--copy-dest=sub']],
  ['that are copied from', ['--copy-dest=NEAR']],
  ['with an earlier copy', ['--link-dest=../other']],
])('folders %s are fine', async (_, extra) => {
  const { id } = push(named(extra))
  const run = await test.run(id)
  expect(run, run.reason).toMatchObject({ state: 'SUCCESS', hold: null })
})

it.each<[string, () => Promise<string>]>([
  ['its own name', async () => hostname()],
  ['a name of ssh_config', async () => 'backup-box'],
  ['an address of no host', async () => '0.0.0.0'],
  ['a short address', async () => '127.1'],
])('this computer is known by %s', async (_, nameOf) => {
  const config = `${ssh.login.home}/.ssh/config`
  onTestFinished(() => rm(config))
  await writeFile(config, 'Host backup-box\n  HostName 127.0.0.1\n')
  await ssh.login.give(config)
  await mkdir(`${near}/sub/inner`)
  const settings = { remoteHost: await nameOf(), remotePath: `${near}/sub/inner` }
  const held = await untouched(base, () => test.run(push([], settings).id))
  await expectHeld(held, ['destination-inside-source'])
})
