import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile } from 'node:fs/promises'

import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import type { AppError } from '@common/errors'

import { tempDir } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { runOk } from '../../support/run'
import { makeKeyPair } from '../../support/ssh-keys'
import { startSshd } from '../../support/sshd'
import { canMakeUsers } from '../../support/temp-user'
import { openSshScene, startTwoHosts, type SshScene, type TwoHosts } from './ssh-scene'
import { refusal as refusalOf } from './support'

describe.runIf(canMakeUsers)('a task whose port and user are left to ssh_config', () => {
  let hosts: TwoHosts
  let scene: SshScene
  beforeAll(async () => {
    hosts = await startTwoHosts()
  })
  afterAll(() => hosts.stop())
  beforeEach(async () => {
    scene = await openSshScene(hosts)
  })
  const put = (...args: Parameters<SshScene['put']>) => scene.put(...args)
  const throughJump = (more?: string) => scene.throughJump(more)

  const remote = { remoteHost: 'nas', remotePort: 0 } as const
  const config = (more = '') =>
    `Host nas\n HostName 127.0.0.1\n Port ${hosts.nas.port}\n User ${hosts.nas.user}\n${more}`

  it('goes to the port and as the user of ssh_config, with its key and known_hosts', async () => {
    await scene.putKey('of the nas', hosts.nas)
    await put('hosts of the nas', hosts.nas.knownHosts)
    await put(
      'config',
      config(
        ' IdentityFile "~/.ssh/of the nas"\n UserKnownHostsFile ~/.ssh/none "~/.ssh/hosts of the nas"\n',
      ),
    )
    await scene.copies(remote)
  })

  it('shows its folders', async () => {
    await scene.putKey('id_ed25519', hosts.nas)
    await put('known_hosts', hosts.nas.knownHosts)
    await put('config', config())
    const way = { ...remote, user: scene.user.name, sshCredentials: null }
    const { names } = await scene.calls.listFolders(way, '/')
    expect(names).toContain('usr')
  })

  it('goes through a jump host', async () => {
    await scene.putKey('id_ed25519', hosts.nas)
    const text = await throughJump(` Port ${hosts.nas.port}\n User ${hosts.nas.user}\n`)
    await put('config', text)
    await put('known_hosts', hosts.jump.knownHosts + hosts.nas.knownHosts)
    await scene.copies(remote)
  })

  it('finds the host key by its alias, and SSH Keyscan puts it there', async () => {
    await scene.putKey('id_ed25519', hosts.nas)
    await put(
      'config',
      `${await throughJump(` Port ${hosts.nas.port}\n User ${hosts.nas.user}\n HostKeyAlias vault\n`)}`,
    )
    const unknown = await scene.task({ ...remote, validateRpath: false })
    expect(await refusalOf(() => scene.calls.create(unknown.settings))).toEqual({
      field: 'remoteHost',
      message: `Host key not found in ${scene.ssh('known_hosts')}`,
    })
    await scene.copies({ ...remote, sshKeyscan: true })
    const [exported] = JSON.parse(await scene.calls.export('truenas')) as Record<string, unknown>[]
    expect(exported).toMatchObject({
      remoteport: hosts.nas.port,
      remotehost: `${hosts.nas.user}@nas`,
    })
    expect(await scene.calls.export('crontab')).toMatch(/ nas:\/\S+$/m)
    expect(await scene.calls.export('crontab')).not.toMatch(/ -p /)
    // What a command leaves to ssh_config, its task does, too.
    const read = async (text: string) => (await scene.calls.readImport(text)).found[0]?.settings
    expect(await read('rsync -a /srv/ nas:/x')).toMatchObject({ remoteHost: 'nas', remotePort: 0 })
    expect(await read('rsync -a -e "ssh -p 22" /srv/ nas:/x')).toMatchObject({ remotePort: 22 })
    expect(await read('rsync -a /srv/ bob@other:/x')).toMatchObject({ remotePort: 22 })
    expect(await read('rsync -a -e "ssh -J jump" /srv/ nas:/x')).toMatchObject({ remotePort: 0 })
    expect(await read('rsync -a -e "ssh -J other" /srv/ nas:/x')).toBeUndefined()
    expect(await readFile(scene.ssh('known_hosts'), 'utf8')).toContain('\nvault ssh-ed25519 ')
  })

  it('takes a certificate, signed by a CA that the host trusts', async () => {
    const folder = await tempDir()
    const ca = await makeKeyPair(`${folder}/ca`)
    const strict = await startSshd({
      firstConfig: `TrustedUserCAKeys ${ca.publicFile}\nAuthorizedKeysFile none`,
    })
    onTestFinished(() => strict.stop())
    await chmod(folder, 0o755)
    const key = await makeKeyPair(`${folder}/person`)
    const sign = ['-q', '-s', ca.privateFile, '-I', 'x', '-n', strict.user, key.publicFile]
    await runOk('ssh-keygen', sign)
    await put('person', await readFile(key.privateFile, 'utf8'))
    await put('signed.pub', await readFile(`${folder}/person-cert.pub`, 'utf8'))
    await put('known_hosts', strict.knownHosts)
    await put(
      'config',
      `Host nas\n HostName 127.0.0.1\n Port ${strict.port}\n User ${strict.user}\n IdentityFile ~/.ssh/person\n CertificateFile ~/.ssh/signed.pub\n`,
    )
    await scene.copies(remote)
  })

  it('takes the keys of an agent', async () => {
    const socket = `${scene.user.home}/agent`
    const { uid, gid, env } = scene.user
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { uid, gid, env, stdio: 'ignore' })
    onTestFinished(async () => {
      agent.kill()
      await once(agent, 'exit')
    })
    await put('known_hosts', hosts.nas.knownHosts)
    await put('config', config(` IdentityAgent ${socket}\n`))
    const { settings } = await scene.task(remote)
    const listed = () =>
      runOk('sh', ['-c', `SSH_AUTH_SOCK=${socket} ssh-add -l; test $? -eq 1`]).then(
        () => true,
        () => false,
      )
    await waitUntil(listed, { what: 'the agent' })
    expect(await refusalOf(() => scene.calls.create(settings))).toMatchObject({ field: 'user' })
    await runOk('sh', ['-c', `SSH_AUTH_SOCK=${socket} ssh-add -q ${hosts.nas.clientKeyFile}`])
    await scene.copies(remote)
  })

  it.each([null, -1, 70_000])('is refused for its port %j alone, not for its key', async (port) => {
    await scene.putKey('odd', hosts.nas)
    await put('config', config(' IdentityFile ~/.ssh/odd\n'))
    const { settings } = await scene.task({ ...remote, remotePort: port })
    const errors = await scene.calls.create(settings).then(
      () => [],
      ({ fields }: AppError) => fields,
    )
    expect(errors.map(({ field }) => field)).toEqual(['remotePort'])
  })

  it('is refused for a key of its own name that others can read', async () => {
    await scene.putKey('odd', hosts.nas)
    await chmod(scene.ssh('odd'), 0o644)
    await put('known_hosts', hosts.nas.knownHosts)
    await put('config', config(' IdentityFile %d/.ssh/odd\n'))
    const { settings } = await scene.task(remote)
    expect(await refusalOf(() => scene.calls.create(settings))).toMatchObject({
      field: 'user',
      message: `Permissions 644 for ${scene.ssh('odd')} are too open. Please correct them by running chmod 600 ${scene.ssh('odd')}`,
    })
  })
})
