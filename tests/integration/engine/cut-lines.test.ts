import { rm } from 'node:fs/promises'

import { describe, expect, it, onTestFinished } from 'vitest'

import type { TaskSettings } from '@common/task/task'

import { startCutProxy, type CutProxyOptions } from '../../support/cut-proxy'
import {
  moduleTask,
  openEngine,
  processesOfFolder,
  tempDir,
  type TestEngine,
} from '../../support/engine'
import { processesIn, waitUntil } from '../../support/processes'
import { useServers } from '../../support/servers'
import { snapshot, expectSameTree } from '../../support/snapshot'
import { bigFile, makeTree, manySmallFiles } from '../../support/tree'

const servers = useServers({ isBehindProxies: true })

interface Layout {
  readonly mode: 'MODULE' | 'SSH'
  readonly direction: 'PUSH' | 'PULL'
}

interface Scene {
  readonly test: TestEngine
  /** One run over a line that misbehaves. Out: the run, and the bytes that passed. */
  runOver(
    line: Omit<CutProxyOptions, 'targetPort'>,
  ): Promise<{ run: Awaited<ReturnType<TestEngine['run']>>; bytes: number }>
  /** Throws unless everything has arrived. */
  expectComplete(): Promise<void>
  /** Removes what has arrived. */
  clear(): Promise<void>
}

/** A tree to copy whose run meets every phase of the protocol: list, small files, a long one. */
async function scene({ mode, direction }: Layout): Promise<Scene> {
  const [test, near, remote] = [await openEngine(), await tempDir(), await tempDir()]
  const name = `${direction}-lines`
  const far = mode === 'SSH' ? remote : `${servers.daemon.modules.open.root}/${name}`
  const [from, to] = direction === 'PUSH' ? [near, far] : [far, near]
  const landed = mode === 'MODULE' && direction === 'PULL' ? `${to}/${name}` : to
  await makeTree(far, {})
  await manySmallFiles(from, 30, 500)
  await bigFile(from, 'long', 300_000)
  await servers.login.give(near)
  const common = { path: `${near}/`, direction, compress: false, delayUpdates: false }
  const settings = (port: number): Partial<TaskSettings> =>
    mode === 'SSH'
      ? servers.login.task({ ...common, remotePort: port, remotePath: `${far}/` })
      : moduleTask({ host: '127.0.0.1', port }, `open/${name}`, common)
  return {
    test,
    runOver: async (line) => {
      const targetPort = mode === 'SSH' ? servers.sshd.port : servers.daemon.port
      const proxy = await startCutProxy({ targetPort, ...line })
      onTestFinished(() => proxy.stop())
      const run = await test.run(test.add(settings(proxy.port)).id)
      const { toServer, toClient } = proxy.bytes()
      return { run, bytes: toServer + toClient }
    },
    expectComplete: () => expectSameTree(from, landed),
    clear: async () => {
      // The far end of a line that dropped may live a little longer, and keep its partial file then.
      const gone = () => processesIn(far).length === 0
      await waitUntil(gone, { what: 'the end of the remote rsync' })
      for (const { path } of await snapshot(landed)) {
        await rm(`${landed}/${path}`, { recursive: true, force: true })
      }
    },
  }
}

const LAYOUTS: readonly Layout[] = [
  { mode: 'MODULE', direction: 'PUSH' },
  { mode: 'MODULE', direction: 'PULL' },
  { mode: 'SSH', direction: 'PUSH' },
  { mode: 'SSH', direction: 'PULL' },
]

/**
 * From the first byte to the last: greeting, options, list, data, farewell. Whole numbers are bytes
 * from the beginning or the end, others a share of all.
 */
const PLACES = [0, 5, 40, 200, 0.1, 0.5, 0.9, -1500, -60, -1]

describe.each(LAYOUTS)('a line that drops, $mode $direction,', (layout) => {
  it('at whatever phase never hangs, and never succeeds unless everything is there', async () => {
    const { test, runOver, expectComplete, clear } = await scene(layout)
    const whole = await runOver({})
    expect(whole.run).toMatchObject({ state: 'SUCCESS' })
    await expectComplete()
    for (const place of PLACES) {
      await clear()
      const cutAfterBytes =
        place < 0 ? whole.bytes + place : place < 1 ? Math.floor(place * whole.bytes) : place
      const { run } = await runOver({ cutAfterBytes })
      // What comes after the last file is but a farewell; everything may be there by then.
      const mayBeComplete = cutAfterBytes > whole.bytes * 0.95
      if (run.state === 'SUCCESS' && mayBeComplete) await expectComplete()
      else {
        expect(run).toMatchObject({
          ...{ state: 'FAILED', outcome: 'failed' },
          remedy: { kind: expect.stringMatching(/^(run-again|test-connection)$/) },
          // Before the login it is ssh that says why.
          reason: expect.stringMatching(
            /^The (connection broke off before the run had ended|SSH server closed the connection before the login)/,
          ),
        })
      }
      expect(processesOfFolder(test.folder)).toEqual([])
    }
  })
})
