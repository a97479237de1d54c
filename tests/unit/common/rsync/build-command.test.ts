import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildCommand } from '@common/rsync/build-command'
import { copiesContents } from '@common/rsync/safeguards'
import type { TaskSettings } from '@common/task/task'
import { moduleSettings, NO_OPTIONS, sshSettings } from '../../builders'

/** TrueNAS's order: every check box with its flag (-q is added by the app, not by the task). */
const FLAGS = [
  ['archive', '-a'],
  ['compress', '-zz'],
  ['delayUpdates', '--delay-updates'],
  ['delete', '--delete-delay'],
  ['preserveAttr', '-X'],
  ['preservePerm', '-p'],
  ['recursive', '-r'],
  ['times', '-t'],
] as const satisfies readonly (readonly [keyof TaskSettings, string])[]

const taskArgs = (task: TaskSettings) => buildCommand(task).taskArgs
const HOME_SSH = 'ssh -p 22 -o BatchMode=yes -o StrictHostKeyChecking=yes'

describe('the options of a task', () => {
  it.each(FLAGS)('%s alone gives %s and nothing else', (setting, flag) => {
    const task = moduleSettings({ ...NO_OPTIONS, [setting]: true })
    expect(taskArgs(task)).toEqual([flag, '/srv/photos/', 'rsync://ada@backup.example/photos'])
  })

  it('all together stand in the order of TrueNAS', () => {
    const all = Object.fromEntries(FLAGS.map(([setting]) => [setting, true]))
    expect(taskArgs(moduleSettings({ ...NO_OPTIONS, ...all })).slice(0, -2)).toEqual(
      FLAGS.map(([, flag]) => flag),
    )
  })

  it('stand in that order whichever of them are on', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (on) => {
        const chosen = FLAGS.filter((_, i) => on[i])
        const given = Object.fromEntries(chosen.map(([setting]) => [setting, true]))
        const args = taskArgs(moduleSettings({ ...NO_OPTIONS, ...given }))
        expect(args.slice(0, -2)).toEqual(chosen.map(([, flag]) => flag))
      }),
    )
  })

  it('have auxiliary parameters after them and before -e', () => {
    const task = sshSettings({
      ...NO_OPTIONS,
      times: true,
      extra: ["--exclude='a b'", '--bwlimit 5', ''],
    })
    expect(taskArgs(task)).toEqual([
      ...['-t', '--exclude=a b', '--bwlimit', '5'],
      ...['-e', HOME_SSH, '/srv/photos/', 'ada@backup.example:/data/photos'],
    ])
  })
})

describe('source and destination', () => {
  const module = moduleSettings(NO_OPTIONS)
  const ssh = sshSettings(NO_OPTIONS)
  const [local, url] = ['/srv/photos/', 'rsync://ada@backup.example/photos']
  const place = 'ada@backup.example:/data/photos'

  it.each([
    ['a push to a module', module, 'PUSH', [local, url]],
    ['a pull from a module', module, 'PULL', [url, local]],
    ['a push over SSH', ssh, 'PUSH', ['-e', HOME_SSH, local, place]],
    ['a pull over SSH', ssh, 'PULL', ['-e', HOME_SSH, place, local]],
  ] as const)('of %s stand as TrueNAS lays them out', (_, task, direction, expected) => {
    expect(taskArgs({ ...task, direction })).toEqual(expected)
  })

  it.each([
    ['nas', 'rsync://ada@nas/m', 'ada@nas:/d'],
    ['bob@nas', 'rsync://bob@nas/m', 'bob@nas:/d'],
    ['bob@corp.example@nas', 'rsync://bob@corp.example@nas/m', 'bob@corp.example@nas:/d'],
    ['::1', 'rsync://ada@[::1]/m', 'ada@[::1]:/d'],
    ['[::1]', 'rsync://ada@[::1]/m', 'ada@[::1]:/d'],
    ['bob@fe80::1%eth0', 'rsync://bob@[fe80::1%eth0]/m', 'bob@[fe80::1%eth0]:/d'],
    ['192.0.2.7', 'rsync://ada@192.0.2.7/m', 'ada@192.0.2.7:/d'],
  ])('name the remote host %s', (remoteHost, inModule, overSsh) => {
    const given = { remoteHost, remoteModule: 'm', remotePath: '/d' }
    expect(taskArgs(moduleSettings(given)).at(-1)).toBe(inModule)
    expect(taskArgs(sshSettings(given)).at(-1)).toBe(overSsh)
  })

  it.each([
    ['nas:8730', 'rsync://ada@nas:8730/m'],
    ['bob@[::1]:8730', 'rsync://bob@[::1]:8730/m'],
  ])('carry the port of %s in module mode', (remoteHost, expected) => {
    expect(taskArgs(moduleSettings({ remoteHost, remoteModule: 'm' })).at(-1)).toBe(expected)
  })

  it('never names a daemon in SSH mode, also with a colon in front of the path', () => {
    expect(taskArgs(sshSettings({ remotePath: ':x' })).at(-1)).toBe('ada@backup.example:./:x')
  })

  it.each(['/a', '/a/', '/a b/', `/it's "x"/`, '/$HOME/*', '/a//b/./'])(
    'keep the paths as typed: %s',
    (path) => {
      const args = taskArgs(sshSettings({ path, remotePath: path }))
      expect(args.slice(-2)).toEqual([path, `ada@backup.example:${path}`])
    },
  )

  it('come from the saved connection, whatever else the task says', () => {
    const task = sshSettings({ remoteHost: 'bob@elsewhere', remotePort: 9, sshCredentials: 1 })
    const connection = { host: '::1', port: 2222, username: 'carl', connectTimeout: 10 }
    const args = buildCommand(task, { connection }).taskArgs
    expect(args.slice(-3)).toEqual([
      'ssh -p 2222 -o BatchMode=yes -o StrictHostKeyChecking=yes -i <PRIVKEY> -o UserKnownHostsFile=<HOSTKEYS>',
      '/srv/photos/',
      'carl@[::1]:/data/photos',
    ])
  })

  it.each([null, '', 'a b', '-oProxyCommand=x'])('refuse the remote host %j', (remoteHost) => {
    expect(() => buildCommand(moduleSettings({ remoteHost }))).toThrow(RangeError)
  })
})

describe('Recursive off', () => {
  const off = (given: Partial<TaskSettings>) => ({ ...NO_OPTIONS, ...given })
  const onlyThisLevel = (task: TaskSettings) => {
    const { argv } = buildCommand(task)
    return argv.filter((word) => word === '-r' || word.startsWith('--exclude'))
  }

  it.each([
    ['/src/', '/*/'],
    ['/src', '/*/*/'],
    ['/src/.', '/*/'],
    ['/src/..', '/*/'],
    ['/src/..x', '/*/*/'],
    ['/', '/*/'],
  ])('copies the files of %s and leaves out %s below it', (path, pattern) => {
    const expected = ['-r', `--exclude=${pattern}`]
    expect(onlyThisLevel(moduleSettings(off({ path })))).toEqual(expected)
    expect(onlyThisLevel(sshSettings(off({ path })))).toEqual(expected)
    const pull = off({ direction: 'PULL', remotePath: path, path: '/other' })
    expect(onlyThisLevel(sshSettings(pull))).toEqual(expected)
  })

  it.each([
    ['photos', '/*/'],
    ['photos/', '/*/'],
    ['photos/2026', '/*/*/'],
    ['photos/2026/', '/*/'],
  ])('takes %s as a module, or a folder in one, and leaves out %s', (remoteModule, pattern) => {
    const task = moduleSettings(off({ direction: 'PULL', path: '/dst', remoteModule }))
    expect(onlyThisLevel(task)).toEqual(['-r', `--exclude=${pattern}`])
  })

  it('keeps the folders it leaves out, also where what is excluded shall be deleted', () => {
    const task = moduleSettings(off({ path: '/src', extra: ['--delete-excluded'] }))
    const { argv } = buildCommand(task)
    const at = argv.indexOf('--exclude=/*/*/')
    expect(argv.slice(at + 1, at + 3)).toEqual(['--filter=P /*/*/**', '--filter=P /*/*/'])
  })

  it.each([{ recursive: true }, { archive: true }])('does not apply with %o', (on) => {
    const excluded = buildCommand(moduleSettings(off(on))).argv.filter((w) => /^--excl/.test(w))
    expect(excluded).toEqual([])
  })

  it.each([
    ['', true],
    ['.', true],
    ['..', true],
    ['a/', true],
    ['a/.', true],
    ['a', false],
    ['a.', false],
    ['a/...', false],
    ['.a', false],
  ])('rsync copies the contents of %j: %s', (path, expected) => {
    expect(copiesContents(path)).toBe(expected)
  })
})
