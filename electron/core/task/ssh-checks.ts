import { AppError, type FieldError } from '@common/errors'
import { say } from '@common/i18n/say'
import { CONNECTION_DEFAULTS } from '@common/ssh/credentials'
import { hostKeyLines } from '@common/ssh/host-key-text'
import { sshPlaceOf, type SshPlaceOfTask } from '@common/task/ssh-place'
import type { TaskSettings } from '@common/task/task'
import type { Connections } from '../credentials/connections'
import type { KeyPairs } from '../credentials/key-pairs'
import { NoAnswer } from '../files/no-answer'
import { discoverHostKeys } from '../ssh/host-key-scan'
import { homeKeyProblem } from '../ssh/home-keys'
import { KnownHostsFile } from '../ssh/known-hosts-file'
import { sshRemotePathCheck } from '../ssh/remote-path'
import type { SshAccess } from '../ssh/ssh-access'
import { plainPlan } from '../ssh/ssh-plan'
import type { Account } from '../system/accounts'

/** The checks of a task over SSH, with TrueNAS's words and on its fields (truenas (c) 10 to 18). */
export class SshChecks {
  private readonly checkRemotePath

  constructor(
    private readonly access: SshAccess,
    private readonly connections: Connections,
    private readonly keyPairs: KeyPairs,
  ) {
    this.checkRemotePath = sshRemotePathCheck(access)
  }

  /** Whether the saved connection is there and its key can be used. */
  async credential({ sshCredentials: id }: TaskSettings): Promise<FieldError[]> {
    const wrong = (message: string) => [{ field: 'sshCredentials', message }]
    const connection = id === null ? null : this.connections.find(id)
    if (connection === null) {
      return wrong(
        id !== null && this.keyPairs.has(id)
          ? say('credentials.wrongType')
          : say('credentials.notFound'),
      )
    }
    if (!this.keyPairs.has(connection.keypairId)) return wrong(say('credentials.noPrivateKey'))
    try {
      await this.keyPairs.privateKey(connection.keypairId)
      return []
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return wrong(
        say('credentials.decryptingFailed', { name: connection.name, error: error.message }),
      )
    }
  }

  /**
   * Why the keys that ssh would offer do not let the user use SSH; null when all is well.
   * @param settings whose Remote Host can be read; null when it cannot
   */
  async homeKey(settings: TaskSettings | null, account: Account): Promise<FieldError[]> {
    const place = settings && sshPlaceOf(settings)
    try {
      const plan = place
        ? await this.access.config.plan(place, account)
        : plainPlan({ host: 'localhost', port: null, username: null }, account)
      const message = await homeKeyProblem(account, this.access.accounts, plan)
      return message === null ? [] : [{ field: 'user', message }]
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const field = error instanceof NoAnswer ? 'user' : 'remoteHost'
      return [{ field, message: error.message }]
    }
  }

  /** Whether the host can be trusted, and Remote Path is there if that is to be validated. */
  async remote(settings: TaskSettings, account: Account): Promise<FieldError[]> {
    const usesHome = settings.sshCredentials === null
    const problem = usesHome ? await this.prepareKnownHosts(settings, account) : null
    if (problem !== null) return [{ field: 'remoteHost', message: problem }]
    if (settings.validateRpath) return this.checkRemotePath(settings, account)
    const message = usesHome
      ? await this.whyUnknown(settings, account)
      : this.whyNotPinned(settings.sshCredentials)
    return message === null ? [] : [{ field: 'remoteHost', message }]
  }

  /** Checks 16; then, with SSH Keyscan, takes over the keys of a host that is not known yet. */
  private async prepareKnownHosts(settings: TaskSettings, account: Account) {
    const file = await this.knownHosts(settings, account)
    const problem = await file.problem()
    if (problem !== null || !settings.sshKeyscan || (await file.knows())) return problem
    try {
      const place = { ...placeOf(settings), connectTimeout: CONNECTION_DEFAULTS.connectTimeout }
      await file.add(await discoverHostKeys(place, this.access, account))
      return null
    } catch (error) {
      if (error instanceof AppError) return error.message
      throw error
    }
  }

  private async whyUnknown(settings: TaskSettings, account: Account): Promise<string | null> {
    const file = await this.knownHosts(settings, account)
    return (await file.knows()) ? null : say('ssh.notInFile', { path: file.path })
  }

  private async knownHosts(settings: TaskSettings, account: Account): Promise<KnownHostsFile> {
    const plan = await this.access.config.plan(placeOf(settings), account)
    return new KnownHostsFile(account, this.access.accounts, plan)
  }

  private whyNotPinned(id: number | null): string | null {
    const connection = id === null ? null : this.connections.find(id)
    return hostKeyLines(connection?.remoteHostKey ?? '').length > 0 ? null : say('ssh.unpinned')
  }
}

/** The schema has seen to it that the host can be read. */
function placeOf(settings: TaskSettings): SshPlaceOfTask {
  return sshPlaceOf(settings) ?? { host: '', port: CONNECTION_DEFAULTS.port, username: null }
}
