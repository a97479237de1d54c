import { largest } from '@common/lists'
import { MAX_NUMBER } from '../store/numbers'
import type { StoredSettings } from '../store/settings-store'
import type { Backup } from './backup-text'

/** A backup uses up no more than half of all numbers, whatever somebody wrote into it. */
const MAX_OF_BACKUP = (MAX_NUMBER - 1) / 2

/**
 * A backup whose numbers can be counted on from. What is too large gets a low number that is free,
 * instead of being refused: the app that took such a backup counts on above it, and its own next
 * backup must be taken again. Numbers that this computer has come to itself stay as they are.
 */
export function withLowNumbers({ settings, passwordsOf }: Backup, here: StoredSettings): Backup {
  const { tasks, connections, keyPairs } = settings
  const taskIds = new LowNumbers(
    [settings.lastTaskId, ...tasks.map(({ id }) => id)],
    here.lastTaskId,
  )
  const credentialIds = new LowNumbers(
    [
      settings.lastCredentialId,
      ...[...keyPairs, ...connections].map(({ id }) => id),
      // What is named and not there keeps a number that nothing else is given.
      ...connections.map(({ keypairId }) => keypairId),
      ...tasks.map(({ sshCredentials }) => sshCredentials ?? 0),
    ],
    here.lastCredentialId,
  )
  const withPassword = new Set(passwordsOf)
  const low = {
    tasks: tasks.map((task) => ({
      ...task,
      id: taskIds.of(task.id),
      revision: task.revision > MAX_OF_BACKUP ? 1 : task.revision,
      sshCredentials: task.sshCredentials && credentialIds.of(task.sshCredentials),
    })),
    keyPairs: keyPairs.map((pair) => ({ ...pair, id: credentialIds.of(pair.id) })),
    connections: connections.map((connection) => ({
      ...connection,
      id: credentialIds.of(connection.id),
      keypairId: credentialIds.of(connection.keypairId),
    })),
  }
  return {
    settings: {
      ...{ ...settings, ...low },
      lastTaskId: taskIds.last,
      lastCredentialId: credentialIds.last,
    },
    passwordsOf: tasks.filter(({ id }) => withPassword.has(id)).map(({ id }) => taskIds.of(id)),
  }
}

/** Numbers of one kind, those above a bound replaced by the lowest that none of them is. */
class LowNumbers {
  private readonly low = new Map<number, number>()
  private readonly taken: Set<number>
  private readonly bound: number
  private next = 1
  /** The highest of them all. */
  last: number

  /** @param known the highest that this computer gave out itself */
  constructor(numbers: readonly number[], known: number) {
    this.bound = Math.max(known, MAX_OF_BACKUP)
    this.taken = new Set(numbers.filter((number) => number <= this.bound))
    this.last = largest(this.taken, 0)
  }

  of(number: number): number {
    if (number <= this.bound) return number
    const known = this.low.get(number)
    if (known !== undefined) return known
    while (this.taken.has(this.next)) this.next++
    const low = this.next++
    this.low.set(number, low)
    this.last = Math.max(this.last, low)
    return low
  }
}
