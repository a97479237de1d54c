import { chmod, symlink, writeFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import type { Run } from '@common/run/run'

import { makeSshLogin, openEngine, tempDir, type SshLogin } from '../../support/engine'
import { freePort } from '../../support/ports'
import { reasonOfSsh } from '../../support/reason-of-ssh'
import { findProgram } from '../../support/run'
import { makeKeyPair } from '../../support/ssh-keys'
import { startSshd, type Sshd, type SshdOptions } from '../../support/sshd'
import { expectSameTree } from '../../support/snapshot'
import { makeTree } from '../../support/tree'

let sound: Sshd
let soundLogin: SshLogin
beforeAll(async () => {
  sound = await startSshd()
  soundLogin = await makeSshLogin(sound)
})
afterAll(async () => {
  await soundLogin.dispose()
  await sound.stop()
})

async function server(options: SshdOptions = {}): Promise<Sshd> {
  const sshd = await startSshd(options)
  onTestFinished(() => sshd.stop())
  return sshd
}

async function loginTo(sshd: Sshd, knownHosts?: string): Promise<SshLogin> {
  const login = await makeSshLogin(sshd, knownHosts)
  onTestFinished(() => login.dispose())
  return login
}

/** A directory on PATH of remote commands with these programs only. */
async function remotePath(...names: string[]): Promise<string> {
  const dir = await tempDir()
  for (const name of names) await symlink(findProgram(name), `${dir}/${name}`)
  return dir
}

/** Runs a push that must fail; the same engine must then run a sound task. */
async function failing(login: SshLogin, settings: { remotePort?: number; to?: string } = {}) {
  const [test, path, target] = [await openEngine(), await tempDir(), await tempDir()]
  await makeTree(path, { a: 'a\n' })
  const { to = target, ...rest } = settings
  const run = await test.run(test.add(login.task({ path, remotePath: to, ...rest })).id)
  expect(run).toMatchObject({ state: 'FAILED', hasWarning: false })
  expect(await test.log(run)).toContain(` FAILED: ${run.reason}\n`)
  expect((run.endedAt ?? Infinity) - (run.startedAt ?? 0)).toBeLessThan(10_000)
  const good = soundLogin.task({ path: `${path}/`, remotePath: target })
  await soundLogin.give(path)
  expect(await test.run((await test.create(good)).id)).toMatchObject({ state: 'SUCCESS' })
  await expectSameTree(path, target)
  return run satisfies Run
}

describe('an SSH run fails at once with one clear sentence', () => {
  it('when the host key is not known', async () => {
    const run = await failing(await loginTo(sound, ''))
    expect(run.reason).toEqual(
      reasonOfSsh('The host key of the remote host is not known; add it to known_hosts first.'),
    )
  })

  it('when the host key has changed', async () => {
    const sshd = await server()
    const other = await makeKeyPair(`${await tempDir()}/other`)
    const run = await failing(await loginTo(sshd, `[127.0.0.1]:${sshd.port} ${other.publicKey}\n`))
    expect(run.reason).toEqual(
      reasonOfSsh(
        'The host key of the remote host has changed; nothing was sent. Find out why before you accept the new key.',
      ),
    )
  })

  it.each([
    [
      'has an option that ssh does not know',
      'Host *\n  UseKeychain yes\n',
      0o600,
      /cannot use its/,
    ],
    ['can be written by others', 'Host *\n', 0o666, /^ssh refuses its configuration \S+\/config,/],
  ])('when the ssh_config %s', async (_, text, mode, says) => {
    const login = await loginTo(sound)
    const config = `${login.home}/.ssh/config`
    await writeFile(config, text)
    await login.give(config)
    await chmod(config, mode)
    expect((await failing(login)).reason).toMatch(says)
  })

  it.each([
    ['a proxy that is not installed', 'ProxyCommand no-such-proxy %h', /failed: “.*no-such-proxy/],
    ['a proxy that says nothing', 'ProxyCommand false', /could not be reached.* without a word/],
    ['a jump host that is not known', 'ProxyJump localhost:PORT', /failed: “.*ost key/],
    ['a jump host that listens nowhere', 'ProxyJump localhost:1', /reached.*: “.*refused/],
    ['a jump host that lets nobody in', 'ProxyJump no-such@127.0.0.1:PORT', /failed: “.*denied/],
    ['a jump host of no address', 'ProxyJump host.invalid', /reached.*: “.*resolve.*host\.invalid/],
  ])('when the way goes through %s', async (_, way, says) => {
    const login = await loginTo(sound)
    const config = `${login.home}/.ssh/config`
    await writeFile(
      config,
      `Match host 127.0.0.1 user ${sound.user}\n  ${way.replace('PORT', String(sound.port))}\n`,
    )
    await login.give(config)
    const run = await failing(login)
    expect(run.reason).toMatch(/^The (?:way through the )?host in between/)
    expect(run.reason).toMatch(says)
  })

  it('when the server does not accept the key', async () => {
    const sshd = await server()
    const stranger = await makeKeyPair(`${await tempDir()}/stranger`)
    const run = await failing(await loginTo({ ...sshd, clientKeyFile: stranger.privateFile }))
    expect(run.reason).toEqual(reasonOfSsh('The remote host did not accept the key of this user.'))
  })

  it('when the key wants a passphrase that nobody can type', async () => {
    const run = await failing(await loginTo(await server({ passphrase: 'secret words' })))
    expect(run.reason).toEqual(reasonOfSsh('The remote host did not accept the key of this user.'))
  })

  it('when nobody listens on the port', async () => {
    const run = await failing(soundLogin, { remotePort: await freePort() })
    expect(run.reason).toEqual(
      reasonOfSsh(
        'The remote host refused the connection: check the port and that the service runs.',
      ),
    )
  })

  it('when the remote host has no rsync', async () => {
    const run = await failing(await loginTo(await server({ remotePath: await remotePath('sh') })))
    expect(run.reason).toMatch(
      /^rsync is not installed on the remote host\. \(rsync code 12\d?, \w+\)$/,
    )
  })

  it('when the remote shell prints text before anything else', async () => {
    const bin = await remotePath('rsync')
    const noisy = `${await tempDir()}/noisy`
    await writeFile(noisy, '#!/bin/sh\necho Welcome to the machine\neval "$SSH_ORIGINAL_COMMAND"\n')
    await chmod(noisy, 0o755)
    const sshd = await server({ remotePath: bin, extraConfig: `ForceCommand ${noisy}` })
    const run = await failing(await loginTo(sshd))
    expect(run.reason).toBe(
      'The remote shell prints text when it starts; rsync needs it to be silent. (rsync code 2, PROTOCOL)',
    )
  })

  it('when the folder above Remote Path does not exist', async () => {
    const run = await failing(soundLogin, { to: `${await tempDir()}/not/there` })
    expect(run.reason).toMatch(
      /^The folder in which the destination would be made does not exist: “rsync: .*mkdir .*\(rsync code 11, FILEIO\)$/,
    )
  })

  it('when the folder above Remote Path is a file', async () => {
    const dir = await tempDir()
    await writeFile(`${dir}/file`, 'here before')
    const run = await failing(soundLogin, { to: `${dir}/file/in` })
    expect(run.reason).toMatch(/^The folder in which the destination would be made does not exist/)
  })

  it('when Remote Path is a file', async () => {
    const dir = await tempDir()

    await writeFile(`${dir}/file`, 'here before')
    const run = await failing(soundLogin, { to: `${dir}/file/` })
    expect(run.reason).toMatch(/\(rsync code (3|11), \w+\)$/)
  })
})
