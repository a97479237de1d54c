import { chmod, writeFile } from 'node:fs/promises'

import { describe, expect, it, onTestFinished } from 'vitest'

import type { Run } from '@common/run/run'
import type { TaskSettings } from '@common/task/task'

import { makeSshLogin, openEngine, tempDir, type SshLogin } from '../../support/engine'
import { useSshLogin } from '../../support/ssh-login'
import { startSshd, type Sshd } from '../../support/sshd'
import { makeTempUser } from '../../support/temp-user'
import { makeTree } from '../../support/tree'

/* The rows of exit-codes.test.ts that need a real sshd; see also failures-ssh. */

const ssh = useSshLogin()

async function pushedOverSsh(by: SshLogin, settings: Partial<TaskSettings> = {}): Promise<Run> {
  const [test, path, to] = [await openEngine(), await tempDir(), await tempDir()]
  await makeTree(path, { a: 'a\n' })
  await by.give(path)
  const task = { path: `${path}/`, remotePath: to, compress: false, ...settings }
  return test.run(test.add(by.task(task)).id)
}

describe('code 1 over SSH', () => {
  it('points at the field when an option is for modules only', async () => {
    const run = await pushedOverSsh(ssh.login, { extra: ['--password-file=/dev/null'] })
    expect(run).toMatchObject({
      ...{ state: 'FAILED', outcome: 'failed', exitCode: 1 },
      remedy: { kind: 'open-field', field: 'extra' },
      reason: expect.stringMatching(/^Auxiliary Parameters has --password-file, .* module only/),
    })
  })
})

describe('a remote command that does not work', () => {
  it.each([124, 125, 126, 127])(
    '%i, is a failure that the connection test explains',
    async (code) => {
      const bin = await tempDir()
      await writeFile(`${bin}/rsync`, `#!/bin/sh\nexit ${code}\n`, { mode: 0o755 })
      const server = await startSshd({ remotePath: `${bin}:/usr/bin:/bin` })
      onTestFinished(() => server.stop())
      const run = await pushedOverSsh(await loginTo(server))
      expect(run).toMatchObject({ state: 'FAILED', outcome: 'failed' })
      expect([12, code]).toContain(run.exitCode)
    },
  )
})

async function loginTo(server: Sshd): Promise<SshLogin> {
  const made = await makeSshLogin(server)
  onTestFinished(() => made.dispose())
  return made
}

describe('code 255', () => {
  it('names a host that does not exist', async () => {
    const run = await pushedOverSsh(ssh.login, { remoteHost: 'root@no-such-host.invalid' })
    expect(run).toMatchObject({
      ...{ state: 'FAILED', remedy: { kind: 'open-field', field: 'remoteHost' } },
      reason: expect.stringMatching(/^The name of the remote host could not be resolved/),
    })
  })

  it('names a key that others may read, and wants a person', async () => {
    const user = await makeTempUser()
    onTestFinished(() => user.dispose())
    const { login, sshd } = ssh
    const { host, port, clientKeyFile, knownHosts } = sshd
    await user.giveAccess({ host, port, clientKeyFile, knownHosts })
    await chmod(`${user.home}/.ssh/id_ed25519`, 0o644)
    const run = await pushedOverSsh({
      ...login,
      task: (task) => ({ ...login.task(task), user: user.name }),
    })
    expect(run).toMatchObject({
      ...{ state: 'FAILED', remedy: { kind: 'test-connection' } },
      reason: expect.stringMatching(/^The private key can be read by others/),
    })
  })
})
