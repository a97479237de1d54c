import { expect, it } from 'vitest'

import { askedHandlers } from '@main/ipc/asked-handlers'
import { makeCallee, type Handlers } from '@main/ipc/callee'
import { Consent } from '@main/ipc/consent'

import { me, openEngine, tempDir, type TestEngine } from '../../support/engine'

const EVIL = ['-e', '/tmp/evil']

/** The calls of the page on a real engine; nobody allows anything, and something happens in that moment. */
function calls({ engine }: TestEngine, meanwhile: () => unknown) {
  const consent = new Consent(engine.tasks, () => Promise.resolve(false))
  const desktop = { restored: () => undefined }
  const handlers = askedHandlers({ engine, desktop } as never) as Handlers
  return makeCallee(handlers, async (brought) => {
    const isAllowed = await consent.allows(brought)
    await meanwhile()
    return isAllowed
  })
}

const extras = ({ engine }: TestEngine) => engine.tasks.list().map(({ extra }) => extra)

it('an import stores the tasks that were looked at, whatever its text would mean a moment later', async () => {
  const test = await openEngine()
  const { keyPairs, connections, removal } = test.engine.credentials
  const { id, publicKey } = await keyPairs.generate({ name: 'key', type: 'ed25519' })
  const way = { host: 'nas', port: 22, username: 'ada' }
  const connection = await connections.create({
    ...{ ...way, name: 'nas', keypairId: id, connectTimeout: 10 },
    remoteHostKey: publicKey.split(' ').slice(0, 2).join(' '),
  })
  const task = { path: '/srv/photos', user: me, mode: 'SSH', remotehost: 'nas', remoteport: 22 }
  const plain = { ...task, remotepath: '/b', delayupdates: false }
  // Refused only while the connection is there: then the second is the first.
  const shifts = {
    ...{ ...plain, mode: 'MODULE', remotemodule: 'm' },
    ssh_credentials: { name: 'nas', attributes: way },
  }
  const text = JSON.stringify([shifts, { ...plain, extra: EVIL }, { ...plain, desc: 'plain' }])
  const call = calls(test, () => removal.removeConnection(connection.id, true))
  await call('exchange:import', [text, [1], true])
  expect(extras(test)).toEqual([[]])
})

it('a task that changes while somebody is asked is not switched on', async () => {
  const test = await openEngine()
  const { tasks } = test.engine
  const module = { mode: 'MODULE', remoteHost: 'nas', remoteModule: 'm' } as const
  const { id } = test.add({ ...module, path: await tempDir(), user: me, enabled: false })
  const extra = ['--log-file=/tmp/evil']
  const call = calls(test, () => tasks.update(id, { extra }, null))
  await expect(call('tasks:update', [id, { enabled: true }, null])).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  expect(tasks.get(id)).toMatchObject({ enabled: false, extra })
})
