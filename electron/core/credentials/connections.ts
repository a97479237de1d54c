import { AppError, invalidInput } from '@common/errors'
import { say } from '@common/i18n/say'
import { checkConnection } from '@common/ssh/credential-schemas'
import type { ConnectionSettings, SshConnection, Used } from '@common/ssh/credentials'
import { whyNotHostKeys } from '../ssh/host-key'
import { following } from '../store/numbers'
import type { SettingsStore } from '../store/settings-store'
import { assertNameIsFree } from './credential-names'

/** The saved SSH connections. */
export class Connections {
  /** @param changed called after every change */
  constructor(
    private readonly store: SettingsStore,
    private readonly changed: () => void,
  ) {}

  list(): Used<SshConnection>[] {
    const { connections, tasks } = this.store.read()
    return connections.map((item) => ({
      item,
      connectionIds: [],
      taskIds: tasks.filter(({ sshCredentials }) => sshCredentials === item.id).map(({ id }) => id),
    }))
  }

  /** The connection; null when there is none of that id. */
  find(id: number): SshConnection | null {
    return this.store.read().connections.find((candidate) => candidate.id === id) ?? null
  }

  /** @throws AppError NOT_FOUND */
  get(id: number): SshConnection {
    const connection = this.find(id)
    if (!connection) throw new AppError('NOT_FOUND', say('credentials.noConnection', { id }))
    return connection
  }

  /** @throws AppError INVALID_INPUT */
  create(input: unknown): SshConnection {
    const settings = this.check(input)
    const stored = this.store.read()
    const connection = { ...settings, id: following(stored.lastCredentialId) }
    this.store.write({
      ...stored,
      lastCredentialId: connection.id,
      connections: [...stored.connections, connection],
    })
    this.changed()
    return connection
  }

  /**
   * @param changes any of the settings
   * @throws AppError NOT_FOUND, INVALID_INPUT
   */
  update(id: number, changes: object): SshConnection {
    const { id: _, ...before } = this.get(id)
    const connection = { ...this.check({ ...before, ...changes }, id), id }
    const stored = this.store.read()
    const connections = stored.connections.map((other) => (other.id === id ? connection : other))
    this.store.write({ ...stored, connections })
    this.changed()
    return connection
  }

  /**
   * The settings of a connection that may be saved.
   * @param ownId of the connection that they are to change
   * @throws AppError INVALID_INPUT
   */
  check(input: unknown, ownId?: number): ConnectionSettings {
    const checked = checkConnection(input)
    if (!checked.ok) throw invalidInput(checked.errors)
    const stored = this.store.read()
    assertNameIsFree(stored, checked.value.name, ownId)
    if (!stored.keyPairs.some(({ id }) => id === checked.value.keypairId)) {
      throw invalidInput([{ field: 'keypairId', message: say('rules.credential.noKeyPair') }])
    }
    const message = whyNotHostKeys(checked.value.remoteHostKey)
    if (message !== null) throw invalidInput([{ field: 'remoteHostKey', message }])
    return checked.value
  }
}
