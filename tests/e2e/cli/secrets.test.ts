import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'

import { describe, expect, it, onTestFinished } from 'vitest'

import { processesHolding, secretLines, writtenFilesHolding } from '../../support/canary'
import { makeDataDir, runCli, startCli, type CliOptions } from '../../support/cli'
import { me, tempDir } from '../../support/engine'
import { hasKeyring, startKeyring } from '../../support/keyring'
import { waitUntil } from '../../support/processes'
import { startRsyncd } from '../../support/rsyncd'
import { runOk } from '../../support/run'
import { makeKeyPair } from '../../support/ssh-keys'
import { startSshd } from '../../support/sshd'
import { canMakeUsers, makeTempUser } from '../../support/temp-user'
import { makeTree } from '../../support/tree'

const canary = (what: string) => `canary ${what} "${randomBytes(9).toString('hex')}" $x`

const SLOW = { compress: false, extra: ['--bwlimit=200'] }

/** Calls of the app, with everything it ever said. */
function talker(options: CliOptions, args: readonly string[]) {
  const said: string[] = []
  const call = async (words: readonly string[], input?: unknown) => {
    const text = typeof input === 'string' ? input : JSON.stringify(input)
    const given = input === undefined ? {} : { input: text }
    const { stdout, stderr, code } = await runCli([...words, ...args], { ...options, ...given })
    said.push(stdout, stderr)
    return { stdout, stderr, code }
  }
  const json = async <T>(words: readonly string[], input?: unknown) => {
    const { stdout, stderr, code } = await call([...words, '--json'], input)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return JSON.parse(stdout) as T
  }
  return { said, call, json }
}

type Numbered = { readonly id: number }

describe.runIf(hasKeyring && canMakeUsers)('secrets', () => {
  it('stand nowhere in the clear, during runs and after them, whether things work or fail', async () => {
    const since = Date.now()
    const [keyring, dataDir, source] = [await startKeyring(), await makeDataDir(), await tempDir()]
    const [user, daemon] = [await makeTempUser(), await startRsyncd({ password: canary('module') })]
    const sshd = await startSshd({
      firstConfig: 'PasswordAuthentication yes\nAuthorizedKeysFile .ssh/authorized_keys',
    })
    onTestFinished(async () => {
      await sshd.stop()
      await daemon.stop()
      await user.dispose()
    })
    const [login, passphrase] = [canary('login'), canary('passphrase')]
    const wrong = { login: canary('wrong login'), module: canary('wrong module') }
    const broken = `broken${randomBytes(40).toString('hex')}`
    const { stdout: hash } = await runOk('openssl', ['passwd', '-6', '-stdin'], {
      input: `${login}\n`,
    })
    await runOk('usermod', ['-p', hash.trim(), user.name])
    await mkdir(`${user.home}/backup`)
    await runOk('chown', [user.name, `${user.home}/backup`])
    await makeTree(source, { file: 'x'.repeat(800_000) })
    const file = `${await tempDir()}/key`
    await makeKeyPair(file, 'ed25519', passphrase)
    const { said, call, json } = talker({ dataDir, env: keyring.env }, keyring.args)

    const private_key = await readFile(file, 'utf8')
    const key = { name: 'k', private_key, passphrase }
    expect(
      (await call(['keypairs', 'import', '--file', '-'], { ...key, passphrase: broken })).code,
    ).toBe(2)
    const garbage = private_key.replace(/\n[\s\S]*\n-/, `\n${broken}\n-`)
    expect(
      (await call(['keypairs', 'import', '--file', '-'], { ...key, private_key: garbage })).code,
    ).toBe(2)
    const pair = await json<Numbered & { attributes: { public_key: string } }>(
      ['keypairs', 'import', '--file', '-'],
      key,
    )
    const place = { host: '127.0.0.1', port: sshd.port, username: user.name, private_key: pair.id }
    const remote_host_key = sshd.hostKeyLine.replace(/^\S+ /, '')
    const connection = { name: 'NAS', attributes: { ...place, remote_host_key } }
    const creating = ['connections', 'create', '--file', '-']
    expect((await call(creating, { ...connection, password: wrong.login })).code).toBe(2)
    const { id: ssh_credentials } = await json<Numbered>(creating, {
      ...connection,
      password: login,
    })

    const task = { path: `${source}/`, user: me, ...SLOW }
    const over = await json<Numbered>(['create', '--file', '-'], {
      ...{ ...task, mode: 'SSH', remotepath: `${user.home}/backup`, ssh_credentials },
    })
    const host = `${daemon.authUser}@${daemon.host}:${daemon.port}`
    const module = {
      ...task,
      remotehost: host,
      remotemodule: 'auth',
      module_password: wrong.module,
    }
    const to = await json<Numbered>(['create', '--file', '-'], module)
    expect((await call(['run', String(to.id)])).code).toBe(1)
    await json(['password', String(to.id), '--file', '-'], `${daemon.password}\n`)

    const exported = await runCli(
      ['keypairs', 'export', String(pair.id), '--private', ...keyring.args],
      { dataDir, env: keyring.env },
    )
    const secrets = [login, passphrase, ...Object.values(wrong), broken, daemon.password]
    const lines = secretLines(exported.stdout, pair.attributes.public_key)
    expect(lines.length).toBeGreaterThan(0)
    const all = [...secrets, ...lines]
    // What the daemon itself must have, and nobody else may.
    const found = () =>
      writtenFilesHolding(since, [dataDir, user.home], ...all).filter(
        (path) => path !== daemon.secretsFile,
      )

    const running = await startCli(['run', String(over.id), '--json', ...keyring.args], {
      dataDir,
      env: keyring.env,
    })
    await waitUntil(() => sshd.log().includes(`publickey for ${user.name}`), {
      what: 'the login',
    })
    // The app that is open carries it out.
    const second = call(['run', String(to.id), '--json'])
    await waitUntil(() => running.lines().length > 0, { what: 'progress' })
    expect(processesHolding(...all)).toEqual([])
    expect(found()).toEqual([])
    expect((await second).code).toBe(0)
    const ended = await running.ended
    expect(ended.code).toBe(0)
    said.push(ended.stdout, ended.stderr)

    for (const words of [
      ...[['list', '--json'], ['export'], ['history', '--csv'], ['logs', String(over.id)]],
      ...[
        ['connections', 'list', '--json'],
        ['export', `${await tempDir()}/export.json`],
      ],
    ])
      expect(await call(words)).toMatchObject({ code: 0, stderr: '' })
    expect(said.join('\n')).not.toMatch(/canary|broken[0-9a-f]/)
    expect(all.filter((secret) => said.join('\n').includes(secret))).toEqual([])
    expect(processesHolding(...all)).toEqual([])
    expect(found()).toEqual([])
    // The search finds what is there.
    const seen = `${await tempDir()}/seen`
    await writeFile(seen, login)
    expect(found()).toEqual([seen])
  }, 240_000)
})
