import { chmod, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import type { ConnectionTest, TestedPath } from '@common/ssh/connection-test'

import { openEngine, tempDir } from '../../support/engine'
import { freePort } from '../../support/ports'
import { findProgram, runOk } from '../../support/run'
import { makeKeyPair } from '../../support/ssh-keys'
import { startSshd, type Sshd, type SshdOptions } from '../../support/sshd'
import { canMakeUsers, makeTempUser } from '../../support/temp-user'
import { connectTo, hostKeysOf, server } from './support'

/** One with three kinds of host keys, and one with ed25519 alone. */
let [common, plain]: Sshd[] = []
beforeAll(async () => {
  common = await startSshd({ hostKeyTypes: ['ed25519', 'rsa', 'ecdsa'] })
  plain = await startSshd()
})
afterAll(async () => {
  await common?.stop()
  await plain?.stop()
})

/** The test of a connection to a server of its own like that, or to one of those above. */
async function testOf(
  to: SshdOptions | Sshd | undefined,
  changes: Parameters<typeof connectTo>[2] = {},
  path: TestedPath | null = null,
) {
  const test = await openEngine()
  const sshd = to && 'port' in to && 'stop' in to ? to : await server(to)
  const { id: _, ...settings } = await connectTo(test, sshd, changes)
  return { result: await test.engine.ssh.test(settings, path), sshd }
}

/** The same as an account of its own, which starts with this shell. */
async function testWithShell(shell: string, startUp = '', connectTimeout = 5) {
  const [test, sshd, user] = [
    await openEngine(),
    await server({ readsBashrc: true }),
    await makeTempUser(),
  ]
  onTestFinished(() => user.dispose())
  await runOk('usermod', ['-s', shell, user.name])
  await writeFile(`${user.home}/.bashrc`, startUp)
  await runOk('chown', [user.name, `${user.home}/.bashrc`])
  const { id: _, ...settings } = await connectTo(test, sshd, {
    username: user.name,
    connectTimeout,
  })
  return test.engine.ssh.test(settings, null)
}

const lastOf = ({ steps }: ConnectionTest) => steps.at(-1)
const idsOf = ({ steps }: ConnectionTest) => steps.map(({ id }) => id).join(' ')

/** A directory on PATH of remote commands with these programs only. */
async function remotePath(...names: string[]): Promise<string> {
  const dir = await tempDir()
  for (const name of names) await symlink(findProgram(name), `${dir}/${name}`)
  return dir
}

/**
 * The PATH of a host whose rsync says this of itself. A stand-in for programs that cannot be had
 * here, and for the recogniser alone: whatever else it is asked for the real rsync does.
 */
async function pathWithRsync(answer: string): Promise<string> {
  const dir = await remotePath('sh', 'true', 'test')
  await writeFile(`${dir}/answer`, answer)
  const [cat, rsync] = [findProgram('cat'), findProgram('rsync')]
  await writeFile(
    `${dir}/rsync`,
    `#!/bin/sh\n[ "$*" = --version ] && exec ${cat} ${dir}/answer\nexec ${rsync} "$@"\n`,
  )
  await chmod(`${dir}/rsync`, 0o755)
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
    const { result } = await testOf(common, {}, { path, direction: 'PUSH' })
    expect(result).toMatchObject({ isOk: true })
    expect(idsOf(result)).toBe('resolve port hostKey authentication shell rsync path')
    expect(result.steps[5]?.text).toMatch(/^rsync 3\.\S+, protocol \d+, compression /)
    expect(result.foundKeys).toHaveLength(3)
  })

  it('with an rsync that lacks something, which is said, or that quotes in the old way', async () => {
    const answer = `rsync  version 3.2.3  protocol version 31
Capabilities:
    64-bit files, symlinks, no ACLs, no xattrs, optional protect-args
Compress list:
    zlibx zlib none
`
    const { result } = await testOf({ remotePath: await pathWithRsync(answer) })
    expect(lastOf(result)).toEqual({
      ...{ id: 'rsync', isOk: true },
      text: 'rsync 3.2.3, protocol 31, compression zlibx zlib none.',
      fix: 'It is built without extended attributes: leave Preserve Extended Attributes off. It is built without access control lists: leave out --acls.',
    })
  })

  it('over IPv6', async () => {
    const { result } = await testOf({ extraConfig: 'ListenAddress ::1' }, { host: '::1' })
    expect(result.steps.filter(({ isOk }) => !isOk)).toEqual([])
  })

  it('when only one of the pinned keys is still shown', async () => {
    const other = await makeKeyPair(`${await tempDir()}/rsa`, 'rsa')
    const remoteHostKey = `# old\n\n${other.publicKey}\n${plain ? hostKeysOf(plain) : ''}`
    const { result } = await testOf(plain, { remoteHostKey })
    expect(result).toMatchObject({ isOk: true })
  })

  it('for an account that an older rrsync restricts, which refuses any other command', async () => {
    const rrsync = await script('echo "rrsync error: not allowed to run \\"true\\"" >&2; exit 1')
    const { result } = await testOf({ extraConfig: `ForceCommand ${rrsync}` })
    expect(result).toMatchObject({ isOk: true })
    expect(result.steps[4]?.text).toBe('The account is restricted to rsync (rrsync).')
  })
})

describe('the test of a connection is red', () => {
  it('when the name does not resolve', async () => {
    const { result } = await testOf(common, { host: 'no-such-host.invalid' })
    expect(lastOf(result)).toEqual({
      id: 'resolve',
      isOk: false,
      text: 'The name no-such-host.invalid could not be resolved. It is not known to any name server.',
      fix: 'Check the spelling, or enter the IP address.',
    })
  })

  it('when nobody listens', async () => {
    const port = await freePort()
    const { result } = await testOf(common, { port })
    expect(lastOf(result)).toMatchObject({
      id: 'port',
      text: `Nothing listens on 127.0.0.1:${port}.`,
      fix: 'Check the port, and that the SSH service of the host is switched on.',
    })
  })

  it('when a server accepts and then says nothing, by the connect timeout', async () => {
    const port = await listener(() => undefined)
    const { result } = await testOf(common, { port, connectTimeout: 1 })
    expect(lastOf(result)).toMatchObject({
      id: 'port',
      text: `127.0.0.1:${port} accepts connections but says nothing.`,
      fix: 'Restart the SSH service of the host, or check what else listens there.',
    })
  })

  it('when something else answers', async () => {
    const port = await listener((socket) => socket.end(`HTTP/1.1 400 Bad\n${'x'.repeat(2000)}`))
    const { result } = await testOf(common, { port })
    expect(lastOf(result)?.text).toBe(
      `Something other than an SSH server answers on 127.0.0.1:${port}.`,
    )
  })

  it('when no host key is saved, and shows which there are', async () => {
    const { result, sshd } = await testOf(plain, { remoteHostKey: '' })
    expect(lastOf(result)).toMatchObject({ id: 'hostKey', isOk: false })
    expect(result.foundKeys.map(({ type, base64 }) => `${type} ${base64}`)).toEqual([
      hostKeysOf(sshd).trim(),
    ])
  })

  it('when the host key has changed, with the old one beside the new', async () => {
    const old = await makeKeyPair(`${await tempDir()}/old`)
    const { result } = await testOf(plain, { remoteHostKey: old.publicKey })
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

  it.runIf(canMakeUsers).each([
    ['/usr/sbin/nologin', ': it says "This account is currently not available."'],
    ['/bin/false', ''],
  ])('when the shell of the account is %s', async (shell, words) => {
    expect(lastOf(await testWithShell(shell))).toEqual({
      id: 'shell',
      isOk: false,
      text: `The account cannot run commands${words}.`,
      fix: 'Give the account a login shell such as /bin/sh on the host.',
    })
  })

  it.runIf(canMakeUsers)('when a start-up file of the shell prints text', async () => {
    const bashrc = 'echo "Welcome to $(hostname -s | tr a-z X)!"\n'
    expect(lastOf(await testWithShell('/bin/bash', bashrc))).toMatchObject({
      id: 'shell',
      text: expect.stringMatching(
        /^The shell prints text when it starts: "Welcome to \S+!"\.$/,
      ) as string,
      fix: 'Make its start-up files (~/.bashrc and the like) silent when there is no terminal.',
    })
  })

  it.runIf(canMakeUsers)('when a start-up file of the shell does not end', async () => {
    expect(lastOf(await testWithShell('/bin/bash', 'sleep 60\n', 3))).toMatchObject({
      id: 'shell',
      text: 'The shell of the host does not end in time.',
    })
  })

  it('when the host has no rsync', async () => {
    const { result } = await testOf({ remotePath: await remotePath('sh', 'true') })
    expect(lastOf(result)).toMatchObject({ id: 'rsync', text: 'rsync was not found on the host.' })
  })

  it.each([
    [
      'openrsync',
      'openrsync: protocol version 29\nrsync version 2.6.9 compatible\n',
      'The host has openrsync, which lacks options that every run needs.',
    ],
    [
      'an old rsync',
      'rsync  version 3.0.9  protocol version 30\n',
      'The rsync 3.0.9 of the host is too old: tasks need 3.1.1 or newer.',
    ],
    ['something else', 'busybox\n', 'The rsync of the host could not be recognised.'],
  ])('when the host has %s', async (_name, answer, text) => {
    const { result } = await testOf({ remotePath: await pathWithRsync(answer) })
    expect(lastOf(result)).toMatchObject({ id: 'rsync', isOk: false, text })
    expect(lastOf(result)?.fix).toMatch(/^Install .*rsync there.* --rsync-path/)
  })

  it('when the path is missing or a file', async () => {
    const path = `${await tempDir()}/it's missing`
    const gone = await testOf(common, {}, { path, direction: 'PUSH' })
    expect(lastOf(gone.result)?.text).toBe(`${path} does not exist on the host.`)
    await writeFile(path, '')
    const file = await testOf(common, {}, { path, direction: 'PULL' })
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
