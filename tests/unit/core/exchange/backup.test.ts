import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBackup, writeBackup } from '@core/exchange/backup-text'
import type { SshConnection } from '@common/ssh/credentials'
import type { Task } from '@common/task/task'
import { keptTasks, mergeInto, replaceAll } from '@core/exchange/restored-settings'
import { migrate } from '@core/store/migrations'
import { EMPTY_SETTINGS, SCHEMA_VERSION, type StoredSettings } from '@core/store/settings-store'
import { aTask } from '../../builders'
import { asJson, runs } from '../../fuzz/fuzz'

const pair = (id: number, name: string, key = name) => ({
  ...{ id, name, publicKey: `ssh-ed25519 ${key} ${name}`, sealedKey: `SEALED-${name}` },
})
const connection = (id: number, name: string, keypairId: number, host = 'nas') => ({
  ...{ id, name, host, port: 22, username: 'root', keypairId },
  ...{ remoteHostKey: '', connectTimeout: 10 },
})
const overSsh = (id: number, sshCredentials: number, remotePath = '/data') =>
  aTask({
    ...{ id, mode: 'SSH', remoteHost: null, remotePort: null, remoteModule: null },
    ...{ sshCredentials, remotePath },
  })
const off = (task: Task): Task => ({ ...task, enabled: false })
const settings = (given: Partial<StoredSettings> = {}) => migrate({ ...EMPTY_SETTINGS, ...given })

const full = settings({
  lastTaskId: 9,
  tasks: [aTask({ id: 2, desc: 'Photos' }), overSsh(7, 4), aTask({ id: 8, desc: 'practice' })],
  practice: { taskId: 8, port: 8730 },
  lastCredentialId: 6,
  keyPairs: [pair(3, 'Office')],
  connections: [connection(4, 'NAS', 3)],
  modulePasswords: [
    { taskId: 8, sealed: 'SEALED-practice' },
    { taskId: 2, sealed: 'SEALED-photos' },
  ],
  isPlainAllowed: true,
  pause: { since: 1000, until: null },
  maxParallelRuns: 5,
  keepRunsDays: null,
  programs: { rsync: '/opt/rsync', ssh: null },
})
const backup = readBackup(writeBackup(full))

/** Small numbers, those at the borders, and all that the store takes between. */
const anyNumber = fc.oneof(
  fc.integer({ min: 1, max: 9 }),
  fc.constantFrom(2 ** 30 - 1, 2 ** 30, 2 ** 30 + 1, 2 ** 31 - 2, 2 ** 31 - 1),
  fc.integer({ min: 1, max: 2 ** 31 - 1 }),
)
/** What a task or connection names need not be there, and has no bound in the store. */
const anyName = fc.oneof(anyNumber, fc.constantFrom(2 ** 31, 2 ** 53 - 1, 1e300))
const numbered = { selector: ({ id }: { id: number }) => id, maxLength: 4 }
/** Whatever the store takes, also what an earlier version let it have. */
const anySettings = fc
  .record({
    lastTaskId: anyNumber,
    lastCredentialId: anyNumber,
    tasks: fc.uniqueArray(
      fc.record({
        ...{ id: anyNumber, revision: anyNumber, named: fc.option(anyName) },
        ...{ enabled: fc.boolean(), extra: fc.constantFrom([], ['-n'], ['--bwlimit=9']) },
      }),
      numbered,
    ),
    credentials: fc.uniqueArray(
      fc.record({ id: anyNumber, isPair: fc.boolean(), named: anyName }),
      numbered,
    ),
    practice: fc.option(fc.nat({ max: 3 })),
    secret: fc.option(fc.nat({ max: 3 })),
  })
  .map(({ tasks: made, credentials, practice, secret, ...counters }) => {
    const tasks = made.map(({ named, ...task }) =>
      named === null ? aTask(task) : { ...overSsh(task.id, named), ...task },
    )
    const taskId = secret === null ? undefined : tasks[secret]?.id
    const practiceId = practice === null ? undefined : tasks[practice]?.id
    return settings({
      ...{ ...counters, tasks },
      practice: practiceId === undefined ? null : { taskId: practiceId, port: 8730 },
      modulePasswords: taskId === undefined ? [] : [{ taskId, sealed: 'SEALED' }],
      keyPairs: credentials.filter((one) => one.isPair).map(({ id }) => pair(id, `key ${id}`)),
      connections: credentials
        .filter((one) => !one.isPair)
        .map(({ id, named }) => connection(id, `connection ${id}`, named)),
    })
  })

const hasNumbersLeft = ({ lastTaskId, lastCredentialId }: StoredSettings) =>
  Math.max(lastTaskId, lastCredentialId) <= 2 ** 30

const refusal = (text: string) => {
  try {
    readBackup(text)
    return null
  } catch (error) {
    return (error as Error).message
  }
}

describe('a backup', () => {
  it('holds every setting and nothing secret, no practice task and no pause', () => {
    const text = writeBackup(full)
    expect(text).not.toContain('SEALED')
    expect(text).not.toContain('practice')
    expect(backup.passwordsOf).toEqual([2])
    expect(backup.settings).toEqual({
      ...full,
      tasks: full.tasks.slice(0, 2),
      keyPairs: [{ ...pair(3, 'Office'), sealedKey: null }],
      ...{ practice: null, modulePasswords: [], isPlainAllowed: false, pause: null },
    })
  })

  it('of an earlier version is brought up to date as the settings are', () => {
    const { missedRuns: _, deleteLimit: __, ...old } = aTask({ id: 2 })
    const first = { schemaVersion: 1, lastTaskId: 5, tasks: [old], maxParallelRuns: 7 }
    const { settings: found } = readBackup(
      JSON.stringify({ format: 'rsync-tasks-backup', settings: first }),
    )
    expect(found).toEqual(
      settings({ lastTaskId: 5, tasks: [aTask({ id: 2 })], maxParallelRuns: 7 }),
    )
  })

  const changed = (changes: object) => {
    const { settings: own, ...rest } = JSON.parse(writeBackup(full)) as { settings: object }
    return JSON.stringify({ ...rest, settings: { ...own, ...changes } })
  }
  it.each([
    [
      'cut short',
      writeBackup(full).slice(0, -200),
      /^This is not a whole backup: it was cut short/,
    ],
    ['empty', '', /^This is not a whole backup/],
    ['the settings file', JSON.stringify(full), /^This is not a backup of Rsync Tasks/],
    ['tasks of TrueNAS', '[{"path": "/mnt"}]', /^This is not a backup of Rsync Tasks/],
    ['null', 'null', /^This is not a backup of Rsync Tasks/],
    [
      'of a newer version',
      changed({ schemaVersion: SCHEMA_VERSION + 1 }),
      /^This backup was written by a newer version of Rsync Tasks .* update the app first\.$/,
    ],
    ['without version', changed({ schemaVersion: undefined }), /its version is not a number/],
    ['with a broken task', changed({ tasks: [{ ...aTask({ id: 2 }), path: 3 }] }), /task 2 is not/],
    ['without tasks', changed({ tasks: undefined }), /it has no list of tasks/],
    ['with half a key pair', changed({ keyPairs: [{ id: 1 }] }), /a key pair is not complete/],
    [
      'with another key in a second line',
      changed({ keyPairs: [{ ...pair(1, 'a'), publicKey: 'ssh-ed25519 A a\nssh-ed25519 B b' }] }),
      /a key pair is not complete/,
    ],
  ])('that is %s is refused in words', (_what, text, words) => {
    expect(refusal(text)).toMatch(words)
  })

  const LARGE = 2 ** 31 - 1
  it.each<[string, Partial<StoredSettings>]>([
    ['task', { tasks: [overSsh(LARGE, 4)] }],
    ['revision', { tasks: [{ ...overSsh(1, 4), revision: LARGE }] }],
    ['last number of a task', { lastTaskId: LARGE }],
    ['last number of a credential', { lastCredentialId: LARGE }],
    ['key pair', { keyPairs: [pair(LARGE, 'Office')], connections: [connection(4, 'NAS', LARGE)] }],
    ['connection', { connections: [connection(LARGE, 'NAS', 3)], tasks: [overSsh(1, LARGE)] }],
    ['connection that a task names', { tasks: [overSsh(1, 1e300)] }],
    ['key pair that a connection names', { connections: [connection(4, 'NAS', 2 ** 30)] }],
  ])('leaves numbers for what is made later, however large its %s is', (_what, changes) => {
    const told = readBackup(changed(changes))
    const { settings: after } = replaceAll(EMPTY_SETTINGS, told)
    expect(after.lastTaskId).toBeLessThan(2 ** 30)
    expect(after.lastCredentialId).toBeLessThan(2 ** 30)
    expect(after.tasks[0]?.revision).toBeLessThan(2 ** 30)
    // Numbers are made anew; what leads to what is not.
    const way = ({ tasks, connections, keyPairs }: StoredSettings) => {
      const next = connections.find(({ id }) => id === tasks.at(-1)?.sshCredentials)
      return [next?.name, keyPairs.find(({ id }) => id === next?.keypairId)?.name]
    }
    expect(way(after)).toEqual(way(told.settings))
  })

  it('gives the number of no task to another, and has what names a task follow it', () => {
    const numbers = [1, 2 ** 30, 3, LARGE]
    const tasks = numbers.map((id) => aTask({ id, desc: String(id) }))
    const sealed = [{ taskId: LARGE, sealed: 'SEALED' }]
    const large = settings({ tasks, modulePasswords: sealed })
    const { settings: after, withoutPassword } = replaceAll(
      EMPTY_SETTINGS,
      readBackup(writeBackup(large)),
    )
    expect(after.tasks.map(({ id }) => id)).toEqual([1, 2, 3, 4])
    expect(after.lastTaskId).toBe(4)
    expect(withoutPassword.map(({ desc }) => desc)).toEqual([String(LARGE)])
  })

  it('keeps the large numbers that this computer has come to itself', () => {
    const here = settings({ tasks: [aTask({ id: 2 ** 30 + 5, enabled: false })] })
    expect(replaceAll(here, readBackup(writeBackup(here))).settings.tasks).toMatchObject([
      { id: 2 ** 30 + 5, revision: 2 },
    ])
  })

  it('brings a task that later rules of parameters refuse switched off, and says so', () => {
    const old = readBackup(changed({ tasks: [{ ...aTask({ id: 2 }), extra: ['-n'] }] }))
    for (const restored of [replaceAll(EMPTY_SETTINGS, old), mergeInto(EMPTY_SETTINGS, old)]) {
      expect(restored.tasks).toMatchObject([{ enabled: false, extra: ['-n'] }])
      expect(restored.switchedOff).toHaveLength(1)
    }
  })

  it('of whatever settings the store takes can be restored, and leaves such settings again', () => {
    const restores = (given: StoredSettings, other: StoredSettings) => {
      for (const here of [given, other, EMPTY_SETTINGS]) {
        const { settings: after } = replaceAll(here, readBackup(writeBackup(given)))
        expect(migrate(asJson(after))).toEqual(after)
        expect(after.tasks).toHaveLength(given.tasks.length - (given.practice ? 1 : 0))
        expect(() => readBackup(writeBackup(after))).not.toThrow()
      }
      for (const here of [other, EMPTY_SETTINGS].filter(hasNumbersLeft)) {
        const { settings: after } = mergeInto(here, readBackup(writeBackup(given)))
        expect(migrate(asJson(after))).toEqual(after)
      }
    }
    fc.assert(fc.property(anySettings, anySettings, restores), {
      numRuns: runs(300).numRuns,
    })
  })

  it('brings no secret, even when somebody wrote one into it', () => {
    const forged = readBackup(
      changed({ keyPairs: [pair(3, 'Office')], modulePasswords: [{ taskId: 2, sealed: 'x' }] }),
    )
    expect(forged.settings.keyPairs).toMatchObject([{ sealedKey: null }])
    expect(forged.settings.modulePasswords).toEqual([])
  })
})

describe('a backup in place of everything', () => {
  it('keeps its numbers, and the highest number ever given out never goes back', () => {
    const here = settings({ lastTaskId: 20, lastCredentialId: 30, tasks: [aTask({ id: 20 })] })
    const restored = replaceAll(here, backup)
    const { settings: after, withoutKey, withoutPassword, switchedOff, programs } = restored
    expect(after.tasks).toEqual(backup.settings.tasks.map(off))
    expect(switchedOff.map(({ id }) => id)).toEqual([2, 7])
    expect([after.programs, programs]).toEqual([here.programs, backup.settings.programs])
    expect(after.connections).toEqual(backup.settings.connections)
    expect(after).toMatchObject({ lastTaskId: 20, lastCredentialId: 30, maxParallelRuns: 5 })
    expect(withoutKey.map(({ name }) => name)).toEqual(['Office'])
    expect(withoutPassword.map(({ id }) => id)).toEqual([2])
  })

  it('gives back the same backup from an empty app, with nothing switched on', () => {
    const { programs } = EMPTY_SETTINGS
    const quiet = { ...full, tasks: full.tasks.map(off), programs }
    expect(writeBackup(replaceAll(EMPTY_SETTINGS, backup).settings)).toBe(
      JSON.stringify({ ...(JSON.parse(writeBackup(quiet)) as object), passwordsOf: [] }, null, 2) +
        '\n',
    )
  })

  it('keeps the secrets of this computer that belong to it, its pause and its consent', () => {
    const { settings: after, withoutKey, withoutPassword } = replaceAll(full, backup)
    expect(after.keyPairs).toEqual(full.keyPairs)
    expect(after.modulePasswords).toEqual([{ taskId: 2, sealed: 'SEALED-photos' }])
    expect([withoutKey, withoutPassword]).toEqual([[], []])
    expect(after).toMatchObject({ pause: full.pause, isPlainAllowed: true, practice: null })
    // An editor that has the former task open must see a conflict.
    expect(after.tasks[0]?.revision).toBe(2)
  })

  it('gives no number that a task names to a credential that is made later', () => {
    const lost = readBackup(writeBackup(settings({ tasks: [overSsh(1, 3)] })))
    expect(replaceAll(EMPTY_SETTINGS, lost).settings.lastCredentialId).toBe(3)
  })

  it('gives the password of a task to no other task of that number', () => {
    const here = settings({
      ...full,
      tasks: [aTask({ id: 2, remoteHost: 'other' })],
      practice: null,
    })
    const { settings: after, withoutPassword } = replaceAll(here, backup)
    expect(after.modulePasswords).toEqual([])
    expect(withoutPassword.map(({ id }) => id)).toEqual([2])
  })

  const running = settings({
    ...{ lastTaskId: 7, tasks: [overSsh(7, 4)], lastCredentialId: 6 },
    keyPairs: [pair(3, 'Office'), pair(6, 'Other')],
    connections: [connection(4, 'NAS', 3)],
  })
  const [theTask] = running.tasks
  const restoring = (changes: Partial<StoredSettings>) =>
    replaceAll(running, readBackup(writeBackup({ ...running, ...changes })))

  it('leaves a task enabled that was, with the connection and the key pair that it had', () => {
    const renamed = [{ ...connection(4, 'Renamed', 3) }]
    for (const same of [{}, { connections: renamed }]) {
      const { tasks, switchedOff } = restoring(same)
      expect([tasks[0]?.enabled, switchedOff]).toEqual([true, []])
      expect([...keptTasks(running, restoring(same).settings)]).toEqual([theTask?.id])
    }
  })

  const copiesOf = (count: number, own: Partial<Task> = {}) =>
    Array.from({ length: count }, (_, at) => ({ ...overSsh(2 + at, 4), ...own }))
  const enabledIn = ({ tasks }: { tasks: readonly Task[] }) =>
    tasks.filter(({ enabled }) => enabled).map(({ id }) => id)

  it('leaves one task enabled for each that is, that of the same number first', () => {
    const many = restoring({ tasks: copiesOf(39) })
    expect(enabledIn(many)).toEqual([7])
    expect(many.switchedOff).toHaveLength(38)
    // Made on another computer, say, where it had another number.
    expect(enabledIn(restoring({ tasks: [overSsh(30, 4), overSsh(31, 4)] }))).toEqual([30])
    const three = { ...running, tasks: [1, 2, 3].map((id) => overSsh(id, 4)) }
    const told = readBackup(writeBackup({ ...running, tasks: copiesOf(9) }))
    expect(enabledIn(replaceAll(three, told))).toEqual([2, 3, 4])
    expect(enabledIn(restoring({ tasks: copiesOf(9, { remotePath: '/other' }) }))).toEqual([])
  })

  const led = (changes: Partial<SshConnection>) => ({
    connections: [{ ...connection(4, 'NAS', 3), ...changes }],
  })
  it.each<[string, Partial<StoredSettings>, boolean]>([
    ['another host', led({ host: 'evil.example.com' }), false],
    ['another port', led({ port: 2222 }), false],
    ['another account', led({ username: 'mallory' }), false],
    ['another host key', led({ remoteHostKey: 'ssh-ed25519 AAAA' }), true],
    ['another key pair', led({ keypairId: 6 }), true],
    ['another time limit', led({ connectTimeout: 200 }), true],
    [
      'another key in the key pair',
      { keyPairs: [pair(3, 'Office', 'EVIL'), pair(6, 'Other')] },
      true,
    ],
    ['no key pair', { keyPairs: [pair(6, 'Other')] }, true],
    ['no connection', { connections: [] }, false],
  ])('switches a task off, and says so, that has %s in it', (_what, changes, isSamePlace) => {
    const { settings: after, tasks, switchedOff } = restoring(changes)
    expect(tasks).toMatchObject([{ id: 7, enabled: false }])
    expect(switchedOff.map(({ id }) => id)).toEqual([7])
    // Its history goes on where its files still go to the same account of the same host.
    expect(keptTasks(running, after).has(theTask?.id ?? 0)).toBe(isSamePlace)
  })
})

describe('a backup beside what is here', () => {
  const here = settings({
    ...{ lastTaskId: 3, tasks: [aTask({ id: 3, desc: 'Mine' })], maxParallelRuns: 2 },
    ...{ lastCredentialId: 4, keyPairs: [pair(4, 'Office', 'OTHER')] },
    connections: [connection(3, 'NAS', 4)],
  })

  it('is added under new numbers, with free names, and what is here stays', () => {
    const { settings: after, withoutKey, withoutPassword } = mergeInto(here, backup)
    expect(after).toMatchObject({ maxParallelRuns: 2, lastTaskId: 5, lastCredentialId: 6 })
    expect(after.keyPairs).toEqual([
      ...here.keyPairs,
      { ...pair(5, 'Office (2)', 'Office'), sealedKey: null },
    ])
    expect(after.connections).toEqual([...here.connections, connection(6, 'NAS (2)', 5)])
    expect(after.tasks).toEqual([
      ...here.tasks,
      off(aTask({ id: 4, desc: 'Photos' })),
      off(overSsh(5, 6)),
    ])
    expect(withoutKey.map(({ name }) => name)).toEqual(['Office (2)'])
    expect(withoutPassword.map(({ id }) => id)).toEqual([4])
  })

  it('is added once, however often it is restored', () => {
    const once = mergeInto(here, backup).settings
    const twice = mergeInto(once, backup)
    expect(twice.settings).toEqual(once)
    expect([twice.tasks, twice.connections, twice.keyPairs]).toEqual([[], [], []])
    expect(mergeInto(full, backup).settings).toEqual(full)
  })

  it('of thousands of tasks is compared with thousands in little time', () => {
    const of = (desc: string, first: number) =>
      Array.from({ length: 2000 }, (_, at) => ({
        ...aTask({}),
        id: first + at,
        desc: `${desc}${at}`,
      }))
    const many = { ...EMPTY_SETTINGS, tasks: of('a', 1), lastTaskId: 2000 }
    const theirs = (tasks: Task[]) => ({ settings: { ...many, tasks }, passwordsOf: [] })
    const began = performance.now()
    expect(mergeInto(many, theirs(of('a', 2001))).tasks).toEqual([])
    expect(mergeInto(many, theirs(of('b', 2001))).tasks).toHaveLength(2000)
    expect(replaceAll(many, theirs(of('a', 2001))).switchedOff).toEqual([])
    // Each with each takes minutes.
    expect(performance.now() - began).toBeLessThan(30_000)
  })

  it('finds the key pair that is here by its public key, whatever it is called', () => {
    const own = settings({ lastCredentialId: 8, keyPairs: [pair(8, 'Mine', 'Office')] })
    const { settings: after, withoutKey } = mergeInto(own, backup)
    expect(after.keyPairs).toEqual(own.keyPairs)
    expect(after.connections).toEqual([connection(9, 'NAS', 8)])
    expect(withoutKey).toEqual([])
  })

  it('never lets a task that lost its connection use one of this computer', () => {
    const lost = { settings: settings({ tasks: [overSsh(1, 3)] }), passwordsOf: [] }
    const { settings: after } = mergeInto(here, lost)
    const id = after.tasks.at(-1)?.sshCredentials
    expect(id).toBe(5)
    expect(after.connections.map((one) => one.id)).not.toContain(id)
    expect(after.lastCredentialId).toBe(5)
  })

  it('keeps a name that is as long as names may be within that length', () => {
    const name = 'n'.repeat(120)
    const own = settings({ lastCredentialId: 1, keyPairs: [pair(1, name, 'A')] })
    const other = { settings: settings({ keyPairs: [pair(1, name, 'B')] }), passwordsOf: [] }
    expect(mergeInto(own, other).keyPairs).toMatchObject([{ name: `${'n'.repeat(116)} (2)` }])
  })
})
