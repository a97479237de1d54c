import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { ConnectionSettings } from '@common/ssh/credentials'
import { CONNECTION_DEFAULTS } from '@common/ssh/credentials'
import { sshPlaceOf } from '@common/task/ssh-place'
import type { TaskSettings } from '@common/task/task'
import type { Connections } from '../credentials/connections'
import type { KeyPairs } from '../credentials/key-pairs'
import type { Account, Accounts } from '../system/accounts'
import type { Identities, Identity } from './run-identity'
import { SshConfig } from './ssh-config'
import { SshSessions, type SshTarget } from './ssh-session'

/** What of a task decides how ssh connects. */
export type SshWay = Pick<TaskSettings, 'user' | 'remoteHost' | 'remotePort' | 'sshCredentials'>

/** Opens ssh with a task's or a connection's credentials: the very ones its runs use. */
export class SshAccess {
  /** What ssh would do; everybody asks this one. */
  readonly config: SshConfig

  constructor(
    readonly accounts: Accounts,
    private readonly connections: Connections,
    private readonly keyPairs: KeyPairs,
    private readonly identities: Identities,
    readonly sshProgram: () => string,
  ) {
    this.config = new SshConfig(accounts, sshProgram)
  }

  /** @throws AppError NOT_FOUND, SECRETS_UNREADABLE */
  async identityOf(
    connection: Pick<
      ConnectionSettings,
      'host' | 'port' | 'username' | 'remoteHostKey' | 'keypairId'
    >,
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
    const sessions = new SshSessions(account, this.accounts, this.sshProgram())
    const { host, port, username, connectTimeout } = connection
    try {
      return await work(sessions, {
        ...{ host, port, username, connectTimeout, files: identity.files },
        announce: () => identity.announce(),
      })
    } finally {
      await identity.dispose()
    }
  }

  /**
   * Does some work over a task's connection or the keys in its user's home directory.
   * @throws AppError NOT_FOUND, SECRETS_UNREADABLE
   */
  async withTask<T>(
    task: SshWay,
    account: Account,
    work: (sessions: SshSessions, target: SshTarget) => Promise<T>,
  ): Promise<T> {
    if (task.sshCredentials !== null) {
      return this.withConnection(this.connections.get(task.sshCredentials), account, work)
    }
    const question = sshPlaceOf(task)
    if (question === null) throw new AppError('INVALID_INPUT', say('ssh.hostFirst'))
    const { host, port } = question
    const username = question.username ?? (await this.config.plan(question, account)).user
    return work(new SshSessions(account, this.accounts, this.sshProgram()), {
      ...{ host, port, username },
      connectTimeout: CONNECTION_DEFAULTS.connectTimeout,
      files: null,
    })
  }
}
