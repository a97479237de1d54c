import { readFileSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { filesHolding, secretLines } from '../../support/canary'
import {
  cliErrors,
  cliJson,
  cliOk,
  createTask,
  makeDataDir,
  runCli,
  runTask,
} from '../../support/cli'
import { tempDir } from '../../support/engine'
import { hasKeyring, startKeyring } from '../../support/keyring'
import { runOk } from '../../support/run'
import { expectSameTree } from '../../support/snapshot'
import { makeKeyPair } from '../../support/ssh-keys'
import { startSshd, type Sshd } from '../../support/sshd'
import { canMakeUsers, makeTempUser } from '../../support/temp-user'
import { makeTree } from '../../support/tree'

const PASSWORD = 'canary pass$word "1"'
const LET_IN = 'PasswordAuthentication yes\nAuthorizedKeysFile .ssh/authorized_keys'

interface Credential {
  readonly id: number
  readonly attributes: Record<string, unknown>
}

let sshd: Sshd
beforeAll(async () => {
  sshd = await startSshd({ firstConfig: LET_IN, hostKeyTypes: ['ed25519', 'ecdsa'] })
})
afterAll(() => sshd.stop())

/** A local user with the password. */
async function userWithPassword() {
  const user = await makeTempUser()
  onTestFinished(() => user.dispose())
  const { stdout } = await runOk('openssl', ['passwd', '-6', '-stdin'], { input: `${PASSWORD}\n` })
  await runOk('usermod', ['-p', stdout.trim(), user.name])
  return user
}

describe.runIf(hasKeyring)('with a keyring', () => {
  it.runIf(canMakeUsers)('five commands lead from nothing to a first backup', async () => {
    const [keyring, dataDir, user] = [
      await startKeyring(),
      await makeDataDir(),
      await userWithPassword(),
    ]
    const options = { dataDir, env: keyring.env }
    const call = <T>(args: readonly string[], input?: unknown) =>
      cliJson<T>([...args, ...keyring.args], {
        ...options,
        ...(input === undefined ? {} : { input: JSON.stringify(input) }),
      })
    const pair = await call<Credential>(['keypairs', 'generate', 'Laptop'])
    const renamed = await call<Credential>(['keypairs', 'rename', String(pair.id), 'My laptop'])
    expect(renamed).toMatchObject({ id: pair.id, name: 'My laptop' })
    const port = String(sshd.port)
    const found = await call<{ keys: { fingerprint: string }[]; remote_host_key: string }>([
      'connections',
      'discover',
      '127.0.0.1',
      '--port',
      port,
    ])
    expect(found.keys).toHaveLength(2)
    const connection = await call<Credential>(['connections', 'create', '--file', '-'], {
      name: 'NAS',
      password: PASSWORD,
      attributes: {
        ...{ host: '127.0.0.1', port: sshd.port, username: user.name, private_key: pair.id },
        ...{ remote_host_key: found.remote_host_key },
      },
    })
    const [path, remotepath] = [await tempDir(), `${user.home}/backup`]
    await makeTree(path, { 'a b': 'text\n' })
    await mkdir(remotepath)
    await runOk('chown', [`${user.uid}:${user.gid}`, remotepath])
    const tested = await call<{ ok: boolean }>([
      'connections',
      'test',
      String(connection.id),
      '--path',
      remotepath,
      '--json',
    ])
    expect(tested.ok).toBe(true)
    const task = { path: `${path}/`, user: process.env['USER'] ?? 'root', mode: 'SSH', remotepath }
    const id = await call<Credential>(['create', '--file', '-'], {
      ...task,
      ssh_credentials: connection.id,
    })
    const run = await runCli(['run', String(id.id), '--json', ...keyring.args], options)
    expect(JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      state: 'SUCCESS',
    })
    await expectSameTree(path, remotepath)
    const secret = await cliOk(
      ['keypairs', 'export', String(pair.id), '--private', ...keyring.args],
      options,
    )
    expect(secret).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----/)
    expect(
      filesHolding(
        dataDir,
        PASSWORD,
        ...secretLines(secret, String(pair.attributes['public_key'])),
      ),
    ).toEqual([])
    const settings = JSON.parse(readFileSync(`${dataDir}/settings.json`, 'utf8')) as {
      keyPairs: { sealedKey: string }[]
    }
    // What libsecret protects begins so; basic_text with v10.
    expect(
      Buffer.from(settings.keyPairs[0]?.sealedKey ?? '', 'base64')
        .toString()
        .slice(0, 3),
    ).toBe('v11')
  })

  it('that is gone says so, for what is stored and what is new', async () => {
    const [keyring, dataDir] = [await startKeyring(), await makeDataDir()]
    const options = { dataDir, env: keyring.env }
    await cliOk(['keypairs', 'generate', 'k', ...keyring.args], options)
    keyring.stop()
    const gone = { dataDir, env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' } }
    const exported = await runCli(['keypairs', 'export', '1', '--private', ...keyring.args], gone)
    expect(exported).toMatchObject({ code: 1, stdout: '' })
    expect(exported.stderr).toMatch(
      /^The private key of k cannot be decrypted\. The keyring it was/,
    )
    const other = await runCli(['keypairs', 'generate', 'l', ...keyring.args], gone)
    expect(other.code).not.toBe(0)
    expect(other.stderr).toMatch(/keyring/)
  })
})

describe('without a keyring', () => {
  const options = async () => ({
    dataDir: await makeDataDir(),
    env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' },
  })
  const plain = '--password-store=basic'

  it('a secret is stored only after the user agreed, once', async () => {
    const here = await options()
    const refused = await runCli(['keypairs', 'generate', 'k', plain], here)
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(
      /^There is no keyring on this computer: .* --allow-basic-text\.\n$/,
    )
    await cliOk(['keypairs', 'generate', 'k', '--allow-basic-text', plain], here)
    const pair = await cliJson<Credential>(
      ['keypairs', 'generate', 'l', '--type', 'ecdsa', plain],
      here,
    )
    expect(pair.attributes['public_key']).toMatch(/^ecdsa-sha2-nistp256 \S+ l$/)
    const secret = await cliOk(['keypairs', 'export', String(pair.id), '--private', plain], here)
    expect(
      filesHolding(here.dataDir, ...secretLines(secret, String(pair.attributes['public_key']))),
    ).toEqual([])
  })

  it('keys are imported, used, shown and deleted with their connections', async () => {
    const here = await options()
    const key = await makeKeyPair(`${await tempDir()}/key`, 'ed25519', 'pass "phrase" $1')
    const private_key = await readFile(key.privateFile, 'utf8')
    const given = (value: unknown) => ({ ...here, input: JSON.stringify(value) })
    const importing = ['keypairs', 'import', '--file', '-', '--allow-basic-text', plain]
    expect(await cliErrors(importing, given({ name: 'k', private_key }))).toEqual([
      { field: 'passphrase', message: 'This private key is protected; enter its passphrase' },
    ])
    const request = given({ name: 'k', private_key, passphrase: 'pass "phrase" $1' })
    const pair = await cliJson<Credential>(importing, request)
    expect(pair.attributes['public_key']).toBe(`${key.publicKey} k`)
    const creating = ['connections', 'create', '--file', '-', plain]
    expect(await cliErrors(creating, given({ name: 'k', host: '-oX', private_key: 9 }))).toEqual([
      { field: 'host', message: 'Enter a host name or address alone, without user and port' },
    ])
    const { id } = await cliJson<Credential>(
      creating,
      given({ name: 'c', host: 'nas', private_key: pair.id }),
    )
    expect(await cliJson(['connections', 'list', '--json', plain], here)).toMatchObject([
      {
        id,
        type: 'SSH_CREDENTIALS',
        attributes: { port: 22, username: 'root' },
        used_by: { tasks: [] },
      },
    ])
    expect(await cliErrors(['keypairs', 'delete', String(pair.id), plain], here)).toMatchObject([
      { field: 'cascade' },
    ])
    await cliOk(['keypairs', 'delete', String(pair.id), '--cascade', plain], here)
    expect(await cliJson(['connections', 'list', '--json', plain], here)).toEqual([])
  })
})

interface Case {
  readonly id: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly keychain_connection: Readonly<Record<string, unknown>> | null
  readonly argv_current: readonly string[]
}

const CASES = (
  JSON.parse(
    readFileSync(new URL('../../fixtures/truenas-cases.json', import.meta.url), 'utf8'),
  ) as { commandline_cases: Case[] }
).commandline_cases.filter(({ keychain_connection }) => keychain_connection !== null)

describe('the command lines of TrueNAS with a saved connection', () => {
  const fill = (argv: readonly string[]) =>
    argv
      .slice(1)
      .map((word) =>
        word.replace(
          /-i \S+ -o UserKnownHostsFile=\S+/,
          '-i <PRIVKEY> -o UserKnownHostsFile=<HOSTKEYS>',
        ),
      )

  it('come from a whole connection in ssh_credentials, and from the number of a saved one', async () => {
    const dataDir = await makeDataDir()
    const allowed = ['--allow-basic-text', '--password-store=basic']
    const { id: private_key } = await cliJson<Credential>(
      ['keypairs', 'generate', 'k', ...allowed],
      { dataDir },
    )
    expect(CASES).toHaveLength(5)
    for (const { payload, keychain_connection: attributes, argv_current, id: name } of CASES) {
      const taskArgsOf = async (ssh_credentials: unknown) => {
        const input = JSON.stringify({ ...payload, ssh_credentials })
        const answer = await cliJson<{ taskArgs: string[] }>(['command', '--file', '-'], {
          dataDir,
          input,
        })
        return answer.taskArgs
      }
      expect(await taskArgsOf({ id: 3, name, attributes })).toEqual(fill(argv_current))
      const { remote_host_key: _, ...kept } = attributes ?? {}
      const input = JSON.stringify({ name, attributes: { ...kept, private_key } })
      const { id } = await cliJson<Credential>(['connections', 'create', '--file', '-'], {
        dataDir,
        input,
      })
      expect(await taskArgsOf(id)).toEqual(fill(argv_current))
    }
    const input = JSON.stringify({ ...CASES[0]?.payload, ssh_credentials: 99 })
    expect(await cliErrors(['command', '--file', '-'], { dataDir, input })).toEqual([
      { field: 'ssh_credentials', message: 'Credential does not exist' },
    ])
  })
})

describe('the password of a module', () => {
  it('is taken from module_password and never given out', async () => {
    const dataDir = await makeDataDir()
    const basic = '--password-store=basic'
    await cliOk(['keypairs', 'generate', 'k', '--allow-basic-text', basic], { dataDir })
    const id = await createTask(
      {
        ...{
          path: await tempDir(),
          user: process.env['USER'] ?? 'root',
          remotehost: '127.0.0.1:1',
        },
        ...{ remotemodule: 'm', module_password: PASSWORD },
      },
      { dataDir },
    )
    const said = [
      await cliOk(['get', String(id)], { dataDir }),
      await cliOk(['list', '--json'], { dataDir }),
      await cliOk(['export'], { dataDir }),
      await cliOk(['command', String(id)], { dataDir }),
    ].join('\n')
    expect(said).not.toContain('canary')
    expect(said).toContain('--password-file=-')
    const { outcome } = await runTask(id, { dataDir })
    expect(outcome.reason).toMatch(/refused the connection/)
    expect(filesHolding(dataDir, PASSWORD)).toEqual([])
  })
})
