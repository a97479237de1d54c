import { describe, expect, it, vi } from 'vitest'

import { openEngine } from '../../support/engine'
import { AesVault } from '../../support/vault'
import { refusal } from './support'

describe('a key pair', () => {
  it('gets another name, and stays the same key', async () => {
    const { engine } = await openEngine()
    const { keyPairs } = engine.credentials
    const { id, publicKey } = await keyPairs.generate({ name: 'Laptop' })
    const secret = await keyPairs.privateText(id)
    const renamed = keyPairs.rename(id, { name: `It's "mine" $(id) 鍵` })
    const [type, base64] = publicKey.split(' ')
    expect(renamed.publicKey).toBe(`${type} ${base64} It's "mine" $(id) 鍵`)
    expect(keyPairs.get(id)).toEqual(renamed)
    expect(await keyPairs.privateText(id)).toBe(secret)
    expect(keyPairs.rename(id, { name: renamed.name })).toEqual(renamed)
  })

  it.each([
    [{ name: 'Taken' }, 'name', 'Is already in use by another SSH connection or key pair'],
    [{ name: ' ' }, 'name', 'This field is required'],
    [{ name: 'a\nb' }, 'name', 'A name cannot contain control characters'],
    [{ name: 'x'.repeat(121) }, 'name', 'Enter at most 120 characters'],
    [{ name: 'b', privateKey: 'c' }, 'privateKey', 'Unknown field'],
    [null, '', 'Enter an object with the settings as its keys'],
  ])('is not renamed to %j', async (request, field, message) => {
    const { engine } = await openEngine()
    const { keyPairs } = engine.credentials
    await keyPairs.generate({ name: 'Taken' })
    const { id } = await keyPairs.generate({ name: 'Laptop' })
    expect(await refusal(() => keyPairs.rename(id, request))).toEqual({ field, message })
    expect(keyPairs.get(id).name).toBe('Laptop')
  })
})

describe('the vault', () => {
  it('that anybody can read is used only with consent, given once', async () => {
    const vault = new AesVault()
    vault.protection = 'plain'
    const { engine, store } = await openEngine({ vault })
    const { keyPairs, secrets } = engine.credentials
    expect(await refusal(() => keyPairs.generate({ name: 'k' }))).toMatchObject({
      code: 'SECRETS_UNPROTECTED',
    })
    secrets.allowPlain()
    await keyPairs.generate({ name: 'k' })
    expect(store.read()).toMatchObject({ isPlainAllowed: true, keyPairs: [{ name: 'k' }] })
  })

  it('that is locked or gone says so, for new and for stored secrets', async () => {
    const vault = new AesVault()
    const { engine } = await openEngine({ vault })
    const { keyPairs } = engine.credentials
    const { id } = await keyPairs.generate({ name: 'k' })
    vault.forget()
    expect(await refusal(() => keyPairs.privateKey(id))).toEqual({
      code: 'SECRETS_UNREADABLE',
      message:
        'The private key of k cannot be decrypted. It was stored with another keyring: enter it anew.',
    })
    vault.protection = 'none'
    expect(await refusal(() => keyPairs.privateKey(id))).toMatchObject({
      message: expect.stringContaining(
        'The keyring it was stored with is locked or gone',
      ) as string,
    })
    expect(await refusal(() => keyPairs.generate({ name: 'l' }))).toMatchObject({
      code: 'SECRETS_UNREADABLE',
    })
  })
})

describe('key pairs and connections', () => {
  const place = { host: 'nas', username: 'ada' }

  it('share their names, and no number is given twice', async () => {
    const { engine } = await openEngine()
    const { connections, keyPairs, removal } = engine.credentials
    const { id: keypairId } = await keyPairs.generate({ name: 'a' })
    const inUse = {
      field: 'name',
      message: 'Is already in use by another SSH connection or key pair',
    }
    const create = (name: string) => connections.create({ ...place, name, keypairId })
    expect(await refusal(() => keyPairs.generate({ name: 'a' }))).toEqual(inUse)
    expect(await refusal(() => create('a'))).toEqual(inUse)
    const { id } = create('b')
    expect(connections.update(id, { name: 'b', port: 2222 })).toMatchObject({ port: 2222 })
    removal.removeConnection(id, false)
    expect(create('b').id).toBe(id + 1)
  })

  it('that lead nowhere are refused', async () => {
    const { engine } = await openEngine()
    const { connections } = engine.credentials
    const settings = { ...place, name: 'a', keypairId: 7 }
    expect(await refusal(() => connections.create(settings))).toEqual({
      field: 'keypairId',
      message: 'SSH Key Pair not found',
    })
    expect(await refusal(() => connections.get(7))).toMatchObject({ code: 'NOT_FOUND' })
  })

  it.each(['ssh-ed25519 AAAA', '# the NAS\n@revoked AAAA\n', 'nas ssh-rsa AAAAB3NzaC1yc2E='])(
    'keep no line that is not a host key: %j',
    async (remoteHostKey) => {
      const { engine } = await openEngine()
      const { keyPairs, connections } = engine.credentials
      const { id: keypairId } = await keyPairs.generate({ name: 'Key' })
      const settings = { name: 'NAS', host: 'nas', username: 'ada', keypairId }
      const words = /^This line is not a host key \(type, then base64\): /
      const refused = {
        field: 'remoteHostKey',
        message: expect.stringMatching(words) as string,
      }
      expect(await refusal(() => connections.create({ ...settings, remoteHostKey }))).toEqual(
        refused,
      )
      const { id } = connections.create(settings)
      expect(await refusal(() => connections.update(id, { remoteHostKey }))).toEqual(refused)
      expect(connections.list().map(({ item }) => item.remoteHostKey)).toEqual([''])
    },
  )

  it('that are in use go only with what uses them; the tasks are switched off', async () => {
    const test = await openEngine()
    const { connections, keyPairs, removal } = test.engine.credentials
    const pair = await keyPairs.generate({ name: 'k' })
    const { id } = connections.create({ ...place, name: 'c', keypairId: pair.id })
    const task = test.add({ mode: 'SSH', path: '/srv', remotePath: '/x', sshCredentials: id })
    expect(test.engine.credentials.list()).toMatchObject({
      keyPairs: [{ connectionIds: [id], taskIds: [task.id] }],
      connections: [{ taskIds: [task.id] }],
    })
    const told = 'This credential is used and no cascade option is specified. Used by: '
    const connection = { name: 'c', username: place.username, host: place.host, port: 22 }
    expect(test.engine.view(task.id).connection).toEqual(connection)
    const outdated = vi.fn()
    test.engine.events.on('tasks:outdated', outdated)
    connections.update(id, { username: 'bob' })
    expect(outdated).toHaveBeenCalledOnce()
    expect(test.engine.view(task.id).connection).toEqual({ ...connection, username: 'bob' })
    expect(await refusal(() => removal.removeConnection(id, false))).toEqual({
      field: 'cascade',
      message: `${told}Rsync task for '/srv'`,
    })
    expect(await refusal(() => removal.removeKeyPair(pair.id, false))).toEqual({
      field: 'cascade',
      message: `${told}SSH connection c`,
    })
    removal.removeKeyPair(pair.id, true)
    expect(test.engine.credentials.list()).toEqual({ keyPairs: [], connections: [] })
    expect(test.engine.tasks.get(task.id)).toMatchObject({ enabled: false, revision: 2 })
    expect(await test.run(task.id)).toMatchObject({
      state: 'FAILED',
      reason: 'Credential does not exist.',
    })
  })
})

describe('what was deleted', () => {
  const place = { host: 'nas', username: 'ada' }
  const asked = { mode: 'SSH', path: '/srv', remotePath: '/x' } as const

  async function stage() {
    const test = await openEngine()
    const { connections, keyPairs } = test.engine.credentials
    const pair = await keyPairs.generate({ name: 'k' })
    const { id } = connections.create({ ...place, name: 'c', keypairId: pair.id })
    const other = connections.create({ ...place, name: 'other', keypairId: pair.id })
    const task = test.add({ ...asked, sshCredentials: id })
    const off = test.add({ ...asked, sshCredentials: id, enabled: false })
    return { ...test, ...test.engine.credentials, pair, id, other, task, off }
  }

  it('comes back as it was, with its connections, its key and the tasks that were on', async () => {
    const { engine, removal, keyPairs, pair, task, off } = await stage()
    const before = engine.credentials.list()
    const key = await keyPairs.privateText(pair.id)
    removal.removeKeyPair(pair.id, true)
    expect(engine.tasks.list().map(({ enabled }) => enabled)).toEqual([false, false])
    const told = vi.fn()
    engine.events.on('credentials:changed', told)
    removal.undelete(pair.id)
    expect(engine.credentials.list()).toEqual(before)
    expect(told).toHaveBeenCalledExactlyOnceWith(before)
    expect(await keyPairs.privateText(pair.id)).toBe(key)
    expect(engine.tasks.get(task.id)).toMatchObject({ enabled: true, revision: 3 })
    expect(engine.tasks.get(off.id)).toEqual(off)
  })

  it('comes back one after the other, the last first', async () => {
    const { engine, removal, pair, id } = await stage()
    const before = engine.credentials.list()
    removal.removeConnection(id, true)
    removal.removeKeyPair(pair.id, true)
    expect(await refusal(() => removal.undelete(id))).toMatchObject({ code: 'CONFLICT' })
    removal.undelete(pair.id)
    removal.undelete(id)
    expect(engine.credentials.list()).toEqual(before)
  })

  it('leaves a task alone that was changed meanwhile', async () => {
    const { engine, removal, id, other, task } = await stage()
    removal.removeConnection(id, true)
    await engine.tasks.update(task.id, { sshCredentials: other.id }, null)
    removal.undelete(id)
    expect(engine.credentials.connections.get(id)).toMatchObject({ name: 'c' })
    expect(engine.tasks.get(task.id)).toMatchObject({ enabled: false, sshCredentials: other.id })
  })

  it('comes back once, and only while nothing stands in its place', async () => {
    const { removal, connections, other, pair } = await stage()
    const gone = { code: 'NOT_FOUND' }
    expect(await refusal(() => removal.undelete(other.id))).toMatchObject(gone)
    removal.removeConnection(other.id, false)
    const { id: second } = connections.create({ ...place, name: 'other', keypairId: pair.id })
    expect(await refusal(() => removal.undelete(other.id))).toEqual({
      code: 'CONFLICT',
      message: 'Its name is in use again or its key pair is gone, so it cannot be brought back.',
    })
    connections.update(second, { name: 'renamed' })
    removal.undelete(other.id)
    expect(connections.get(other.id)).toEqual(other)
    expect(await refusal(() => removal.undelete(other.id))).toMatchObject(gone)
  })
})
