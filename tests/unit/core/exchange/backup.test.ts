import { describe, expect, it } from 'vitest'
import { readBackup, writeBackup } from '@core/exchange/backup-text'
import type { SshConnection } from '@common/ssh/credentials'
import type { Task } from '@common/task/task'
import { isKept, mergeInto, replaceAll } from '@core/exchange/restored-settings'
import { migrate } from '@core/store/migrations'
import { EMPTY_SETTINGS, SCHEMA_VERSION, type StoredSettings } from '@core/store/settings-store'
import { aTask } from '../../builders'

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
  ])('that is %s is refused in words', (_what, text, words) => {
    expect(refusal(text)).toMatch(words)
  })

  const tooLarge = /too large: numbers go up to 1073741823 there\.$/
  it.each([
    ['task', { tasks: [aTask({ id: 2 ** 30 })] }],
    ['revision', { tasks: [aTask({ revision: 2 ** 30 })] }],
    ['last number of a task', { lastTaskId: 2 ** 31 - 1 }],
    ['last number of a credential', { lastCredentialId: 2 ** 30 }],
    ['key pair', { keyPairs: [pair(2 ** 30, 'Office')] }],
    ['connection that a task names', { tasks: [overSsh(1, 1e300)] }],
    ['key pair that a connection names', { connections: [connection(4, 'NAS', 2 ** 30)] }],
  ])('that leaves no numbers for what is made later, by its %s, is refused', (_what, changes) => {
    expect(refusal(changed(changes))).toMatch(tooLarge)
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
      expect(isKept(theTask as Task, running, restoring(same).settings)).toBe(true)
    }
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
    expect(isKept(theTask as Task, running, after)).toBe(isSamePlace)
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
