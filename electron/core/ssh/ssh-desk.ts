import { AppError, invalidInput } from '@common/errors'
import { say } from '@common/i18n/say'
import type { DaemonModule, RemoteListing } from '@common/ipc/contract'
import type { ConnectionTest, TestedPath } from '@common/ssh/connection-test'
import { checkConnection, checkPlace } from '@common/ssh/credential-schemas'
import type { ConnectionSettings, HostKey, SshConnection } from '@common/ssh/credentials'
import type { CredentialDesk } from '../credentials/credential-desk'
import type { Account } from '../system/accounts'
import type { Programs } from '../system/programs'
import { whyNotRunAs } from '../system/run-as'
import { testConnection } from './connection-test'
import { listDaemonModules } from './daemon-modules'
import { discoverHostKeys } from './host-key-scan'
import { KnownHostsFile } from './known-hosts-file'
import { listRemoteFolders } from './remote-folders'
import type { SshAccess, SshWay } from './ssh-access'

/** What a person asks of a remote host while setting a task up. Nothing here is stored. */
export class SshDesk {
  constructor(
    private readonly access: SshAccess,
    private readonly credentials: CredentialDesk,
    private readonly programs: Pick<Programs, 'rsync'>,
  ) {}

  /** @throws AppError INVALID_INPUT, REMOTE_FAILED */
  async discover(place: unknown): Promise<readonly HostKey[]> {
    const checked = checkPlace(place)
    if (!checked.ok) throw invalidInput(checked.errors)
    const { user, ...asked } = checked.value
    const account = user === undefined ? this.access.accounts.current : await this.account(user)
    return discoverHostKeys({ ...asked, username: null }, this.access, account)
  }

  /**
   * Tests a connection that need not be saved.
   * @throws AppError INVALID_INPUT, SECRETS_UNREADABLE
   */
  test(settings: unknown, path: TestedPath | null): Promise<ConnectionTest> {
    return testConnection(this.checked(settings), this.access, path)
  }

  /**
   * Saves a connection; with a password its public key is installed first thing.
   * @throws AppError INVALID_INPUT, REMOTE_FAILED, after which nothing is saved
   */
  async createConnection(input: unknown, password: string | null): Promise<SshConnection> {
    const { connections } = this.credentials
    if (password !== null) await this.installKey(connections.check(input), password)
    return connections.create(input)
  }

  /**
   * Puts the public key of a connection into the account's authorized_keys. It is worked out from the
   * private key: what a backup calls the public key may let in somebody else.
   * @throws AppError INVALID_INPUT on `password` or `remoteHostKey`; REMOTE_FAILED, SECRETS_UNREADABLE
   */
  async installKey(connection: ConnectionSettings, password: string): Promise<void> {
    const { keyPairs } = this.credentials
    const { name } = keyPairs.get(connection.keypairId)
    const publicKey = (await keyPairs.privateKey(connection.keypairId)).publicLine(name)
    // Loaded when it is needed, for the memory that ssh2 takes.
    const { installPublicKey } = await import('./install-key')
    await installPublicKey(connection, publicKey, password, this.access)
  }

  /**
   * Adds keys that a person approved to a user's known_hosts.
   * @throws AppError INVALID_INPUT, CONFLICT when another key is known
   */
  async trustAtHome(user: string, place: unknown, keys: readonly HostKey[]): Promise<void> {
    const checked = checkPlace(place)
    if (!checked.ok) throw invalidInput(checked.errors)
    const account = await this.account(user)
    const plan = await this.access.config.plan({ ...checked.value, username: null }, account)
    const file = new KnownHostsFile(account, this.access.accounts, plan)
    const problem = await file.problem()
    if (problem !== null) throw invalidInput([{ field: 'remoteHost', message: problem }])
    await file.add(keys)
  }

  /** @throws AppError REMOTE_FAILED with one sentence */
  async listFolders(task: SshWay, path: string, showHidden: boolean): Promise<RemoteListing> {
    const account = await this.account(task.user)
    return this.access.withTask(task, account, (sessions, target) =>
      listRemoteFolders(sessions, target, path, showHidden),
    )
  }

  listModules(remoteHost: string): Promise<DaemonModule[]> {
    return listDaemonModules(remoteHost, this.access.accounts, this.programs.rsync)
  }

  private checked(settings: unknown): ConnectionSettings {
    const checked = checkConnection(settings)
    if (!checked.ok) throw invalidInput(checked.errors)
    return checked.value
  }

  private async account(name: string): Promise<Account> {
    const { accounts } = this.access
    const account = await accounts.find(name)
    const message = account
      ? await whyNotRunAs(account, accounts)
      : say('machine.noUser', { user: name })
    if (account && message === null) return account
    const reason = message ?? ''
    throw new AppError('INVALID_INPUT', say('machine.sentence', { reason }), [
      { field: 'user', message: reason },
    ])
  }
}
