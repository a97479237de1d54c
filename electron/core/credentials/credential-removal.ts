import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { SshConnection } from '@common/ssh/credentials'
import type { Task } from '@common/task/task'
import type { SettingsStore, StoredKeyPair, StoredSettings } from '../store/settings-store'
import type { Connections } from './connections'
import { inUse } from './credential-names'
import type { KeyPairs } from './key-pairs'

/** The tasks that stand on connections. */
export interface TaskSwitch {
  /** Switches tasks off; answers with those that were on, as they are now. */
  disable(ids: readonly number[]): readonly Task[]
  /** Switches tasks on again that are still as `disable` left them. */
  enable(left: readonly Task[]): void
}

export interface CredentialRemovalDeps {
  readonly store: SettingsStore
  readonly keyPairs: KeyPairs
  readonly connections: Connections
  readonly tasks: TaskSwitch
  /** Called after every change. */
  readonly changed: () => void
}

/** What went with a deleted key pair or connection. */
interface Removed {
  readonly keyPairs: readonly StoredKeyPair[]
  readonly connections: readonly SshConnection[]
  readonly tasks: readonly Task[]
}

/**
 * Deletes key pairs and connections with what stands on them. Each can be brought back as long as
 * the app lives, for one Undo is for all of a row; secrets stay sealed meanwhile.
 */
export class CredentialRemoval {
  private readonly kept = new Map<number, Removed>()

  constructor(private readonly deps: CredentialRemovalDeps) {}

  /**
   * @param cascade also disables the tasks that use it, as TrueNAS does
   * @throws AppError NOT_FOUND, CONFLICT when it is in use
   */
  removeConnection(id: number, cascade: boolean): void {
    this.deps.connections.get(id)
    const tasks = this.deps.store.read().tasks.filter(({ sshCredentials }) => sshCredentials === id)
    if (tasks.length > 0 && !cascade) {
      throw inUse(tasks.map(({ path }) => say('credentials.usedByTask', { path })))
    }
    this.takeOut(id, new Set([id]))
  }

  /**
   * @param cascade also deletes the connections that use it, and disables their tasks
   * @throws AppError NOT_FOUND, CONFLICT when it is in use
   */
  removeKeyPair(id: number, cascade: boolean): void {
    this.deps.keyPairs.get(id)
    const uses = this.deps.store.read().connections.filter(({ keypairId }) => keypairId === id)
    if (uses.length > 0 && !cascade) {
      throw inUse(uses.map(({ name }) => say('credentials.usedByConnection', { name })))
    }
    this.takeOut(id, new Set([id, ...uses.map((use) => use.id)]))
  }

  /**
   * Brings back what was deleted, with what went with it.
   * @throws AppError NOT_FOUND when it was not, CONFLICT when its place is taken
   */
  undelete(id: number): void {
    const removed = this.kept.get(id)
    if (!removed) throw new AppError('NOT_FOUND', say('credentials.deletedForGood'))
    const { keyPairs, connections, tasks } = removed
    const stored = this.deps.store.read()
    const now = {
      ...stored,
      keyPairs: inOrder([...stored.keyPairs, ...keyPairs]),
      connections: inOrder([...stored.connections, ...connections]),
    }
    if (!hasRoom(now) || !connections.every(({ keypairId }) => hasKeyPair(now, keypairId))) {
      throw new AppError('CONFLICT', say('credentials.placeTaken'))
    }
    this.deps.store.write(now)
    this.kept.delete(id)
    this.deps.tasks.enable(tasks)
    this.deps.changed()
  }

  /** @param ids of the one to delete and of the connections that go with it */
  private takeOut(id: number, ids: ReadonlySet<number>): void {
    const users = this.deps.store
      .read()
      .tasks.filter(({ sshCredentials }) => ids.has(sshCredentials ?? 0))
    const tasks = this.deps.tasks.disable(users.map((task) => task.id))
    const stored = this.deps.store.read()
    const isGoing = (one: { id: number }) => ids.has(one.id)
    const isStaying = (one: { id: number }) => !isGoing(one)
    const keyPairs = stored.keyPairs.filter(isGoing)
    const connections = stored.connections.filter(isGoing)
    this.deps.store.write({
      ...stored,
      keyPairs: stored.keyPairs.filter(isStaying),
      connections: stored.connections.filter(isStaying),
    })
    this.kept.set(id, { keyPairs, connections, tasks })
    this.deps.changed()
  }
}

const inOrder = <T extends { id: number }>(all: readonly T[]) =>
  [...all].sort((a, b) => a.id - b.id)

/** False when two have the same number or name. */
function hasRoom({ keyPairs, connections }: StoredSettings): boolean {
  const all = [...keyPairs, ...connections]
  const isUnique = (values: readonly unknown[]) => new Set(values).size === values.length
  return isUnique(all.map(({ id }) => id)) && isUnique(all.map(({ name }) => name))
}

function hasKeyPair({ keyPairs }: StoredSettings, id: number): boolean {
  return keyPairs.some((pair) => pair.id === id)
}
