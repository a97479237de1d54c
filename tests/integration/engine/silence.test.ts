import { spawn } from 'node:child_process'
import { appendFile, copyFile, readdir, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import { describe, expect, it, onTestFinished } from 'vitest'

import { SilenceWatch } from '@core/run/silence-watch'
import type { TaskSettings } from '@common/task/task'

import { startCutProxy } from '../../support/cut-proxy'
import { moduleTask, openEngine, processesOfFolder, tempDir } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { findProgram } from '../../support/run'
import { useServers } from '../../support/servers'
import { expectSameTree } from '../../support/snapshot'
import { bigFile, makeTree } from '../../support/tree'

const servers = useServers({ isBehindProxies: true })

describe.each([
  { mode: 'MODULE', direction: 'PUSH' },
  { mode: 'MODULE', direction: 'PULL' },
  { mode: 'SSH', direction: 'PUSH' },
  { mode: 'SSH', direction: 'PULL' },
] as const)('a remote host that goes silent, $mode $direction,', ({ mode, direction }) => {
  it('ends the run with the reason, and the next one completes it', async () => {
    const [test, near, remote] = [await openEngine(), await tempDir(), await tempDir()]
    const name = `silent-${direction}`
    const far = mode === 'SSH' ? remote : `${servers.daemon.modules.open.root}/${name}`
    await makeTree(far, {})
    const [from, to] = direction === 'PUSH' ? [near, far] : [far, near]
    await bigFile(from, 'big', 8_000_000)
    await servers.login.give(near)
    const targetPort = mode === 'SSH' ? servers.sshd.port : servers.daemon.port
    const proxy = await startCutProxy({ targetPort, stallAfterBytes: 400_000 })
    onTestFinished(() => proxy.stop())
    const common = { path: `${near}/`, direction, compress: false, extra: ['--timeout=2'] }
    const settings = (port: number): Partial<TaskSettings> =>
      mode === 'SSH'
        ? servers.login.task({ ...common, remotePort: port, remotePath: `${far}/` })
        : moduleTask({ host: '127.0.0.1', port }, `open/${name}`, common)
    const task = test.add(settings(proxy.port))
    const run = await test.run(task.id)
    expect(run).toMatchObject({
      ...{ state: 'FAILED', outcome: 'failed', remedy: { kind: 'run-again' } },
      // A sender may notice by itself, at the same time.
      reason: expect.stringMatching(
        /^No data (for 2 seconds|came for too long), so .*: check the network/,
      ),
    })
    expect(processesOfFolder(test.folder)).toEqual([])
    proxy.cut()
    // The other side gives up, too, and puts what it has aside.
    const isLeft = async () => (await readdir(to)).some((entry) => entry.startsWith('.big.'))
    await waitUntil(async () => !(await isLeft()), { what: 'the end of the other side' })
    await test.engine.tasks.update(task.id, settings(targetPort), null)
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(from, mode === 'MODULE' && direction === 'PULL' ? `${to}/${name}` : to)
  })
})

describe('a run in which nothing is heard of rsync', () => {
  // Long enough for a busy machine to let all that happens below happen in time.
  const limitMs = 1500

  /** Another program that looks like an rsync of a run. Out: whether it was found silent. */
  async function watched(program: string, argv: readonly string[]) {
    const dir = await tempDir()
    await copyFile(findProgram(program), `${dir}/rsync`)
    const child = spawn(`${dir}/rsync`, argv, { detached: true, stdio: 'ignore' })
    onTestFinished(() => void child.kill('SIGKILL'))
    let isSilent = false
    const watch = new SilenceWatch(child.pid ?? 0, limitMs, () => void (isSilent = true))
    onTestFinished(() => watch.stop())
    return { isSilent: () => isSilent, watch }
  }

  it('is silent when it does nothing', async () => {
    const { isSilent } = await watched('sleep', ['60'])
    await waitUntil(isSilent, { what: 'the watch to notice' })
  })

  it('is not silent while it computes', async () => {
    const { isSilent } = await watched('sh', ['-c', 'while :; do :; done'])
    await sleep(2 * limitMs)
    expect(isSilent()).toBe(false)
  })

  it('is not silent while it reads', async () => {
    const file = `${await tempDir()}/growing`
    await writeFile(file, '')
    const { isSilent } = await watched('tail', ['-f', '-s', '0.05', file])
    for (let i = 0; i < 40; i++) {
      await appendFile(file, 'x')
      await sleep(limitMs / 20)
    }
    expect(isSilent()).toBe(false)
  })

  it('is not silent while it says something', async () => {
    const { isSilent, watch } = await watched('sleep', ['60'])
    for (let i = 0; i < 40; i++) {
      watch.heard()
      await sleep(limitMs / 20)
    }
    expect(isSilent()).toBe(false)
  })

  it('is not judged where its processes are out of sight', async () => {
    let isSilent = false
    const watch = new SilenceWatch(2 ** 30, limitMs, () => void (isSilent = true))
    onTestFinished(() => watch.stop())
    await sleep(2 * limitMs)
    expect(isSilent).toBe(false)
  })
})
