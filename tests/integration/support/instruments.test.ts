import { chmod, open, utimes, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

import { describe, expect, it, onTestFinished } from 'vitest'

import { startCutProxy, type CutProxyOptions } from '../../support/cut-proxy'
import { injectionMarker } from '../../support/hostile-names'
import { descendantsOf, isAlive, processesOfGroup, waitUntil } from '../../support/processes'
import { startRsyncd } from '../../support/rsyncd'
import { run } from '../../support/run'
import { compareSnapshots, diffTrees, expectSameTree, snapshot } from '../../support/snapshot'
import { makeTempDir } from '../../support/temp-dir'
import { bigFile, file, link, makeHostileTree, makeTree, manySmallFiles } from '../../support/tree'

async function tempDir(): Promise<string> {
  const dir = await makeTempDir()
  onTestFinished(() => dir.dispose())
  return dir.path
}

/** A server that sends `reply` to everyone and never closes, behind a proxy, and one client. */
async function throughProxy(reply: Buffer, options: Omit<CutProxyOptions, 'targetPort'>) {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.write(reply)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const target = server.address() as AddressInfo
  const proxy = await startCutProxy({ targetPort: target.port, ...options })
  const client = connect(proxy.port, '127.0.0.1')
  const state = { received: Buffer.alloc(0), closed: false }
  client.on('data', (data) => void (state.received = Buffer.concat([state.received, data])))
  client.on('error', () => undefined)
  client.on('close', () => void (state.closed = true))
  onTestFinished(async () => {
    for (const socket of [client, ...sockets]) socket.destroy()
    server.close()
    await proxy.stop()
  })
  return { proxy, state }
}

describe('proxy', () => {
  const reply = Buffer.alloc(300_000, 'r')

  it('drops the line after exactly the given number of bytes', async () => {
    const { state, proxy } = await throughProxy(reply, { cutAfterBytes: 123_456 })
    await waitUntil(() => state.closed, { what: 'the end of the line' })
    expect(state.received.length).toBe(123_456)
    expect(proxy.bytes()).toEqual({ toServer: 0, toClient: 123_456 })
  })

  it('falls silent but keeps the line', async () => {
    const { state } = await throughProxy(reply, { stallAfterBytes: 1000 })
    await waitUntil(() => state.received.length === 1000, { what: 'the last bytes' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(state).toMatchObject({ closed: false, received: { length: 1000 } })
  })

  it('lets through no more than the given speed, which can change', async () => {
    const { state, proxy } = await throughProxy(reply, { bytesPerSecond: 100_000 })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(state.received.length).toBeGreaterThan(0)
    expect(state.received.length).toBeLessThan(60_000)
    proxy.setRate(undefined)
    await waitUntil(() => state.received.length === reply.length, { what: 'the rest' })
  })

  it('makes rsync report a broken line', async () => {
    const daemon = await startRsyncd()
    onTestFinished(() => daemon.stop())
    const source = await tempDir()
    await bigFile(source, 'big', 1_000_000)
    const proxy = await startCutProxy({
      targetPort: daemon.port,
      direction: 'to-server',
      cutAfterBytes: 300_000,
    })
    onTestFinished(() => proxy.stop())
    const { code } = await run('rsync', [`${source}/big`, `rsync://127.0.0.1:${proxy.port}/open/`])
    expect([10, 12]).toContain(code)
    expect(proxy.bytes().toServer).toBe(300_000)
  })
})

describe('trees', () => {
  it('shows a changed byte, time, mode and link, and what is missing', async () => {
    const [a, b] = [await tempDir(), await tempDir()]
    const spec = { x: file('abc', { mtimeMs: 1000 }), y: 'y', sub: { z: '' }, l: link('x') }
    for (const dir of [a, b]) await makeTree(dir, spec)
    await expectSameTree(a, b, { modes: true })
    await utimes(`${b}/x`, 1, 1.005)
    await chmod(`${b}/y`, 0o600)
    const [before, after] = [await snapshot(a), await snapshot(b)]
    expect(compareSnapshots(before, after)).toEqual([])
    const lines = compareSnapshots(before, after, { times: true, modes: true }).join('\n')
    expect(lines).toContain('≠ x: mtimeMs 1000 → 1005')
    expect(lines).toMatch(/≠ y: mode 0\d+ → 0600/)
    await writeFile(`${b}/x`, 'abd')
    await expect(expectSameTree(a, b)).rejects.toThrow(/≠ x: sha256/)
    expect(await diffTrees(a, b)).toContain('> abd')
    await writeFile(`${b}/new`, '')
    await expect(expectSameTree(a, b)).rejects.toThrow(/\+ new/)
    await expect(expectSameTree(b, a)).rejects.toThrow(/- new/)
  })

  it('makes every hostile name twice and the same bulk data every time', async () => {
    const [a, b] = [await tempDir(), await tempDir()]
    const names = await makeHostileTree(`${a}/hostile`)
    const entries = await snapshot(`${a}/hostile`)
    expect(new Set(names.map((name) => name.toString('hex'))).size).toBe(names.length)
    expect(entries).toHaveLength(3 * names.length + 1)
    expect(entries.map((entry) => entry.path)).not.toContain(injectionMarker)
    for (const dir of [`${a}/bulk`, `${b}/bulk`]) {
      await manySmallFiles(dir, 250, 100)
      await bigFile(dir, 'big', 9_000_000)
    }
    await expectSameTree(`${a}/bulk`, `${b}/bulk`)
    const handle = await open(`${b}/bulk/big`, 'r+')
    await handle.write('x', 8_999_999)
    await handle.close()
    await expect(expectSameTree(`${a}/bulk`, `${b}/bulk`)).rejects.toThrow(/≠ big: sha256/)
  })
})

describe('processes', () => {
  it('sees group and descendants while they run, and a zombie as ended', async () => {
    const done = run('sh', ['-c', 'sleep 30 & sleep 30; true'], { timeoutMs: 300 })
    const failed = expect(done).rejects.toThrow(/did not end within 300 ms/)
    const below = await waitUntil(
      () => [descendantsOf(process.pid)].find((found) => found.filter(isSleep).length >= 2),
      { what: 'two sleeping children' },
    )
    const [pids, group] = [below.filter(isSleep).map(({ pid }) => pid), below.find(isSleep)?.pgid]
    expect(processesOfGroup(group ?? 0).map(({ pid }) => pid)).toEqual(expect.arrayContaining(pids))
    await failed
    await waitUntil(() => processesOfGroup(group ?? 0).length === 0, { what: 'an empty group' })
    expect(pids.some(isAlive)).toBe(false)
  })

  it('says in vain for what it waited', async () => {
    const never = waitUntil(() => false, { what: 'the moon', timeoutMs: 20 })
    await expect(never).rejects.toThrow('Waited 20 ms in vain for: the moon')
  })
})

const isSleep = ({ command }: { command: string }): boolean => command === 'sleep'
