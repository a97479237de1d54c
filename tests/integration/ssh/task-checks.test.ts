import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import type { AppError } from '@common/errors'
import type { TaskSettings } from '@common/task/task'

import { makeSshLogin, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { freePort } from '../../support/ports'
import { makeKeyPair } from '../../support/ssh-keys'
import { startSshd, type Sshd } from '../../support/sshd'
import { canMakeUsers, makeTempUser } from '../../support/temp-user'
import { connectTo, hostKeysOf } from './support'

let sshd: Sshd
beforeAll(async () => {
  sshd = await startSshd()
})
afterAll(() => sshd.stop())

/** The errors of a task that must be refused; none when it was created. */
const errorsOf = (test: TestEngine, settings: Partial<TaskSettings>) =>
  test.create(settings).then(
    () => [],
    (error: AppError) => error.fields,
  )

const NOT_A_DIRECTORY =
  'The Remote Path you specified does not exist or is not a directory. Either create one yourself on the remote machine or uncheck the Validate Remote Path field.'

describe('a task with a saved connection', () => {
  const task = async (sshCredentials: number, given: Partial<TaskSettings> = {}) =>
    ({ mode: 'SSH', path: await tempDir(), remotePath: '/tmp', sshCredentials, ...given }) as const

  it('is saved when Remote Path is a directory, and refused when it is missing or a file', async () => {
    const test = await openEngine()
    const { id } = await connectTo(test, sshd)
    expect(await errorsOf(test, await task(id))).toEqual([])
    const remotePath = `${await tempDir()}/nonexistent/`
    const wrong = [{ field: 'remotePath', message: NOT_A_DIRECTORY }]
    expect(await errorsOf(test, await task(id, { remotePath }))).toEqual(wrong)
    expect(await errorsOf(test, await task(id, { remotePath, validateRpath: false }))).toEqual([])
    expect(await errorsOf(test, await task(id, { remotePath, enabled: false }))).toEqual([])
    const file = `${await tempDir()}/file`
    await writeFile(file, '')
    expect(await errorsOf(test, await task(id, { remotePath: file }))).toEqual(wrong)
  })

  it('is refused when the connection is missing, is a key pair, or cannot be decrypted', async () => {
    const test = await openEngine()
    const { id, keypairId, name } = await connectTo(test, sshd)
    const told = (message: unknown) => [{ field: 'sshCredentials', message }]
    expect(await errorsOf(test, await task(99))).toEqual(told('Credential does not exist'))
    expect(await errorsOf(test, await task(keypairId))).toEqual(
      told('Credential is not of type SSH_CREDENTIALS'),
    )
    const sealed = test.store.read()
    const sealedKey = 'AAAA'
    test.store.write({
      ...sealed,
      keyPairs: sealed.keyPairs.map((pair) => ({ ...pair, sealedKey })),
    })
    expect(await errorsOf(test, await task(id))).toEqual(
      told(expect.stringContaining(`Decrypting credential ${name} failed: `)),
    )
    test.store.write({ ...sealed, keyPairs: [] })
    expect(await errorsOf(test, await task(id))).toEqual(told('SSH key pair has no private key'))
  })

  it('is refused when the host cannot be trusted, reached or logged in to', async () => {
    const test = await openEngine()
    const { id } = await connectTo(test, sshd)
    const { connections, keyPairs } = test.engine.credentials
    const after = async (changes: object, given: Partial<TaskSettings> = {}) => {
      const { id: _, ...before } = connections.get(id)
      connections.update(id, changes)
      const errors = await errorsOf(test, await task(id, given))
      connections.update(id, before)
      return errors
    }
    const told = (message: unknown) => [{ field: 'remoteHost', message }]
    const other = await makeKeyPair(`${await tempDir()}/other`)
    expect(await after({ remoteHostKey: other.publicKey })).toEqual(
      told(
        expect.stringContaining(
          'Failed to verify remote host key: the key of 127.0.0.1 has changed',
        ),
      ),
    )
    expect(await after({ remoteHostKey: '' })).toEqual(
      told(expect.stringContaining('Failed to verify remote host key: ')),
    )
    expect(await after({ remoteHostKey: '# none\n' }, { validateRpath: false })).toEqual(
      told('Host key not found in SSH Connection Settings'),
    )
    const { id: keypairId } = await keyPairs.generate({ name: 'stranger' })
    expect(await after({ keypairId })).toEqual(
      told(
        expect.stringMatching(
          /^Disconnect Error \[error code 14: .*Permission denied.*\] was generated when trying to communicate with remote host 127\.0\.0\.1 and remote user /,
        ),
      ),
    )
    expect(await after({ port: await freePort() })).toEqual(
      told('The remote host refused the connection: check the port and that the service runs.'),
    )
  })
})

describe.runIf(canMakeUsers)('a task with the key in the home directory', () => {
  /** A user with a key, whose known_hosts holds this. */
  async function home(knownHosts: string) {
    const [test, login] = [await openEngine(), await makeSshLogin(sshd, knownHosts)]
    onTestFinished(() => login.dispose())
    const account = await test.engine.accounts.find(login.user)
    const settings = async (given: Partial<TaskSettings> = {}) =>
      login.task({ path: await tempDir(), remotePath: '/tmp', ...given })
    return { test, settings, file: `${account?.home}/.ssh/known_hosts` }
  }

  it('is saved when the host is known, even without a look at Remote Path', async () => {
    const { test, settings } = await home(sshd.knownHosts)
    expect(await errorsOf(test, await settings())).toEqual([])
    expect(await errorsOf(test, await settings({ validateRpath: false }))).toEqual([])
  })

  it('is refused when the host is not known', async () => {
    const { test, settings, file } = await home('# existing comment')
    expect(await errorsOf(test, await settings({ validateRpath: false }))).toEqual([
      { field: 'remoteHost', message: `Host key not found in ${file}` },
    ])
    expect(await errorsOf(test, await settings())).toMatchObject([{ field: 'remoteHost' }])
  })

  it('with SSH Keyscan takes the key over, as the user, once', async () => {
    const { test, settings, file } = await home('# existing comment')
    expect(await errorsOf(test, await settings({ sshKeyscan: true }))).toEqual([])
    const text = await readFile(file, 'utf8')
    expect(text).toBe(`# existing comment\n${sshd.knownHosts}`)
    expect(await errorsOf(test, await settings({ sshKeyscan: true }))).toEqual([])
    expect(await readFile(file, 'utf8')).toBe(text)
  })

  it('is refused when known_hosts holds something else', async () => {
    const { test, settings, file } = await home('invalidentry')
    expect(await errorsOf(test, await settings({ validateRpath: false }))).toEqual([
      {
        field: 'remoteHost',
        message: `Failed to load ${file}: Invalid known hosts entry: invalidentry`,
      },
    ])
  })

  it('never takes over a changed key', async () => {
    const old = await makeKeyPair(`${await tempDir()}/old`)
    const { test, settings } = await home(`[127.0.0.1]:${sshd.port} ${old.publicKey}\n`)
    expect(await errorsOf(test, await settings({ sshKeyscan: true }))).toEqual([
      { field: 'remoteHost', message: expect.stringContaining('has changed') as string },
    ])
  })

  it('is refused without a key, or with one that others can read', async () => {
    const [test, user] = [await openEngine(), await makeTempUser()]
    onTestFinished(() => user.dispose())
    const settings = async () =>
      ({
        mode: 'SSH',
        ...{ user: user.name, path: await tempDir(), remotePath: '/tmp' },
        ...{ remoteHost: `${sshd.user}@127.0.0.1`, remotePort: sshd.port },
      }) as const
    expect(await errorsOf(test, await settings())).toEqual([
      {
        field: 'user',
        message:
          'In order to use rsync over SSH you need a user with a private key (DSA/ECDSA/RSA) set up in home dir.',
      },
    ])
    await mkdir(`${user.home}/.ssh`)
    const key = `${user.home}/.ssh/id_rsa`
    await writeFile(key, '')
    await chmod(key, 0o644)
    expect(await errorsOf(test, await settings())).toEqual([
      {
        field: 'user',
        message: `Permissions 644 for ${key} are too open. Please correct them by running chmod 600 ${key}`,
      },
    ])
    await rm(key)
  })

  it('lets a person put approved keys there', async () => {
    const { test, settings, file } = await home('')
    const { user = '' } = await settings()
    const place = { host: '127.0.0.1', port: sshd.port }
    const keys = await test.engine.ssh.discover(place)
    await test.engine.ssh.trustAtHome(user, place, keys)
    expect(await readFile(file, 'utf8')).toBe(`[127.0.0.1]:${sshd.port} ${hostKeysOf(sshd)}`)
    expect(await errorsOf(test, await settings())).toEqual([])
  })
})
