import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { makeSshLogin, me, openEngine, tempDir } from '../../support/engine'
import { freePort } from '../../support/ports'
import { startRsyncd } from '../../support/rsyncd'
import { startSshd, type Sshd } from '../../support/sshd'
import { connectTo, server } from './support'

let sshd: Sshd
beforeAll(async () => {
  sshd = await startSshd()
})
afterAll(() => sshd.stop())

const refusal = (work: Promise<unknown>) => work.then(String, (error: Error) => error.message)

async function way(to: Sshd) {
  const test = await openEngine()
  const { id } = await connectTo(test, to)
  return { ...test, way: { user: me, remoteHost: null, remotePort: null, sshCredentials: id } }
}

async function folders() {
  const dir = await tempDir()
  for (const name of ['b 10', 'b 9', '.hidden', `it's "odd"`]) await mkdir(`${dir}/${name}`)
  await writeFile(`${dir}/file`, '')
  await symlink('b 9', `${dir}/link`)
  await symlink('nowhere', `${dir}/broken`)
  return dir
}

describe('the folders of a remote host', () => {
  it('are listed over the connection of the task, links to folders included', async () => {
    const [{ engine, way: task }, dir] = [await way(sshd), await folders()]
    const listing = await engine.ssh.listFolders(task, dir, false)
    expect(listing).toMatchObject({ path: dir, left: 0 })
    expect(listing.names).toEqual(['b 9', 'b 10', `it's "odd"`, 'link'])
    const all = await engine.ssh.listFolders(task, `${dir}/../${dir.split('/').at(-1)}`, true)
    expect(all.names).toContain('.hidden')
    expect(all.path).toBe(dir)
  })

  it('begin where one is after the login, and can be many', async () => {
    const { engine, way: task } = await way(sshd)
    expect((await engine.ssh.listFolders(task, '', false)).path).toMatch(/^\//)
    const dir = await tempDir()
    await Promise.all(Array.from({ length: 400 }, (_, i) => mkdir(`${dir}/${i}`)))
    expect((await engine.ssh.listFolders(task, dir, false)).names).toHaveLength(400)
  })

  it('are listed with the key in the home directory, too', async () => {
    const login = await makeSshLogin(sshd)
    onTestFinished(() => login.dispose())
    const dir = await folders()
    const { engine } = await openEngine()
    const { remoteHost = null, remotePort = null } = login.task({ path: '/' })
    const task = { user: login.user, remoteHost, remotePort, sshCredentials: null }
    expect((await engine.ssh.listFolders(task, dir, false)).names).toHaveLength(4)
  })

  it('say why they cannot be listed', async () => {
    const { engine, way: task } = await way(sshd)
    const dir = await folders()
    const of = (path: string) => refusal(engine.ssh.listFolders(task, path, false))
    expect(await of(`${dir}/gone`)).toBe(`${dir}/gone is no folder on the host.`)
    expect(await of(`${dir}/file`)).toBe(`${dir}/file is no folder on the host.`)
  })

  it.each([
    ['offers no SFTP', 'ForceCommand /bin/false', /offers no SFTP|did not answer/],
    ['refuses the key', 'AuthorizedKeysFile /dev/null', /Permission denied/],
  ])('of a host that %s are not', async (_, firstConfig, message) => {
    const { engine, way: task } = await way(await server({ firstConfig }))
    expect(await refusal(engine.ssh.listFolders(task, '/', false))).toMatch(message)
  })

  it('of a host whose shell prints text are not', async () => {
    const noisy = `${await tempDir()}/noisy`
    await writeFile(noisy, '#!/bin/sh\nexec yes Welcome\n')
    await chmod(noisy, 0o755)
    const { engine, way: task } = await way(await server({ firstConfig: `ForceCommand ${noisy}` }))
    expect(await refusal(engine.ssh.listFolders(task, '/', false))).toBe(
      'The shell of the host prints text when it starts, so SFTP does not work.',
    )
  })
})

describe('the modules of an rsync daemon', () => {
  it('are listed with their comments, without the message of the day', async () => {
    const dir = await tempDir()
    const motd = `${dir}/motd`
    await writeFile(motd, 'Welcome to the machine\n\n')
    const extraConfig = [
      ...['[photos of ada]', `path = ${dir}`, 'comment = All of them'],
      ...['[hidden]', `path = ${dir}`, 'list = no', '[global]', `motd file = ${motd}`],
    ]
    const daemon = await startRsyncd({ extraConfig: extraConfig.join('\n') })
    onTestFinished(() => daemon.stop())
    const { engine } = await openEngine()
    const modules = await engine.ssh.listModules(`eve@${daemon.host}:${daemon.port}`)
    expect(modules).toContainEqual({ name: 'photos of ada', comment: 'All of them' })
    expect(modules.map(({ name }) => name)).toEqual([
      ...['open', 'auth', 'readonly', 'single', 'photos of ada'],
    ])
  })

  it('are no more than a page can draw, whatever a daemon says', async () => {
    const motd = `${await tempDir()}/motd`
    await writeFile(motd, 'name\tcomment\n'.repeat(1500))
    const daemon = await startRsyncd({ extraConfig: `[global]\nmotd file = ${motd}` })
    onTestFinished(() => daemon.stop())
    const { engine } = await openEngine()
    expect(await engine.ssh.listModules(`${daemon.host}:${daemon.port}`)).toHaveLength(1000)
  })

  it('are asked for by the rsync that was chosen', async () => {
    const [{ engine }, dir] = [await openEngine(), await tempDir()]
    const daemon = await startRsyncd()
    onTestFinished(() => daemon.stop())
    const mine = `${dir}/my rsync`
    await writeFile(mine, `#!/bin/sh\necho "$@" >> '${dir}/asked'\nexec rsync "$@"\n`)
    await chmod(mine, 0o755)
    await engine.programs.update({ rsync: mine })
    const place = `${daemon.host}:${daemon.port}`
    expect(await engine.ssh.listModules(place)).not.toEqual([])
    expect(await readFile(`${dir}/asked`, 'utf8')).toContain(`rsync://${place}/`)
  })

  it('say why they cannot be listed', async () => {
    const { engine } = await openEngine()
    const port = await freePort()
    expect(await refusal(engine.ssh.listModules(`127.0.0.1:${port}`))).toBe(
      `No rsync daemon listens on 127.0.0.1:${port}.`,
    )
    expect(await refusal(engine.ssh.listModules('-e evil'))).toBe('Enter the remote host first.')
  })
})
