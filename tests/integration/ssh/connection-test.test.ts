import { chmod, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'

import { describe, expect, it, onTestFinished } from 'vitest'

import type { ConnectionTest, TestedPath } from '@common/ssh/connection-test'

import { openEngine, tempDir } from '../../support/engine'
import { freePort } from '../../support/ports'
import { findProgram, runOk } from '../../support/run'
import { makeKeyPair } from '../../support/ssh-keys'
import type { SshdOptions } from '../../support/sshd'
import { canMakeUsers, makeTempUser } from '../../support/temp-user'
import { connectTo, hostKeysOf, server } from './support'

/** The test of a connection to a server like that, and how long it took. */
async function testOf(
  options: SshdOptions,
  changes: Parameters<typeof connectTo>[2] = {},
  path: TestedPath | null = null,
) {
  const [test, sshd] = [await openEngine(), await server(options)]
  const { id: _, ...settings } = await connectTo(test, sshd, changes)
  const started = performance.now()
  const result = await test.engine.ssh.test(settings, path)
  return { result, sshd, ms: performance.now() - started }
}

const lastOf = ({ steps }: ConnectionTest) => steps.at(-1)
const idsOf = ({ steps }: ConnectionTest) => steps.map(({ id }) => id).join(' ')

/** A directory on PATH of remote commands with these programs only. */
async function remotePath(...names: string[]): Promise<string> {
  const dir = await tempDir()
  for (const name of names) await symlink(findProgram(name), `${dir}/${name}`)
  return dir
}

async function script(text: string): Promise<string> {
  const file = `${await tempDir()}/script`
  await writeFile(file, `#!/bin/sh\n${text}\n`)
  await chmod(file, 0o755)
  return file
}

/** A server that does this with whoever connects. Out: its port. */
async function listener(serve: (socket: Socket) => void): Promise<number> {
  const listening = createServer(serve)
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void listening.close())
  return (listening.address() as { port: number }).port
}

describe('the test of a connection is green', () => {
  it('step by step, up to a path that can be written to', async () => {
    const path = await tempDir()
    const hostKeyTypes = ['ed25519', 'rsa', 'ecdsa'] as const
    const { result } = await testOf({ hostKeyTypes }, {}, { path, direction: 'PUSH' })
    expect(result).toMatchObject({ isOk: true })
    expect(idsOf(result)).toBe('resolve port hostKey authentication shell rsync path')
    expect(result.steps[5]?.text).toMatch(/^rsync 3\.\S+, protocol \d+, compression /)
    expect(result.foundKeys).toHaveLength(3)
  })

  it('over IPv6', async () => {
    const { result } = await testOf({ extraConfig: 'ListenAddress ::1' }, { host: '::1' })
    expect(result.steps.filter(({ isOk }) => !isOk)).toEqual([])
  })

  it('when only one of the pinned keys is still shown', async () => {
    const other = await makeKeyPair(`${await tempDir()}/rsa`, 'rsa')
    const [test, sshd] = [await openEngine(), await server()]
    const remoteHostKey = `# old\n\n${other.publicKey}\n${hostKeysOf(sshd)}`
    const { id: _, ...settings } = await connectTo(test, sshd, { remoteHostKey })
    expect(await test.engine.ssh.test(settings, null)).toMatchObject({ isOk: true })
  })

  it('for an account that rrsync restricts', async () => {
    const rrsync = await script('echo "rrsync error: not allowed to run \\"true\\"" >&2; exit 1')
    const { result } = await testOf({ extraConfig: `ForceCommand ${rrsync}` })
    expect(result).toMatchObject({ isOk: true })
    expect(result.steps[4]?.text).toBe('The account is restricted to rsync (rrsync).')
  })
})

describe('the test of a connection is red', () => {
  it('when the name does not resolve', async () => {
    const { result } = await testOf({}, { host: 'no-such-host.invalid' })
    expect(lastOf(result)).toEqual({
      id: 'resolve',
      isOk: false,
      text: 'The name no-such-host.invalid could not be resolved. It is not known to any name server.',
      fix: 'Check the spelling, or enter the IP address.',
    })
  })

  it('when nobody listens', async () => {
    const port = await freePort()
    const { result } = await testOf({}, { port })
    expect(lastOf(result)).toMatchObject({
      id: 'port',
      text: `Nothing listens on 127.0.0.1:${port}.`,
      fix: 'Check the port, and that the SSH service of the host is switched on.',
    })
  })

  it('when a server accepts and then says nothing, within the connect timeout', async () => {
    const port = await listener(() => undefined)
    const { result, ms } = await testOf({}, { port, connectTimeout: 1 })
    expect(lastOf(result)).toMatchObject({
      id: 'port',
      text: `127.0.0.1:${port} accepts connections but says nothing.`,
    })
    expect(ms).toBeLessThan(2000)
  })

  it('when something else answers', async () => {
    const port = await listener((socket) => socket.end(`HTTP/1.1 400 Bad\n${'x'.repeat(2000)}`))
    const { result } = await testOf({}, { port })
    expect(lastOf(result)?.text).toBe(
      `Something other than an SSH server answers on 127.0.0.1:${port}.`,
    )
  })

  it('when no host key is saved, and shows which there are', async () => {
    const { result, sshd } = await testOf({}, { remoteHostKey: '' })
    expect(lastOf(result)).toMatchObject({ id: 'hostKey', isOk: false })
    expect(result.foundKeys.map(({ type, base64 }) => `${type} ${base64}`)).toEqual([
      hostKeysOf(sshd).trim(),
    ])
  })

  it('when the host key has changed, with the old one beside the new', async () => {
    const old = await makeKeyPair(`${await tempDir()}/old`)
    const { result } = await testOf({}, { remoteHostKey: old.publicKey })
    const [saved, found] = [result.pinnedKeys[0]?.fingerprint, result.foundKeys[0]?.fingerprint]
    expect(saved).not.toBe(found)
    expect(lastOf(result)).toEqual({
      id: 'hostKey',
      isOk: false,
      text: `The host key has changed: saved is ssh-ed25519 ${saved}, the host shows ssh-ed25519 ${found}.`,
      fix: 'Somebody may be in between. Ask whoever runs the host; only then replace the saved key.',
    })
  })

  it.each([
    ['wants a password', 'PubkeyAuthentication no\nPasswordAuthentication yes'],
    ['does not know the key', 'AuthorizedKeysFile /dev/null'],
  ])('when the host %s', async (_, firstConfig) => {
    const { result, sshd } = await testOf({ firstConfig })
    expect(lastOf(result)).toEqual({
      id: 'authentication',
      isOk: false,
      text: `The host does not accept this key for ${sshd.user}.`,
      fix: `Install the public key with the password of ${sshd.user}, or add it to ~/.ssh/authorized_keys there.`,
    })
  })

  it.runIf(canMakeUsers)('when the account has no shell', async () => {
    const [test, sshd, user] = [await openEngine(), await server(), await makeTempUser()]
    onTestFinished(() => user.dispose())
    await runOk('usermod', ['-s', await script('echo This account is closed; exit 1'), user.name])
    const { id: _, ...settings } = await connectTo(test, sshd, { username: user.name })
    expect(lastOf(await test.engine.ssh.test(settings, null))).toEqual({
      id: 'shell',
      isOk: false,
      text: 'The account cannot run commands: it says "This account is closed".',
      fix: 'Give the account a login shell such as /bin/sh on the host.',
    })
  })

  it('when the shell prints a banner', async () => {
    const noisy = await script('echo Welcome to the machine\neval "$SSH_ORIGINAL_COMMAND"')
    const { result } = await testOf({ extraConfig: `ForceCommand ${noisy}` })
    expect(lastOf(result)).toMatchObject({
      id: 'shell',
      text: 'The shell prints text when it starts: "Welcome to the machine".',
    })
  })

  it('when the host has no rsync', async () => {
    const { result } = await testOf({ remotePath: await remotePath('sh', 'true') })
    expect(lastOf(result)).toMatchObject({ id: 'rsync', text: 'rsync was not found on the host.' })
  })

  it('when the path is missing or a file', async () => {
    const path = `${await tempDir()}/it's missing`
    const gone = await testOf({}, {}, { path, direction: 'PUSH' })
    expect(lastOf(gone.result)?.text).toBe(`${path} does not exist on the host.`)
    await writeFile(path, '')
    const file = await testOf({}, {}, { path, direction: 'PULL' })
    expect(lastOf(file.result)?.text).toBe(`${path} is not a directory on the host.`)
  })

  it.runIf(canMakeUsers)('when the path can be read but not written to', async () => {
    const [test, sshd, user] = [await openEngine(), await server(), await makeTempUser()]
    onTestFinished(() => user.dispose())
    const { id: _, ...settings } = await connectTo(test, sshd, { username: user.name })
    const path = await tempDir()
    expect(await test.engine.ssh.test(settings, { path, direction: 'PULL' })).toMatchObject({
      isOk: true,
    })
    const push = await test.engine.ssh.test(settings, { path, direction: 'PUSH' })
    expect(lastOf(push)?.text).toBe(`${user.name} cannot write to ${path}.`)
  })
})
