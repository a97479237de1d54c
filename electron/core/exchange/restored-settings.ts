import { isDeepStrictEqual } from 'node:util'
import { identity } from '@common/exchange/read-import'
import type { SshConnection } from '@common/ssh/credentials'
import { isSamePlace, modulePlace } from '@common/task/module-place'
import type { Task } from '@common/task/task'
import { publicLine } from '../ssh/private-key'
import { following, nextRevision } from '../store/numbers'
import type { StoredKeyPair, StoredSettings } from '../store/settings-store'
import { withLowNumbers } from './backup-numbers'
import type { Backup } from './backup-text'

const MAX_NAME = 120

/** Settings after a restore, and what of them came from the backup. */
export interface Restored {
  readonly settings: StoredSettings
  readonly tasks: readonly Task[]
  readonly connections: readonly SshConnection[]
  readonly keyPairs: readonly StoredKeyPair[]
  /** Tasks that had a password where the backup was made, and have none here. */
  readonly withoutPassword: readonly Task[]
  /** Tasks that were enabled where the backup was made: a file starts nothing by itself. */
  readonly switchedOff: readonly Task[]
  /** Programs that the backup names and that were not taken over; null for none. */
  readonly programs: StoredSettings['programs'] | null
  /** Key pairs of the backup that are here without their private key. */
  readonly withoutKey: readonly StoredKeyPair[]
}

/**
 * The backup in place of everything. Numbers stay as they are in it, but for those that are too
 * large, and none that was given out here is given out again. A secret that is here stays with the key pair of the same public key,
 * or with the task of the same number and places.
 */
export function replaceAll(here: StoredSettings, backup: Backup): Restored {
  const { settings, passwordsOf } = withLowNumbers(backup, here)
  const keyPairs = settings.keyPairs.map((pair) => {
    const sealedKey = here.keyPairs.find((other) => isSameKey(other, pair))?.sealedKey ?? null
    return { ...pair, sealedKey }
  })
  const running = runningHere(settings, here)
  const former = byId(here.tasks)
  const withPassword = new Set(passwordsOf)
  const tasks = settings.tasks.map((given) => {
    const task = { ...given, enabled: running.has(given.id) }
    const { revision = 0 } = former.get(task.id) ?? {}
    // Who edits the former task now must not overwrite this one unseen.
    return task.revision > revision ? task : { ...task, revision: nextRevision(revision) }
  })
  const after = { ...settings, tasks }
  const kept = keptTasks(here, after)
  const next = byId(tasks)
  const placeOf = (task: Task | undefined) => (task ? modulePlace(task) : null)
  const goesToSame = (taskId: number) =>
    isSamePlace(placeOf(former.get(taskId)), placeOf(next.get(taskId)))
  const modulePasswords = here.modulePasswords.filter(
    ({ taskId }) => kept.has(taskId) && withPassword.has(taskId) && goesToSame(taskId),
  )
  const known = new Set(modulePasswords.map(({ taskId }) => taskId))
  const { pause, isPlainAllowed } = here
  return {
    settings: {
      ...settings,
      // Programs that run everything are for a person to choose, not for a file.
      programs: here.programs,
      ...{ tasks, keyPairs, modulePasswords, pause, isPlainAllowed, practice: null },
      lastTaskId: Math.max(settings.lastTaskId, here.lastTaskId),
      lastCredentialId: Math.max(settings.lastCredentialId, here.lastCredentialId),
    },
    ...{ tasks, keyPairs, connections: settings.connections },
    programs: foreignPrograms(here, settings),
    switchedOff: tasks.filter(({ enabled }, at) => !enabled && settings.tasks[at]?.enabled),
    withoutPassword: tasks.filter(({ id }) => withPassword.has(id) && !known.has(id)),
    withoutKey: keyPairs.filter(({ sealedKey }) => sealedKey === null),
  }
}

/** Tasks, with what they lead by. */
type Setup = Pick<StoredSettings, 'tasks' | 'connections' | 'keyPairs'>

/**
 * The numbers of the tasks that go on: same number, same places, over the same account of the same
 * host. Their history is still their own.
 */
export function keptTasks(before: Setup, after: Setup): ReadonlySet<number> {
  const next = byId(after.tasks)
  const isKept = (task: Task) => {
    const one = next.get(task.id)
    return one !== undefined && isDeepStrictEqual(placesOf(one, after), placesOf(task, before))
  }
  return new Set(before.tasks.filter(isKept).map(({ id }) => id))
}

const byId = (tasks: readonly Task[]): ReadonlyMap<number, Task> =>
  new Map(tasks.map((task) => [task.id, task]))

/**
 * The backup beside what is here, which stays. What comes gets new numbers, and names that are
 * free; what is here already, whatever its number, is not added again.
 */
export function mergeInto(here: StoredSettings, { settings, passwordsOf }: Backup): Restored {
  const ids = new NewIds(here.lastCredentialId)
  const names = new Set([...here.keyPairs, ...here.connections].map(({ name }) => name))
  const keyPairs: StoredKeyPair[] = []
  for (const pair of settings.keyPairs) {
    const same = here.keyPairs.find((other) => isSameKey(other, pair))
    if (same) ids.stand(pair.id, same.id)
    else keyPairs.push({ ...named(pair, freeName(pair.name, names)), id: ids.of(pair.id) })
  }
  const connections: SshConnection[] = []
  for (const given of settings.connections) {
    const connection = { ...given, keypairId: ids.of(given.keypairId) }
    const same = here.connections.find((other) => isSameConnection(other, connection))
    if (same) ids.stand(given.id, same.id)
    else {
      const name = freeName(given.name, names)
      connections.push({ ...connection, name, id: ids.of(given.id) })
    }
  }
  const known = new Set(here.tasks.map(identity))
  const withPassword = new Set(passwordsOf)
  const tasks: Task[] = []
  const withoutPassword: Task[] = []
  const switchedOff: Task[] = []
  let { lastTaskId } = here
  for (const given of settings.tasks) {
    const { sshCredentials } = given
    const task = {
      ...given,
      enabled: false,
      sshCredentials: sshCredentials && ids.of(sshCredentials),
    }
    if (known.has(identity(task))) continue
    lastTaskId = following(lastTaskId)
    tasks.push({ ...task, id: lastTaskId, revision: 1 })
    if (withPassword.has(given.id)) withoutPassword.push(tasks.at(-1) as Task)
    if (given.enabled) switchedOff.push(tasks.at(-1) as Task)
  }
  const allPairs = [...here.keyPairs, ...keyPairs]
  const theirs = new Set(settings.keyPairs.map(({ id }) => ids.of(id)))
  return {
    settings: {
      ...here,
      tasks: [...here.tasks, ...tasks],
      lastTaskId,
      keyPairs: allPairs,
      connections: [...here.connections, ...connections],
      lastCredentialId: ids.last,
    },
    ...{ tasks, connections, keyPairs, withoutPassword, switchedOff, programs: null },
    withoutKey: allPairs.filter(({ id, sealedKey }) => theirs.has(id) && sealedKey === null),
  }
}

/** Numbers of credentials here for those of the backup. */
class NewIds {
  private readonly known = new Map<number, number>()

  constructor(public last: number) {}

  stand(theirs: number, ours: number): void {
    this.known.set(theirs, ours)
  }

  /** What is named and not there gets a number too, so that it never means something else here. */
  of(theirs: number): number {
    const known = this.known.get(theirs)
    if (known !== undefined) return known
    this.last = following(this.last)
    this.known.set(theirs, this.last)
    return this.last
  }
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted
  for (let copy = 2; taken.has(name); copy++) {
    const mark = ` (${copy})`
    name = `${[...wanted].slice(0, MAX_NAME - mark.length).join('')}${mark}`
  }
  taken.add(name)
  return name
}

/** A public key ends with the name of its pair. */
function named(pair: StoredKeyPair, name: string): StoredKeyPair {
  if (name === pair.name) return pair
  const [type = '', base64 = ''] = pair.publicKey.split(' ')
  return { ...pair, name, publicKey: publicLine(type, base64, name) }
}

const isSameKey = (a: StoredKeyPair, b: StoredKeyPair) => keyOf(a) === keyOf(b)
const keyOf = ({ publicKey }: StoredKeyPair) => publicKey.split(' ').slice(0, 2).join(' ')

function isSameConnection(a: SshConnection, b: SshConnection): boolean {
  const plain = (one: SshConnection) => ({ ...one, id: 0, name: '' })
  return isDeepStrictEqual(plain(a), plain(b))
}

/**
 * The numbers of the tasks that stay enabled: enabled there and here, and the same in all else, the
 * connection and key among it, so that it was a person here who enabled them. One here stands for
 * one there, or a file with many copies of it would have each of them run.
 */
function runningHere(theirs: Setup, here: Setup): Set<number> {
  const left = new Map<string, Set<number>>()
  for (const task of here.tasks.filter(({ enabled }) => enabled)) {
    const same = wholeOf(task, here)
    left.set(same, (left.get(same) ?? new Set()).add(task.id))
  }
  const enabled = theirs.tasks.filter((task) => task.enabled)
  const wholes = enabled.map((task) => [task.id, left.get(wholeOf(task, theirs))] as const)
  const found = new Set(wholes.flatMap(([id, same]) => (same?.delete(id) ? [id] : [])))
  for (const [id, same = new Set<number>()] of wholes) {
    const [one] = found.has(id) ? [] : same
    if (one !== undefined && same.delete(one)) found.add(id)
  }
  return found
}

/** All that a task is but its number, to be compared. */
function wholeOf(task: Task, setup: Setup): string {
  const way = Object.entries(wayOf(task, setup) ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([identity(task), way])
}

/** What a task leads by: its connection with the key; null for none, or one that is not there. */
function wayOf({ sshCredentials }: Task, { connections, keyPairs }: Setup) {
  const connection = connections.find(({ id }) => id === sshCredentials)
  if (!connection) return null
  const { id: _, name: __, keypairId, ...way } = connection
  const pair = keyPairs.find(({ id }) => id === keypairId)
  return { ...way, key: pair ? keyOf(pair) : null }
}

function foreignPrograms(here: StoredSettings, { programs }: StoredSettings) {
  const isOther = (['rsync', 'ssh'] as const).some(
    (name) => programs[name] !== null && programs[name] !== here.programs[name],
  )
  return isOther ? programs : null
}

function placesOf(task: Task, setup: Setup) {
  const { direction, mode, path, remoteHost, remoteModule, remotePath, sshCredentials } = task
  const way = wayOf(task, setup)
  const account = way && [way.host, way.port, way.username]
  return { direction, mode, path, remoteHost, remoteModule, remotePath, sshCredentials, account }
}
