import { mkdir, rm, symlink } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import type { Task } from '@common/task/task'
import { RealTrees } from '@core/run/real-trees'
import { startCutProxy } from '../../support/cut-proxy'
import { moduleTask, tempDir } from '../../support/engine'
import { run } from '../../support/run'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { bigFile, makeTree } from '../../support/tree'
import { clockedEngine } from './clock'

let daemon: Rsyncd
beforeAll(async () => {
  daemon = await startRsyncd()
})
afterAll(() => daemon.stop())

/** A folder with a link to it, and tasks that pull so slowly that they go on until they are stopped. */
async function slowPulls() {
  const { engine, add } = await clockedEngine()
  const proxy = await startCutProxy({ targetPort: daemon.port, bytesPerSecond: 2000 })
  onTestFinished(() => proxy.stop())
  const far = `${daemon.modules.open.root}/linked`
  await makeTree(far, {})
  await bigFile(far, 'big', 500_000)
  const near = await tempDir()
  await mkdir(`${near}/real`)
  await symlink('real', `${near}/link`)
  const pullTo = (path: string) =>
    add(moduleTask(proxy, 'open/linked/', { path, direction: 'PULL', compress: false, retries: 0 }))
  return { engine, near, pullTo }
}

it('tasks that write one folder under two names run one after the other', async () => {
  const { engine, near, pullTo } = await slowPulls()
  // The second is not there yet, but would be below the first.
  const [first, second] = [pullTo(`${near}/real/`), pullTo(`${near}/link/new/`)]
  const going = await engine.startRun(first.id, 'manual')
  const held = await engine.startRun(second.id, 'manual')
  expect([going.state, held.state]).toEqual(['RUNNING', 'WAITING'])
  expect(engine.view(second.id).waitsFor).toMatchObject({ kind: 'same-tree', runId: going.id })
  await engine.stopRun(going.id)
  expect(engine.book.get(held.id).state).toBe('RUNNING')
})

it('a run keeps its folder for itself, wherever the link to that leads by now', async () => {
  const { engine, near, pullTo } = await slowPulls()
  const [first, second] = [pullTo(`${near}/link/`), pullTo(`${near}/real/`)]
  const going = await engine.startRun(first.id, 'manual')
  await mkdir(`${near}/other`)
  await rm(`${near}/link`)
  await symlink('other', `${near}/link`)
  // It waits for the run before it, and its folder is looked for anew.
  const again = await engine.startRun(first.id, 'manual')
  const held = await engine.startRun(second.id, 'manual')
  expect([going.state, again.state, held.state]).toEqual(['RUNNING', 'WAITING', 'WAITING'])
  expect(engine.view(second.id).waitsFor).toMatchObject({ kind: 'same-tree', runId: going.id })
})

it('a folder that a bind mount shows elsewhere is one tree with itself', async () => {
  const near = await tempDir()
  await mkdir(`${near}/real/sub`, { recursive: true })
  await mkdir(`${near}/shown`)
  const trees = new RealTrees()
  const tree = (path: string) => ({ place: 'this computer', path: path.slice(1) })
  const real = async (path: string) => {
    await trees.settle(tree(path))
    return trees.of(tree(path))
  }
  const mounted = await run('mount', ['--bind', `${near}/real`, `${near}/shown`])
  // Only root may; others see the plain folder, which is another one then.
  if (mounted.code === 0) onTestFinished(() => void run('umount', [`${near}/shown`]))
  const expected = mounted.code === 0 ? `${near}/real/sub` : `${near}/shown/sub`
  expect(await real(`${near}/shown/sub`)).toEqual(await real(expected))
  expect(await real(`${near}/real/sub`)).toEqual(tree(`${near}/real/sub`))
})

it('two saved connections to one host lead to one tree', async () => {
  const { engine, add } = await clockedEngine()
  // A host that takes connections and says nothing: the run goes on until it is stopped.
  const silent = await startCutProxy({ targetPort: daemon.port, stallAfterBytes: 0 })
  onTestFinished(() => silent.stop())
  const { id: keypairId } = await engine.credentials.keyPairs.generate({ name: 'key' })
  const path = `${await tempDir()}/`
  const [first, second] = ['one', 'two'].map((name) => {
    const place = { host: '127.0.0.1', port: silent.port, keypairId, remoteHostKey: '' }
    const { id } = engine.credentials.connections.create({ name, ...place })
    const remote = { remoteHost: null, sshCredentials: id, remotePath: '/nowhere' }
    return add({ mode: 'SSH', ...remote, path, enabled: false })
  }) as [Task, Task]
  const going = await engine.startRun(first.id, 'manual')
  const held = await engine.startRun(second.id, 'manual')
  expect([going.state, held.state]).toEqual(['RUNNING', 'WAITING'])
  expect(engine.view(second.id).waitsFor).toMatchObject({ kind: 'same-tree', runId: going.id })
})
