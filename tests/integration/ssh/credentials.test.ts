import { readFile, writeFile } from 'node:fs/promises'

import { describe, expect, it } from 'vitest'

import type { AppError } from '@common/errors'

import { openEngine, tempDir } from '../../support/engine'
import { runOk } from '../../support/run'
import { AesVault } from '../../support/vault'

const PASSPHRASE = ` !"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~ äß€ `

const refusal = (work: () => unknown) =>
  Promise.resolve()
    .then(work)
    .then(String, ({ fields, code, message }: AppError) => fields[0] ?? { code, message })

async function fileOf(type: string, ...args: string[]): Promise<string> {
  const file = `${await tempDir()}/key`
  await runOk('ssh-keygen', ['-q', '-t', type, ...args, '-C', 'mine', '-f', file])
  return file
}

const importing = async (file: string, given: Record<string, string> = {}) => {
  const { engine } = await openEngine()
  const privateKey = await readFile(file, 'utf8')
  const request = { name: 'k', privateKey, ...given }
  return { engine, pair: await engine.credentials.keyPairs.import(request) }
}

describe('a private key', () => {
  it.each([
    ['ed25519', []],
    ['rsa', ['-b', '2048']],
    ['rsa', ['-b', '2048', '-m', 'PEM']],
    ['rsa', ['-b', '2048', '-m', 'PKCS8']],
    ['ecdsa', []],
    ['ecdsa', ['-b', '521', '-m', 'PKCS8']],
  ] as const)('of type %s (%j) is imported, with and without a passphrase', async (type, args) => {
    for (const passphrase of ['', PASSPHRASE]) {
      const file = await fileOf(type, ...args, '-N', passphrase)
      const { engine, pair } = await importing(file, { passphrase })
      const [kind, base64] = (await readFile(`${file}.pub`, 'utf8')).split(' ')
      expect(pair.publicKey).toBe(`${kind} ${base64} k`)
      // What is exported is a key that OpenSSH reads, and it is the same key.
      const exported = `${await tempDir()}/exported`
      const text = await engine.credentials.keyPairs.privateText(pair.id)
      await writeFile(exported, text, { mode: 0o600 })
      const { stdout } = await runOk('ssh-keygen', ['-y', '-P', '', '-f', exported])
      expect(stdout).toContain(`${kind} ${base64}`)
    }
  })

  it.each(['ed25519', 'rsa', 'ecdsa'])(
    'of type %s is generated as ssh-keygen reads it',
    async (type) => {
      const { engine } = await openEngine()
      const { id, publicKey } = await engine.credentials.keyPairs.generate({ name: type, type })
      const file = `${await tempDir()}/key`
      const text = await engine.credentials.keyPairs.privateText(id)
      await writeFile(file, text, { mode: 0o600 })
      expect((await runOk('ssh-keygen', ['-y', '-f', file])).stdout.trim()).toBe(publicKey)
    },
  )

  it.each([
    ['', 'You must specify a key'],
    ['garbage', /^This is not a private key/],
    ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB me', /^This is a public key/],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\n-----END OPENSSH PRIVATE KEY-----', /damaged/],
    ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', /damaged/],
  ])('that is %j is refused', async (privateKey, message) => {
    const { engine } = await openEngine()
    const told = await refusal(() => engine.credentials.keyPairs.import({ name: 'k', privateKey }))
    expect(told).toEqual({ field: 'privateKey', message: expect.stringMatching(message) as string })
  })

  it('that is truncated anywhere is refused', async () => {
    const { engine } = await openEngine()
    const lines = (await readFile(await fileOf('ed25519', '-N', ''), 'utf8')).split('\n')
    for (let kept = 1; kept < lines.length - 2; kept++) {
      const privateKey = [...lines.slice(0, kept), ...lines.slice(-2)].join('\n')
      const request = { name: 'k', privateKey }
      expect(await refusal(() => engine.credentials.keyPairs.import(request))).toMatchObject({
        field: 'privateKey',
      })
    }
  })

  it('that is protected asks for its passphrase, and tells a wrong one', async () => {
    const file = await fileOf('ed25519', '-N', PASSPHRASE)
    expect(await refusal(() => importing(file))).toEqual({
      field: 'passphrase',
      message: 'This private key is protected; enter its passphrase',
    })
    expect(await refusal(() => importing(file, { passphrase: 'wrong' }))).toEqual({
      field: 'passphrase',
      message: 'The passphrase does not open this private key',
    })
  })

  it('must fit the public key that is given', async () => {
    const [file, other] = [await fileOf('ed25519', '-N', ''), await fileOf('ed25519', '-N', '')]
    const publicKey = await readFile(`${other}.pub`, 'utf8')
    expect(await refusal(() => importing(file, { publicKey }))).toEqual({
      field: 'publicKey',
      message: 'Private key and public key do not match',
    })
    expect(await refusal(() => importing(file, { publicKey: 'what' }))).toMatchObject({
      message: 'Invalid public key',
    })
    await importing(file, { publicKey: await readFile(`${file}.pub`, 'utf8') })
  })

  it('of a kind that ssh does not take is refused', async () => {
    const { stdout: privateKey } = await runOk('openssl', ['genpkey', '-algorithm', 'X25519'])
    const { engine } = await openEngine()
    const request = { name: 'k', privateKey }
    expect(await refusal(() => engine.credentials.keyPairs.import(request))).toEqual({
      field: 'privateKey',
      message: 'ssh takes ed25519, RSA and ECDSA keys only',
    })
  })
})

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
    [{ name: 'Taken' }, 'name', 'Is already in use by another Keychain Credential'],
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
    const { connections, keyPairs } = engine.credentials
    const { id: keypairId } = await keyPairs.generate({ name: 'a' })
    const inUse = { field: 'name', message: 'Is already in use by another Keychain Credential' }
    const create = (name: string) => connections.create({ ...place, name, keypairId })
    expect(await refusal(() => keyPairs.generate({ name: 'a' }))).toEqual(inUse)
    expect(await refusal(() => create('a'))).toEqual(inUse)
    const { id } = create('b')
    expect(connections.update(id, { name: 'b', port: 2222 })).toMatchObject({ port: 2222 })
    connections.remove(id, false)
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

  it('that are in use go only with what uses them; the tasks are switched off', async () => {
    const test = await openEngine()
    const { connections, keyPairs } = test.engine.credentials
    const pair = await keyPairs.generate({ name: 'k' })
    const { id } = connections.create({ ...place, name: 'c', keypairId: pair.id })
    const task = test.add({ mode: 'SSH', path: '/srv', remotePath: '/x', sshCredentials: id })
    expect(test.engine.credentials.list()).toMatchObject({
      keyPairs: [{ connectionIds: [id], taskIds: [task.id] }],
      connections: [{ taskIds: [task.id] }],
    })
    const told = 'This credential is used and no cascade option is specified. Used by: '
    expect(await refusal(() => connections.remove(id, false))).toEqual({
      field: 'cascade',
      message: `${told}Rsync task for '/srv'`,
    })
    expect(await refusal(() => keyPairs.remove(pair.id, false))).toEqual({
      field: 'cascade',
      message: `${told}SSH connection c`,
    })
    keyPairs.remove(pair.id, true)
    expect(test.engine.credentials.list()).toEqual({ keyPairs: [], connections: [] })
    expect(test.engine.tasks.get(task.id)).toMatchObject({ enabled: false, revision: 2 })
    expect(await test.run(task.id)).toMatchObject({
      state: 'FAILED',
      reason: 'Credential does not exist.',
    })
  })
})
