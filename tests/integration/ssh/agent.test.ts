import { readFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openEngine, tempDir } from '../../support/engine'
import { runOk } from '../../support/run'
import { makeKeyPair } from '../../support/ssh-keys'
import { reasonOfSsh } from '../../support/reason-of-ssh'
import { startSshd, type Sshd } from '../../support/sshd'
import { expectSameTree } from '../../support/snapshot'
import { makeTree } from '../../support/tree'
import { connectTo, settingsFor } from './support'

let sshd: Sshd
beforeAll(async () => {
  sshd = await startSshd({ hostKeyTypes: ['ed25519', 'rsa', 'ecdsa'] })
})
afterAll(() => sshd.stop())

describe('a run with a saved connection', () => {
  it.each(['ed25519', 'rsa', 'ecdsa'] as const)(
    'signs in with a generated %s key',
    async (type) => {
      const test = await openEngine()
      const pair = await test.engine.credentials.keyPairs.generate({ name: 'k', type })
      await sshd.authorise(pair.publicKey)
      const { id } = test.engine.credentials.connections.create(settingsFor(sshd, pair.id))
      const [path, remotePath] = [await tempDir(), await tempDir()]
      await makeTree(path, { 'a b': 'text\n' })
      const task = await test.create({
        mode: 'SSH',
        path: `${path}/`,
        remotePath,
        sshCredentials: id,
      })
      const run = await test.run(task.id)
      expect(run).toMatchObject({ state: 'SUCCESS' })
      await expectSameTree(path, remotePath)
    },
  )

  it.each([
    ['ecdsa', '384'],
    ['ecdsa', '521'],
    ['rsa', '4096'],
  ] as const)('signs in with an imported %s key of %s bits', async (type, bits) => {
    const test = await openEngine()
    const file = `${await tempDir()}/key`
    await runOk('ssh-keygen', ['-q', '-t', type, '-b', bits, '-N', 'p "w', '-f', file])
    const privateKey = await readFile(file, 'utf8')
    const pair = await test.engine.credentials.keyPairs.import({
      name: 'k',
      privateKey,
      passphrase: 'p "w',
    })
    await sshd.authorise(await readFile(`${file}.pub`, 'utf8'))
    const settings = settingsFor(sshd, pair.id)
    const result = await test.engine.ssh.test(settings, { path: '/tmp', direction: 'PUSH' })
    expect(result.steps.filter(({ isOk }) => !isOk)).toEqual([])
    expect(result.steps).toHaveLength(7)
  })

  it('tells when the key is not accepted', async () => {
    const test = await openEngine()
    const { id: keypairId } = await test.engine.credentials.keyPairs.generate({ name: 'stranger' })
    const { id } = await connectTo(test, sshd, { keypairId })
    const task = test.add({
      mode: 'SSH',
      path: await tempDir(),
      remotePath: '/tmp',
      sshCredentials: id,
    })
    expect(await test.run(task.id)).toMatchObject({
      state: 'FAILED',
      reason: reasonOfSsh('The remote host did not accept the key of this user.'),
    })
    const key = await makeKeyPair(`${await tempDir()}/other`)
    expect(key.publicKey).toMatch(/^ssh-ed25519 /)
  })
})
