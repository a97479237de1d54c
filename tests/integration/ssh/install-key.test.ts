import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import type { AppError } from '@common/errors'

import { openEngine, tempDir } from '../../support/engine'
import { runOk } from '../../support/run'
import { makeKeyPair } from '../../support/ssh-keys'
import { startSshd, type Sshd } from '../../support/sshd'
import { canMakeUsers, makeTempUser } from '../../support/temp-user'
import { settingsFor } from './support'

const PASSWORD = `it's "a" $pass\\word`
const BY_PASSWORD = ['PasswordAuthentication yes', 'AuthorizedKeysFile .ssh/authorized_keys']

let hash: string
let sshd: Sshd
beforeAll(async () => {
  const firstConfig = BY_PASSWORD.join('\n')
  sshd = await startSshd({ firstConfig, hostKeyTypes: ['ed25519', 'rsa'] })
  const { stdout } = await runOk('openssl', ['passwd', '-6', '-stdin'], { input: `${PASSWORD}\n` })
  hash = stdout.trim()
})
afterAll(() => sshd.stop())

/** A user with a password on a server that takes it, and a key pair that is not known there. */
async function scene() {
  const [test, user] = [await openEngine(), await makeTempUser()]
  onTestFinished(() => user.dispose())
  await runOk('usermod', ['-p', hash, user.name])
  const pair = await test.engine.credentials.keyPairs.generate({ name: 'key', type: 'ed25519' })
  const settings = { ...settingsFor(sshd, pair.id), username: user.name }
  const file = `${user.home}/.ssh/authorized_keys`
  return { ...test, user, pair, settings, file, text: () => readFile(file, 'utf8') }
}

const refusal = (work: Promise<unknown>) =>
  work.then(String, (error: AppError) => (error.fields[0] ? error.fields : error.message))

describe.runIf(canMakeUsers)('a password, given once', () => {
  it('installs the public key, after which the connection works without it', async () => {
    const { engine, settings, text, file, pair, store } = await scene()
    const connection = await engine.ssh.createConnection(settings, PASSWORD)
    expect(await text()).toBe(`${pair.publicKey}\n`)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(file.replace(/\/\w+$/, ''))).mode & 0o777).toBe(0o700)
    expect(await engine.ssh.test(settings, null)).toMatchObject({ isOk: true })
    await engine.ssh.installKey(connection, PASSWORD)
    expect(await text()).toBe(`${pair.publicKey}\n`)
    expect(JSON.stringify(store.read())).not.toContain('pass')
  })

  it('installs no key but that of the private key, whatever a backup calls the public one', async () => {
    const { engine, settings, store, file, pair } = await scene()
    const { publicKey } = await makeKeyPair(`${await tempDir()}/other`)
    const keyPairs = store.read().keyPairs.map((one) => ({ ...one, publicKey }))
    store.write({ ...store.read(), keyPairs })
    const known = await engine.ssh.createConnection(settings, PASSWORD)
    expect(await readFile(file, 'utf8')).toBe(`${pair.publicKey}\n`)
    store.write({ ...store.read(), keyPairs: keyPairs.map((one) => ({ ...one, sealedKey: null })) })
    expect(await refusal(engine.ssh.installKey(known, PASSWORD))).toContain(
      'because a backup never holds one',
    )
  })

  it('damages nothing in authorized_keys', async () => {
    const { engine, settings, user, text, file, pair } = await scene()
    await mkdir(`${user.home}/.ssh`, { mode: 0o700 })
    await writeFile(file, '# no newline at the end', { mode: 0o600 })
    await runOk('chown', ['-R', `${user.uid}:${user.gid}`, `${user.home}/.ssh`])
    await engine.ssh.createConnection(settings, PASSWORD)
    expect(await text()).toBe(`# no newline at the end\n${pair.publicKey}\n`)
  })

  it('that is wrong is told at its field, and nothing is saved', async () => {
    const { engine, settings, store } = await scene()
    const before = store.read()
    expect(await refusal(engine.ssh.createConnection(settings, 'wrong'))).toEqual([
      {
        field: 'password',
        message: `The host does not accept this password for ${settings.username}, or no passwords at all`,
      },
    ])
    expect(store.read()).toEqual(before)
  })

  it('is not sent to a host with another key, nor to one whose key is not saved', async () => {
    const { engine, settings, user } = await scene()
    const stranger = await makeKeyPair(`${user.home}/stranger`)
    const changed = { ...settings, remoteHostKey: stranger.publicKey }
    expect(await refusal(engine.ssh.createConnection(changed, PASSWORD))).toEqual([
      {
        field: 'remoteHostKey',
        message: 'The host showed another key than the saved one; the password was not sent',
      },
    ])
    expect(sshd.log()).not.toContain(`password for ${user.name}`)
    const unknown = { ...settings, remoteHostKey: '' }
    expect(await refusal(engine.ssh.createConnection(unknown, PASSWORD))).toEqual([
      {
        field: 'remoteHostKey',
        message: 'Discover and save the host key first: a password must not go to a stranger',
      },
    ])
  })
})
