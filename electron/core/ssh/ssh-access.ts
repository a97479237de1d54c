import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { ConnectionSettings } from '@common/ssh/credentials'
import { CONNECTION_DEFAULTS } from '@common/ssh/credentials'
import { parseRemoteHost } from '@common/task/remote-host'
import type { TaskSettings } from '@common/task/task'
import type { Connections } from '../credentials/connections'
import type { KeyPairs } from '../credentials/key-pairs'
import type { Account, Accounts } from '../system/accounts'
import type { Identities, Identity } from './run-identity'
import { SshSessions, type SshTarget } from './ssh-session'

/** What of a task decides how ssh connects. */
export type SshWay = Pick<TaskSettings, 'user' | 'remoteHost' | 'remotePort' | 'sshCredentials'>

/** Opens ssh with a task's or a connection's credentials: the very ones its runs use. */
export class SshAccess {
  constructor(
    readonly accounts: Accounts,
    private readonly connections: Connections,
    private readonly keyPairs: KeyPairs,
    private readonly identities: Identities,
  ) {}

  /** @throws AppError NOT_FOUND, SECRETS_UNREADABLE */
  async identityOf(
    connection: Pick<ConnectionSettings, 'host' | 'port' | 'remoteHostKey' | 'keypairId'>,
    account: Account,
  ): Promise<Identity> {
    const key = await this.keyPairs.privateKey(connection.keypairId)
    return this.identities.open({ ...connection, key }, account)
  }

  /** Does some work over a connection, saved or not. */
  async withConnection<T>(
    connection: Omit<ConnectionSettings, 'name'>,
    account: Account,
    work: (sessions: SshSessions, target: SshTarget) => Promise<T>,
  ): Promise<T> {
    const identity = await this.identityOf(connection, account)
    const sessions = new SshSessions(account, this.accounts)
    const { host, port, username, connectTimeout } = connection
    try {
      return await work(sessions, { host, port, username, connectTimeout, files: identity.files })
    } finally {
      await identity.dispose()
    }
  }

  /**
   * Does some work over a task's connection or the keys in its user's home directory.
   * @throws AppError NOT_FOUND, SECRETS_UNREADABLE
   */
  withTask<T>(
    task: SshWay,
    account: Account,
    work: (sessions: SshSessions, target: SshTarget) => Promise<T>,
  ): Promise<T> {
    if (task.sshCredentials !== null) {
      return this.withConnection(this.connections.get(task.sshCredentials), account, work)
    }
    const remote = parseRemoteHost(task.remoteHost ?? '')
    if (remote === null) throw new AppError('INVALID_INPUT', say('ssh.hostFirst'))
    return work(new SshSessions(account, this.accounts), {
      host: remote.host,
      port: task.remotePort ?? CONNECTION_DEFAULTS.port,
      username: remote.user ?? task.user,
      connectTimeout: CONNECTION_DEFAULTS.connectTimeout,
      files: null,
    })
  }
}
