import { readFile } from 'node:fs/promises'

import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import { tempDir } from '../../support/engine'
import { runOk } from '../../support/run'
import { makeKeyPair } from '../../support/ssh-keys'
import { startSshd } from '../../support/sshd'
import { canMakeUsers, makeTempUser } from '../../support/temp-user'
import { openSshScene, startTwoHosts, type SshScene, type TwoHosts } from './ssh-scene'
import { hostKeysOf, settingsFor } from './support'

describe.runIf(canMakeUsers)('a saved connection, with an ssh_config of the user,', () => {
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

  const WAYS: readonly (readonly [what: string, config: () => Promise<string> | string])[] = [
    ['whose name is an alias', () => 'Host nas\n HostName 127.0.0.1\n'],
    ['behind a jump host', throughJump],
    [
      'behind a ProxyCommand',
      async () =>
        `${await throughJump()}\nHost nas\n`.replace(
          'ProxyJump jump',
          'ProxyCommand ssh -W %h:%p jump',
        ),
    ],
    [
      'that this computer cannot reach itself',
      async () =>
        (await throughJump())
          .replace('ProxyJump jump', `ProxyCommand ssh -W 127.0.0.1:${hosts.nas.port} jump`)
          .replace('Host nas\n HostName 127.0.0.1', 'Host nas\n HostName nas.invalid'),
    ],
    ['with a HostKeyAlias', () => 'Host nas\n HostName 127.0.0.1\n HostKeyAlias another\n'],
    [
      'by an included file and Match exec',
      async () => {
        await put('more', 'Match host nas exec "test %n = nas"\n HostName 127.0.0.1\n')
        return 'Include more\n'
      },
    ],
    [
      'that trusts whatever is on this computer, and has sessions of its own',
      () =>
        'Host nas\n HostName 127.0.0.1\n NoHostAuthenticationForLocalhost yes\n RequestTTY force\n RemoteCommand tmux\n',
    ],
  ]

  it.each(WAYS)('%s shows its keys, is tested and runs as it is pinned', async (_, config) => {
    await put('config', await config())
    const found = await scene.calls.discover({
      host: 'nas',
      port: hosts.nas.port,
      connectTimeout: 10,
    })
    const lines = found.map(({ type, base64 }) => `${type} ${base64}\n`)
    expect(lines.sort()).toEqual(
      hostKeysOf(hosts.nas)
        .split(/(?<=\n)/)
        .sort(),
    )
    const { settings, connection } = await scene.connect('nas')
    const test = await scene.calls.test(settings)
    expect(test.steps.filter(({ isOk }) => !isOk)).toEqual([])
    await scene.copies({ sshCredentials: connection.id })
  })

  it.each(WAYS)('%s is refused when the host shows another key', async (_, config) => {
    await put('config', await config())
    const other = await makeKeyPair(`${await tempDir()}/other`)
    const { settings, connection } = await scene.connect('nas', { remoteHostKey: other.publicKey })
    const test = await scene.calls.test(settings)
    expect(test.steps.at(-1)).toMatchObject({ id: 'hostKey', isOk: false })
    const { settings: push } = await scene.task({ sshCredentials: connection.id })
    const { id } = await scene.calls.add({ ...push, retries: 0 })
    const run = await scene.calls.ended((await scene.calls.start(id)).id)
    expect(run.state).not.toBe('SUCCESS')
  })

  it.each([
    ['a jump host', (text: string) => text],
    [
      'a ProxyCommand',
      (text: string) => text.replace('ProxyJump jump', 'ProxyCommand ssh -W %h:%p jump'),
    ],
  ])('behind %s gets its key installed, and the password goes nowhere else', async (_, change) => {
    const password = `it's "a" $pass`
    const { stdout } = await runOk('openssl', ['passwd', '-6', password])
    const account = await makeTempUser()
    onTestFinished(() => account.dispose())
    await runOk('usermod', ['-p', stdout.trim(), account.name])
    const open = await startSshd({
      firstConfig: 'PasswordAuthentication yes\nAuthorizedKeysFile .ssh/authorized_keys',
    })
    onTestFinished(() => open.stop())
    await put('config', change(await throughJump()))
    const pair = await scene.calls.generateKey('fresh')
    const settings = { ...settingsFor(open, pair.id), host: 'nas', username: account.name }
    await scene.calls.createConnection(settings, password)
    expect(await readFile(`${account.home}/.ssh/authorized_keys`, 'utf8')).toContain('ssh-ed25519')
    expect(open.log()).toContain('Accepted password')
    expect(hosts.jump.log()).not.toMatch(/(Accepted|Failed) password/)
  })

  it('behind a jump host whose key the person does not know is refused by its name', async () => {
    await put('config', await throughJump())
    await put('known_hosts', '')
    const { settings } = await scene.connect('nas')
    const test = await scene.calls.test(settings)
    expect(test.steps.at(-1)).toMatchObject({ id: 'port', isOk: false })
    expect(test.steps.at(-1)?.text).toMatch(/^No SSH server answers through jump: .*Host key/)
    expect(await readFile(scene.ssh('known_hosts'), 'utf8')).toBe('')
  })

  it('whose key is refused, while one of ssh_config is not, says so in its test', async () => {
    await scene.putKey('other_key', hosts.nas)
    await put('config', 'Host nas\n HostName 127.0.0.1\n IdentityFile ~/.ssh/other_key\n')
    const pair = await scene.calls.generateKey('fresh')
    const test = await scene.calls.test({ ...settingsFor(hosts.nas, pair.id), host: 'nas' })
    expect(test.steps.find(({ id }) => id === 'authentication')?.text).toMatch(
      /^The host does not accept this key for \S+, but the key \S+\/other_key, which ssh_config/,
    )
  })

  it('is refused with the words of ssh when ssh cannot read its configuration', async () => {
    await put('config', 'Host nas\n Nonsense yes\n')
    const { settings } = await scene.connect('nas')
    const { steps } = await scene.calls.test(settings)
    expect(steps).toMatchObject([{ id: 'resolve', isOk: false }])
    expect(steps[0]?.text).toContain('Bad configuration option: nonsense')
  })
})
