import { spawn } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'

import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'

import { startCutProxy } from '../support/cut-proxy'
import { me, moduleTask, openEngine, processesOfFolder, tempDir } from '../support/engine'
import { startEngineAs } from '../support/engine-as'
import { makeLineNetwork, type LineNetwork } from '../support/network'
import { waitUntil } from '../support/processes'
import { startRsyncd } from '../support/rsyncd'
import { run } from '../support/run'
import { expectSameTree } from '../support/snapshot'
import { bigFile, manySmallFiles } from '../support/tree'

const ROOT = { uid: 0, gid: 0, env: process.env }

let network: LineNetwork
beforeAll(async () => void (network = await makeLineNetwork()))
afterAll(() => network.remove())

/** A daemon on the far computer. Out: what it serves. */
async function farDaemon(): Promise<string> {
  const [dir, served] = [await tempDir(), await tempDir()]
  const config = `use chroot = no\nuid = root\ngid = root\n[open]\npath = ${served}\nread only = no\n`
  await writeFile(`${dir}/rsyncd.conf`, `pid file = ${dir}/pid\n${config}`)
  const command = ['rsync', '--daemon', '--no-detach', `--config=${dir}/rsyncd.conf`]
  const child = spawn('ip', ['netns', 'exec', network.far, ...command], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  const look = ['netns', 'exec', network.near, 'rsync', `rsync://${network.address}/`]
  const answers = async () => (await run('ip', look)).code === 0
  await waitUntil(answers, { what: 'the far daemon' })
  return served
}

/** A push of one long file that takes a while, going. */
async function startPush(timeoutSeconds: number) {
  const [far, near] = [await farDaemon(), await tempDir()]
  await bigFile(near, 'long', 3_000_000)
  const engine = await startEngineAs(ROOT, { network: network.near })
  const { id } = await engine.calls.add({
    ...{ user: me, path: `${near}/`, remoteHost: network.address, remoteModule: 'open' },
    ...{ compress: false, extra: ['--bwlimit=600', `--timeout=${timeoutSeconds}`] },
  })
  const start = async () => (await engine.calls.start(id)).id
  const first = await start()
  const arrived = async () => Number((await run('du', ['-sb', far])).stdout.split('\t')[0])
  await waitUntil(async () => (await arrived()) > 300_000, {
    ...{ what: 'a part of the file' },
  })
  return { engine, id, first, start, arrived, near, far }
}

it(
  'a line that loses everything for a while, again and again, delays a run, which succeeds',
  { tags: 'network' },
  async () => {
    const { engine, first, arrived, near, far } = await startPush(60)
    onTestFinished(() => network.lose(false))
    const start = await network.retransmitted()
    const hasEnded = async () => (await engine.calls.record(first)).endedAt !== null
    while (!(await hasEnded())) {
      const before = await network.retransmitted()
      await network.lose(true)
      const isLost = async () => (await network.retransmitted()) > before || (await hasEnded())
      await waitUntil(isLost, { what: 'a packet that is lost' })
      const bytes = await arrived()
      await network.lose(false)
      const goesOn = async () => (await arrived()) !== bytes || (await hasEnded())
      await waitUntil(goesOn, { what: 'data after the loss' })
    }
    expect(await network.retransmitted()).toBeGreaterThan(start)
    expect(await engine.calls.record(first)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(near, far)
  },
)

it.each(['PUSH', 'PULL'] as const)(
  'a line on which every byte comes late makes a %s slow, not wrong',
  { tags: 'network' },
  async (direction) => {
    const [daemon, near, test] = [await startRsyncd(), await tempDir(), await openEngine()]
    onTestFinished(() => daemon.stop())
    const far = `${daemon.modules.open.root}/far`
    await mkdir(far)
    const [from, to] = direction === 'PUSH' ? [near, far] : [far, `${near}/far`]
    await manySmallFiles(from, 20, 500)
    const line = await startCutProxy({ targetPort: daemon.port, delayMs: 150 })
    onTestFinished(() => line.stop())
    // It must not be taken for a peer that fell silent.
    const { id } = test.add(
      moduleTask(line, 'open/far', { path: `${near}/`, direction, extra: ['--timeout=5'] }),
    )
    expect(await test.run(id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(from, to)
  },
)

it(
  'a plug that is taken out ends the run with the reason, and with the plug in the next one completes it',
  { tags: 'network' },
  async () => {
    const { engine, id, first, start, near, far } = await startPush(4)
    onTestFinished(() => network.plug(true))
    await network.plug(false)
    const failed = await engine.calls.ended(first)
    expect(failed).toMatchObject({ state: 'FAILED', remedy: { kind: 'run-again' } })
    expect(failed.reason).toMatch(
      /^No data (for 4 seconds|came for too long), so .*: check the network/,
    )
    expect(processesOfFolder(engine.folder)).toEqual([])
    await network.plug(true)
    // The far side gives up, too, and puts what it has aside.
    const isOpen = async () => (await readdir(far)).some((name) => name.startsWith('.long.'))
    await waitUntil(async () => !(await isOpen()), { what: 'the far side' })
    await engine.calls.update(id, { extra: [] })
    expect(await engine.calls.ended(await start())).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(near, far)
  },
)
