import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { isAlive, waitUntil } from '../../support/processes'
import { readonlyContent, startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { run } from '../../support/run'
import { makeKeyPair } from '../../support/ssh-keys'
import { startSshd, type Sshd } from '../../support/sshd'
import { expectSameTree } from '../../support/snapshot'
import { makeTempDir } from '../../support/temp-dir'
import { canMakeUsers, makeTempUser } from '../../support/temp-user'
import { makeHostileTree } from '../../support/tree'

async function tempDir(): Promise<string> {
  const dir = await makeTempDir()
  onTestFinished(() => dir.dispose())
  return dir.path
}

describe('rsync daemon', () => {
  let daemon: Rsyncd
  beforeAll(async () => void (daemon = await startRsyncd()))
  afterAll(() => daemon.stop())

  it('takes and returns hostile names unchanged', async () => {
    const [source, back] = [await tempDir(), await tempDir()]
    await makeHostileTree(source)
    const push = await run('rsync', ['-rt', '-s', '--', `${source}/`, daemon.modules.open.url])
    expect(push).toMatchObject({ code: 0, stderr: '' })
    await expectSameTree(source, daemon.modules.open.root, { times: true })
    await run('rsync', ['-rt', '-s', '--', daemon.modules.open.url, `${back}/`])
    await expectSameTree(source, back, { times: true })
  })

  it('lets into "auth" only with the password', async () => {
    const url = daemon.modules.auth.url.replace('//', `//${daemon.authUser}@`)
    const list = (input: string) => run('rsync', ['--password-file=-', '--', url], { input })
    expect((await run('rsync', ['--', url])).code).toBe(5)
    expect((await list('wrong\n')).code).toBe(5)
    expect((await list(`${daemon.password}\n`)).code).toBe(0)
  })

  it('serves "readonly" but refuses to write to it', async () => {
    const target = await tempDir()
    const { url, root } = daemon.modules.readonly
    expect((await run('rsync', ['-rt', '--', url, `${target}/`])).code).toBe(0)
    await expectSameTree(root, target)
    expect(await readFile(`${target}/README.txt`, 'utf8')).toBe(readonlyContent['README.txt'])
    expect(await run('rsync', ['-rt', '--', `${target}/`, url])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('read only'),
    })
  })

  it('lets only one client at a time into "single"', async () => {
    const { url } = daemon.modules.single
    const socket = connect(daemon.port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    let answer = ''
    socket.on('data', (data) => void (answer += data.toString()))
    socket.write('@RSYNCD: 31.0 sha512 sha256 sha1 md5 md4\nsingle\n')
    await waitUntil(() => answer.includes('@RSYNCD: OK'), { what: 'entry to the module' })
    const second = await run('rsync', ['--', url])
    expect(second).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('max connections (1) reached'),
    })
    socket.destroy()
    const freed = async () => (await run('rsync', ['--', url])).code === 0
    await waitUntil(freed, { what: 'the module to be free again' })
  })

  it('leaves nothing behind when stopped, and says why it cannot start', async () => {
    const other = await startRsyncd()
    onTestFinished(() => other.stop())
    await expect(startRsyncd({ port: other.port })).rejects.toThrow(/Address already in use/)
    await other.stop()
    expect(isAlive(other.pid)).toBe(false)
    expect(() => readFileSync(other.logFile)).toThrow(/ENOENT/)
    await other.stop()
  })
})

describe('ssh server', () => {
  let server: Sshd
  beforeAll(async () => void (server = await startSshd()))
  afterAll(() => server.stop())
  const homeFor = async () => {
    const home = await server.makeHome()
    onTestFinished(() => home.dispose())
    return home
  }

  it('carries hostile names through rsync unchanged', async () => {
    const [source, remote, back] = [await tempDir(), await tempDir(), await tempDir()]
    const { rsh } = await homeFor()
    await makeHostileTree(source)
    const there = `127.0.0.1:${remote}/`
    const push = await run('rsync', ['-rt', '-s', '-e', rsh, '--', `${source}/`, there])
    expect(push).toMatchObject({ code: 0, stderr: '' })
    await run('rsync', ['-rt', '-s', '-e', rsh, '--', there, `${back}/`])
    await expectSameTree(source, back, { times: true })
  })

  it('refuses a stranger until that key is authorised', async () => {
    const { sshArgs } = await homeFor()
    const key = await makeKeyPair(`${await tempDir()}/stranger`)
    const args = sshArgs.map((arg) => (arg.endsWith('/id_ed25519') ? key.privateFile : arg))
    const login = () => run('ssh', [...args, server.host, 'echo in'])
    expect(await login()).toMatchObject({
      code: 255,
      stderr: expect.stringContaining('Permission denied'),
    })
    await server.authorise(key.publicKey)
    expect(await login()).toMatchObject({ code: 0, stdout: 'in\n' })
  })

  it('is refused by the client when known_hosts has another key', async () => {
    const { sshArgs, knownHostsFile } = await homeFor()
    const { publicKey } = await makeKeyPair(`${await tempDir()}/other`)
    await writeFile(knownHostsFile, `[127.0.0.1]:${server.port} ${publicKey}\n`)
    const { code, stderr } = await run('ssh', [...sshArgs, server.host, 'true'])
    expect(code).toBe(255)
    expect(stderr).toContain('REMOTE HOST IDENTIFICATION HAS CHANGED')
  })

  it("lets a program that calls plain ssh find the home's key", async () => {
    const { env } = await homeFor()
    const args = ['-p', String(server.port), '-o', 'BatchMode=yes', server.host, 'echo in']
    expect(await run('ssh', args, { env })).toMatchObject({ code: 0, stdout: 'in\n' })
    const key = await makeKeyPair(`${await tempDir()}/stranger`)
    expect((await run('ssh', ['-i', key.privateFile, ...args], { env })).code).toBe(255)
  })

  it('lets another user log in from the own ~/.ssh', async () => {
    // Not skipped: what was not shown must not look as if it had been.
    expect(canMakeUsers, 'only root can make the account that logs in; run as root').toBe(true)
    const user = await makeTempUser()
    onTestFinished(() => user.dispose())
    await user.giveAccess({ ...server })
    const args = ['-p', String(server.port), '-o', 'BatchMode=yes', server.host, 'id -un; pwd']
    const { uid, gid, env, home } = user
    const result = await run('ssh', args, { uid, gid, env, cwd: home })
    expect(result).toMatchObject({ code: 0, stdout: `${user.name}\n${home}\n` })
  })
})
