import { once } from 'node:events'
import { mkdir, rm, stat, utimes } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { basename } from 'node:path'

import { describe, expect, it, onTestFinished } from 'vitest'

import type { Run } from '@common/run/run'
import type { Task } from '@common/task/task'

import {
  moduleTask,
  openEngine,
  processesOfFolder,
  tempDir,
  type TestEngine,
} from '../../support/engine'
import { injectionMarker } from '../../support/hostile-names'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { diffTrees, expectSameTree, snapshot } from '../../support/snapshot'
import { useSshLogin } from '../../support/ssh-login'
import { hostileDirs, makeHostileTree } from '../../support/tree'
import { runAnyway } from '../guard/support'

async function daemon(extraConfig = ''): Promise<Rsyncd> {
  const started = await startRsyncd({ extraConfig })
  onTestFinished(() => started.stop())
  return started
}

const addresses = Object.values(networkInterfaces()).flat()
const hasIpv6 = addresses.some((one) => one?.address === '::1')

/** A port of ::1 that leads to a server on 127.0.0.1. */
async function forwardFromIpv6(port: number): Promise<number> {
  const server = createServer((from) => {
    const to = connect(port, '127.0.0.1')
    for (const socket of [from, to])
      socket.on('error', () => [from, to].forEach((s) => s.destroy()))
    from.pipe(to).pipe(from)
  }).listen(0, '::1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** What rsync itself uses for Delay Updates, and so cannot copy while that is on. */
const delayFolder = '.~tmp~'

async function makeTreeAt(dir: string): Promise<void> {
  await makeHostileTree(dir)
  const times = await stat(`${dir}/${hostileDirs}`)
  await rm(`${dir}/${delayFolder}`)
  await rm(`${dir}/${hostileDirs}/${delayFolder}`, { recursive: true })
  await utimes(`${dir}/${hostileDirs}`, times.atime, times.mtime)
}

async function hostileTree(): Promise<string> {
  const dir = await tempDir()
  await makeTreeAt(dir)
  return dir
}

/** Runs the task, which must copy every file of one tree into the other and say so. */
async function expectCopied(test: TestEngine, task: Task, from: string, to: string) {
  await expectCopiedBy(test, await test.run(task.id), from, to)
}

async function expectCopiedBy(test: TestEngine, run: Run, from: string, to: string) {
  const files = (await snapshot(from)).filter(({ type }) => type === 'file').length
  expect(run).toMatchObject({
    state: 'SUCCESS',
    exitCode: 0,
    hasWarning: false,
    reason: 'Everything was copied.',
    trigger: 'manual',
    stats: { filesTransferred: files, filesDeleted: 0 },
  })
  expect(run.command[0]).toBe('rsync')
  expect(run.startedAt).toBeGreaterThanOrEqual(run.queuedAt)
  expect(run.endedAt).toBeGreaterThanOrEqual(run.startedAt ?? Infinity)
  await expectSameTree(from, to, { times: true })
  expect(await diffTrees(from, to)).toBe('')
  await expectItems(test, run, files)
  expect((await snapshot(to)).map(({ path }) => path)).not.toContain(injectionMarker)
  expect(processesOfFolder(test.folder)).toEqual([])
}

/** The log must name each file once, show no progress, and end with the outcome. */
async function expectItems(
  test: TestEngine,
  run: Awaited<ReturnType<TestEngine['run']>>,
  files: number,
) {
  const lines = (await test.log(run)).split('\n')
  expect(lines.filter((line) => /^[<>]f\+{9} \d+ /.test(line))).toHaveLength(files)
  expect(lines[0]).toMatch(/^# \S+Z run \d of task 1$/)
  expect(lines[1]).toMatch(/^# rsync /)
  expect(lines.at(-2)).toMatch(/^# \S+Z SUCCESS: Everything was copied\.$/)
  expect(lines.filter((line) => /\d%\s+[\d.]+\wB\/s/.test(line))).toEqual([])
  expect(lines.filter((line) => line.startsWith('@@|'))).toEqual([])
}

describe('with an rsync daemon', () => {
  it('a push sends the contents of the folder to the module', async () => {
    const [test, server, source] = [await openEngine(), await daemon(), await hostileTree()]
    const task = await test.create(moduleTask(server, 'open', { path: `${source}/` }))
    await expectCopied(test, task, source, server.modules.open.root)
  })

  it('a push of a path without a final slash sends the folder itself', async () => {
    const [test, server, source] = [await openEngine(), await daemon(), await hostileTree()]
    const task = await test.create(moduleTask(server, 'open', { path: source }))
    await expectCopied(test, task, source, `${server.modules.open.root}/${basename(source)}`)
  })

  it.each(['', '/'])('a pull fills the folder with the module, final slash "%s"', async (slash) => {
    const [test, server, target] = [await openEngine(), await daemon(), await tempDir()]
    await makeTreeAt(server.modules.open.root)
    const settings = { path: `${target}${slash}`, direction: 'PULL' } as const
    const task = await test.create(moduleTask(server, 'open', settings))
    await expectCopied(test, task, server.modules.open.root, target)
  })

  it('a module and a folder may have blanks and quotes in their names', async () => {
    const root = `${await tempDir()}/it's $HOME "here"`
    await makeTreeAt(root)
    const server = await daemon(`[my photos & 'more']\npath = ${root}\nread only = yes\n`)
    const [test, target] = [await openEngine(), `${await tempDir()}/to $(it); 'x' "y"`]
    await mkdir(target)
    const settings = { path: target, direction: 'PULL' } as const
    const task = await test.create(moduleTask(server, "my photos & 'more'", settings))
    await expectCopied(test, task, root, target)
  })

  it('an IPv6 address works, with a port in brackets', async () => {
    // Not skipped: what was not shown must not look as if it had been.
    expect(hasIpv6, 'this computer has no IPv6 loopback (::1); enable it for the tests').toBe(true)
    const [test, source, server] = [await openEngine(), await hostileTree(), await daemon()]
    const port = await forwardFromIpv6(server.port)
    const settings = { path: `${source}/`, remoteHost: `[::1]:${port}` }
    const task = await test.create(moduleTask(server, 'open', settings))
    await expectCopied(test, task, source, server.modules.open.root)
  })
})

describe('over SSH', () => {
  const ssh = useSshLogin()

  it('a push sends the contents of the folder', async () => {
    const [test, source, target] = [await openEngine(), await hostileTree(), await tempDir()]
    await ssh.login.give(source)
    const task = await test.create(ssh.login.task({ path: `${source}/`, remotePath: target }))
    await expectCopied(test, task, source, target)
  })

  it('a push of a path without a final slash sends the folder itself', async () => {
    const [test, source, target] = [await openEngine(), await hostileTree(), await tempDir()]
    await ssh.login.give(source)
    const task = await test.create(ssh.login.task({ path: source, remotePath: `${target}/` }))
    await expectCopied(test, task, source, `${target}/${basename(source)}`)
  })

  it('a pull fetches the contents of the folder', async () => {
    const [test, source, target] = [await openEngine(), await hostileTree(), await tempDir()]
    await ssh.login.give(target)
    const settings = { path: target, remotePath: `${source}/`, direction: 'PULL' } as const
    const task = await test.create(ssh.login.task(settings))
    await expectCopied(test, task, source, target)
  })

  it('a pull of a path without a final slash fetches the folder itself', async () => {
    const [test, source, target] = [await openEngine(), await hostileTree(), await tempDir()]
    await ssh.login.give(target)
    const settings = { path: `${target}/`, remotePath: source, direction: 'PULL' } as const
    const task = await test.create(ssh.login.task(settings))
    await expectCopied(test, task, source, `${target}/${basename(source)}`)
  })

  it.each(['PUSH', 'PULL'] as const)(
    'both paths may hold every kind of name: %s',
    async (direction) => {
      const base = await tempDir()
      const [near, far] = [`${base}/near $(id); 'x' "y" \\ *`, `${base}/-far $(id) 'x' "y" \\ *;~ß`]
      const [source, target] = direction === 'PUSH' ? [near, far] : [far, near]
      await makeHostileTree(source)
      await mkdir(target)
      await ssh.login.give(near)
      const test = await openEngine()
      const settings = { path: `${near}/`, remotePath: `${far}/`, direction, delayUpdates: false }
      const { id } = await test.create(ssh.login.task(settings))
      const first = await test.run(id)
      // To rsync the name of a remote destination is a pattern, which a person has to allow.
      const run = direction === 'PUSH' ? await runAnyway(test, first) : first
      await expectCopiedBy(test, run, source, target)
    },
  )
})
