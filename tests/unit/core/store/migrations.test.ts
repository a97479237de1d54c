import { describe, expect, it } from 'vitest'
import { DESKTOP_DEFAULTS } from '@common/desktop/desktop-settings'
import { migrate, NewerSettings, UnreadableSettings } from '@core/store/migrations'
import { EMPTY_SETTINGS, SCHEMA_VERSION } from '@core/store/settings-store'
import { aTask } from '../../builders'

const connection = {
  ...{ id: 4, name: 'NAS', host: '::1', port: 22, username: 'root', keypairId: 3 },
  ...{ remoteHostKey: 'ssh-ed25519 AAAA', connectTimeout: 10 },
}
const keyPair = { id: 3, name: 'Key', publicKey: 'ssh-ed25519 AAAA', sealedKey: 'djEw' }
const current = {
  schemaVersion: 4,
  lastTaskId: 9,
  tasks: [aTask({ id: 2 }), aTask({ id: 7, revision: 3, desc: 'Photos' })],
  practice: { taskId: 7, port: 8730 },
  programs: { rsync: null, ssh: null },
  maxParallelRuns: 5,
  keepRunsDays: null,
  keepLogsMegabytes: 20,
  pause: { since: 1000, until: null },
  desktop: { closeToTray: false, closeExplained: true, holdOffSuspend: false, notify: 'ALL' },
  lastCredentialId: 4,
  keyPairs: [keyPair],
  connections: [connection],
  modulePasswords: [{ taskId: 2, sealed: 'djEw' }],
  isPlainAllowed: true,
}
const without = (name: keyof typeof current) =>
  Object.fromEntries(Object.entries(current).filter(([key]) => key !== name))

/** Why data is not trusted; null when it is. */
function refusal(data: unknown): string | null {
  try {
    migrate(data)
    return null
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableSettings)
    return (error as Error).message
  }
}

describe('stored settings', () => {
  it('of the current version come back as they were', () => {
    expect(SCHEMA_VERSION).toBe(4)
    expect(migrate(JSON.parse(JSON.stringify(current)))).toEqual(current)
  })

  it('that are empty are the settings of a first start', () => {
    expect(migrate({})).toEqual(EMPTY_SETTINGS)
    expect(migrate(EMPTY_SETTINGS)).toEqual(EMPTY_SETTINGS)
  })

  it('of versions 0 to 3 are brought up to date with nothing lost', () => {
    const { keyPairs: _k, connections: _c, modulePasswords: _m, ...rest } = current
    const { lastCredentialId: _l, isPlainAllowed: _i, schemaVersion: _s, ...old } = rest
    const upToDate = { ...EMPTY_SETTINGS, ...old }
    expect(migrate(old)).toEqual(upToDate)
    expect(migrate({ ...old, schemaVersion: 0 })).toEqual(upToDate)
    expect(migrate({ ...old, schemaVersion: 1 })).toEqual(upToDate)
    expect(migrate({ ...old, schemaVersion: 2 })).toEqual(upToDate)
    expect(migrate({ ...current, schemaVersion: 3 })).toEqual(current)
  })

  it('never give the number of a credential twice', () => {
    expect(migrate({ ...current, lastCredentialId: 1 }).lastCredentialId).toBe(4)
  })

  it('of version 1 get the defaults of what came later', () => {
    const { missedRuns: _, missedMaxAge: __, retries: ___, ...old } = aTask({ id: 2 })
    const first = { schemaVersion: 1, lastTaskId: 9, tasks: [old], practice: null }
    expect(migrate({ ...first, maxParallelRuns: 5 })).toEqual({
      ...EMPTY_SETTINGS,
      ...{ lastTaskId: 9, tasks: [aTask({ id: 2 })], maxParallelRuns: 5 },
    })
  })

  it.each([
    ['maxParallelRuns', 0],
    ['maxParallelRuns', '3'],
    ['keepRunsDays', -1],
    ['keepLogsMegabytes', 1.5],
    ['pause', 'long'],
    ['pause', { since: null, until: 5 }],
  ])('whose %s is %j get its default, and keep the rest', (name, value) => {
    const migrated = migrate({ ...current, [name]: value })
    const fallback = EMPTY_SETTINGS[name as keyof typeof EMPTY_SETTINGS]
    expect(migrated).toEqual({ ...current, [name]: fallback })
  })

  it('get the settings that a task did not have when it was stored', () => {
    const { enabled: _, ...old } = aTask()
    expect(migrate({ ...current, tasks: [old] }).tasks).toEqual([aTask({ enabled: true })])
  })

  it.each([
    [0, 7],
    [3, 7],
    [9, 9],
  ])('that gave out number %i last go on after %i', (lastTaskId, expected) => {
    expect(migrate({ ...current, lastTaskId }).lastTaskId).toBe(expected)
  })
})

describe('stored settings of a newer version', () => {
  it.each([5, 99])('%i are not touched', (schemaVersion) => {
    const open = () => migrate({ schemaVersion, tasks: 'in a form nobody knows yet' })
    expect(open).toThrow(NewerSettings)
    expect(open).toThrow(`format ${schemaVersion}, this one reads up to 4`)
  })
})

/** Counted on from there, the same number would be given out twice. */
const tooLarge = (found: number) =>
  `the number ${found} in it is too large: numbers go up to 2147483647 there`

describe('damaged settings are refused whole, with the reason', () => {
  it.each([
    [null, 'it is not an object'],
    [[], 'it is not an object'],
    ['text', 'it is not an object'],
    [{ ...current, schemaVersion: 'one' }, 'its version is not a number'],
    [{ ...current, schemaVersion: -1 }, 'its version is not a number'],
    [{ ...current, schemaVersion: 0.5 }, 'its version is not a number'],
    [without('tasks'), 'it has no list of tasks'],
    [without('connections'), 'it has no list connections'],
    [{ ...current, keyPairs: [{ ...keyPair, sealedKey: '' }] }, 'a key pair is not complete'],
    [{ ...current, keyPairs: [null] }, 'a key pair is not complete'],
    [{ ...current, keyPairs: [{ ...keyPair, id: 4 }] }, 'two credentials have the same id'],
    [
      { ...current, connections: [{ ...connection, host: '-oProxyCommand=x' }] },
      'SSH connection 4 is not valid (host: Enter a host name or address alone, without user and port)',
    ],
    [{ ...current, modulePasswords: [{ taskId: 2 }] }, 'a password is not complete'],
    [{ ...current, tasks: { 0: aTask() } }, 'it has no list of tasks'],
    [{ ...current, tasks: [aTask(), aTask({ desc: 'b' })] }, 'two tasks have the same id'],
    [{ ...current, tasks: [aTask({ id: 0 })] }, 'a task has no number'],
    [{ ...current, tasks: [{ ...aTask(), id: '1' }] }, 'a task has no number'],
    [{ ...current, tasks: [aTask({ revision: 0 })] }, 'a task has no number'],
    [{ ...current, tasks: [null] }, 'a task has no number'],
    [{ ...current, lastTaskId: 2 ** 53 - 1 }, tooLarge(2 ** 53 - 1)],
    [{ ...current, lastTaskId: 1e300 }, tooLarge(1e300)],
    [{ ...current, lastCredentialId: 2 ** 31 }, tooLarge(2 ** 31)],
    [{ ...current, tasks: [aTask({ id: 2 ** 31 })] }, tooLarge(2 ** 31)],
    [{ ...current, tasks: [aTask({ revision: 2 ** 53 - 1 })] }, tooLarge(2 ** 53 - 1)],
    [{ ...current, keyPairs: [{ ...keyPair, id: 2 ** 31 }] }, tooLarge(2 ** 31)],
    [{ ...current, connections: [{ ...connection, id: 2 ** 53 - 1 }] }, tooLarge(2 ** 53 - 1)],
    [{ ...current, tasks: ['x'] }, 'a task has no number'],
    [
      { ...current, tasks: [aTask(), aTask({ id: 2, user: 'a b' })] },
      'task 2 is not valid (user: User names cannot have spaces)',
    ],
    [
      { ...current, tasks: [{ ...aTask(), extra: 5 }] },
      'task 1 is not valid (extra: Enter a list of parameters)',
    ],
    [
      { ...current, tasks: [{ ...aTask(), stray: 5 }] },
      'task 1 is not valid (stray: Unknown field)',
    ],
    [
      { ...current, tasks: [{ ...aTask(), schedule: { minute: 5 } }] },
      'task 1 is not valid (schedule.minute: Enter text)',
    ],
  ])('case %#', (data, reason) => {
    expect(refusal(data)).toBe(reason)
  })
})

describe('the ways on the desktop', () => {
  it.each([
    [undefined, DESKTOP_DEFAULTS],
    ['nonsense', DESKTOP_DEFAULTS],
    [{ closeToTray: 'yes', notify: 'LOUD', stray: 1 }, DESKTOP_DEFAULTS],
    [{ closeToTray: false }, { ...DESKTOP_DEFAULTS, closeToTray: false }],
  ])('stored as %j never stand in the way of the tasks', (desktop, expected) => {
    expect(migrate({ ...current, desktop }).desktop).toEqual(expected)
  })
})

describe('a stored task that a later rule of parameters refuses', () => {
  const task = aTask({ id: 1, enabled: true })
  const stored = (given: object) => migrate({ ...current, tasks: [{ ...task, ...given }] }).tasks[0]

  it.each([
    [{ extra: ['-n'] }],
    [{ extra: ['-v', '--rsh=sh'] }],
    [{ extra: ['--filter=!'], recursive: false, delete: true }],
    [{ path: '/a/./b/', extra: [], recursive: false, delete: true }],
  ])('%j stays as it is, but off', (given) => {
    expect(stored(given)).toEqual({ ...task, ...given, enabled: false })
  })

  it.each([[{ extra: ['"'] }], [{ extra: ['--'] }], [{ extra: [5] }], [{ path: 'a', extra: [] }]])(
    'but not %j, which never was one',
    (given) => {
      expect(() => stored(given)).toThrow(UnreadableSettings)
    },
  )
})
