import { describe, expect, it } from 'vitest'
import { Accounts } from '@core/system/accounts'
import { childEnvironment, spawnAs, whyNotRunAs } from '@core/system/run-as'

const ADA = { name: 'ada', uid: 1000, gid: 1000, home: '/home/ada' }
const FOR_US = { HOME: '/home/ada', USER: 'ada', LOGNAME: 'ada', LC_ALL: 'C.UTF-8' }
const PARENT = {
  ...{ PATH: '/opt/bin:/usr/bin', HOME: '/root', USER: 'root', LANG: 'de_DE.UTF-8' },
  ...{ TMPDIR: '/tmp/root', SSH_AUTH_SOCK: '/run/agent', XDG_RUNTIME_DIR: '/run/user/0' },
  ...{ RSYNC_PASSWORD: 'x', RSYNC_RSH: 'evil', RSYNC_OLD_ARGS: '1', LD_PRELOAD: '/evil.so' },
  ...{ NODE_OPTIONS: '-r x', ELECTRON_RUN_AS_NODE: '1', SSH_ASKPASS: 'x', DISPLAY: ':0' },
}

describe('the environment of a child', () => {
  it('has of ours what it needs and nothing else', () => {
    expect(childEnvironment(PARENT, ADA, false)).toEqual({
      ...FOR_US,
      ...{ PATH: '/opt/bin:/usr/bin', TMPDIR: '/tmp/root' },
      ...{ SSH_AUTH_SOCK: '/run/agent', XDG_RUNTIME_DIR: '/run/user/0' },
    })
  })

  it('of another user has nothing of our session', () => {
    expect(childEnvironment(PARENT, ADA, true)).toEqual({ ...FOR_US, PATH: '/opt/bin:/usr/bin' })
  })

  it('always has a PATH, and no variable without a value', () => {
    expect(childEnvironment({}, ADA, false)).toEqual({
      ...FOR_US,
      PATH: '/usr/local/bin:/usr/bin:/bin',
    })
    expect(childEnvironment({ TMPDIR: undefined }, ADA, false)).not.toHaveProperty('TMPDIR')
  })
})

describe('a program', () => {
  const accounts = new Accounts()

  it('of the user who runs the app is spawned as it is, in the home directory', async () => {
    const spawn = await spawnAs(accounts.current, accounts, 'rsync', ['-a', '--', 'x'])
    expect(spawn).toMatchObject({ program: 'rsync', argv: ['-a', '--', 'x'] })
    expect(spawn.cwd).toBe(accounts.current.home)
  })

  it("of another user gets that user's identity and groups, and begins at / without a home", async () => {
    const other = { name: 'nobody-we-know', uid: 4711, gid: 4712, home: '/nowhere' }
    expect(await spawnAs(other, accounts, 'rsync', ['-a', '--', '-x'])).toMatchObject({
      program: 'setpriv',
      argv: ['--reuid=4711', '--regid=4712', '--init-groups', '--', 'rsync', '-a', '--', '-x'],
      env: { HOME: '/nowhere', USER: 'nobody-we-know' },
      cwd: '/',
    })
  })

  it('can always be run by the user who runs the app', async () => {
    expect(await whyNotRunAs(accounts.current, accounts)).toBeNull()
  })

  const as = (uid: number) => Object.assign(new Accounts(), { current: { ...ADA, uid } })
  const eve = { ...ADA, name: 'eve-is-not-here', uid: 1001 }

  it('can be run by another user as root, and otherwise where sudo allows it', async () => {
    expect(await whyNotRunAs(eve, as(0))).toBeNull()
    expect(await whyNotRunAs(eve, as(1000))).toMatch(
      /^(ada may not run programs as eve-is-not-here\. Choose ada, or allow it in sudoers: ada ALL=\(eve-is-not-here\) NOPASSWD: ALL|Running as another user needs sudo, which is not installed\. Choose ada, or install sudo)$/,
    )
  })

  it('of another user goes through sudo without root, which starts from an empty environment', async () => {
    const { program, argv, env, stopThrough } = await spawnAs(eve, as(1000), 'rsync', ['-a'], {
      MARK: '1',
    })
    expect(program).toBe('sudo')
    const prefix = ['-n', '-H', '-u', 'eve-is-not-here', '--']
    expect(argv.slice(0, 7)).toEqual([...prefix, 'env', '-i'])
    expect(argv.slice(-2)).toEqual(['rsync', '-a'])
    expect(argv).toContain('MARK=1')
    expect(argv.join(' ')).not.toContain('SSH_AUTH_SOCK')
    expect(env).not.toHaveProperty('MARK')
    expect(stopThrough).toEqual(['sudo', ...prefix])
  })
})
