import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { ConnectionFiles } from '@common/rsync/build-command'
import { knownHostsName, knownHostsText } from '@common/ssh/host-key-text'
import type { Account, Accounts } from '../system/accounts'
import { isBehindSudo, runAs } from '../system/run-as'
import { COMMON_TEMP, tempFolder, tempPrefixOf } from '../system/temp-folder'
import { startAgentAs } from './agent-behind-sudo'
import { describeHostKeys } from './fingerprint'
import type { PrivateKey } from './private-key'
import { SshAgent } from './ssh-agent'

/** What a connection offers and expects. */
export interface IdentityRequest {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly remoteHostKey: string
  readonly key: PrivateKey
}

/** Key and host keys as ssh takes them, until they are disposed of. */
export interface Identity {
  readonly files: ConnectionFiles
  /** To be called before each ssh that is to sign in with it. */
  announce(): void
  dispose(): Promise<void>
}

/** The longest name a unix socket can have on every system, less the part that is ours. */
const MAX_FOLDER_BYTES = 70

/** Lays out what ssh needs to sign in with a saved connection, in a folder only its user can enter. */
export class Identities {
  /** How the folders' names begin; other data folders have others. See `sweepTemp`. */
  private readonly prefix: string

  /** @param dataFolder which only one app uses at a time */
  constructor(
    dataFolder: string,
    private readonly accounts: Accounts,
    /** Whether the ssh in use proves its session to an agent (OpenSSH 8.9 and later). */
    private readonly isBindingExpected: () => Promise<boolean>,
  ) {
    this.prefix = tempPrefixOf(dataFolder)
  }

  /** Host keys, the public key, and the socket of an agent that has the private key. */
  open(request: IdentityRequest, account: Account): Promise<Identity> {
    return isBehindSudo(account, this.accounts)
      ? this.behindSudo(request, account)
      : this.withOwnAgent(request, account)
  }

  /**
   * The agent is in this process. As root the folder stays root's, also for another user: that user
   * may read the files and reach the socket, and can put nothing in their place, so that no link
   * laid there ever leads root elsewhere.
   */
  private async withOwnAgent(request: IdentityRequest, account: Account): Promise<Identity> {
    const isOther = account.uid !== this.accounts.current.uid
    const parent = isOther ? COMMON_TEMP : await this.parent()
    const folder = await mkdtemp(join(parent, this.prefix))
    const agent = new SshAgent(request.key, {
      username: request.username,
      hostKeys: describeHostKeys(request.remoteHostKey).map(({ base64 }) =>
        Buffer.from(base64, 'base64'),
      ),
      isBindingExpected: await this.isBindingExpected(),
    })
    const files = filesIn(folder)
    const dispose = async () => {
      await agent.close()
      await rm(folder, { recursive: true, force: true })
    }
    try {
      await writeFile(files.privateKey, publicKeyText(request), { mode: 0o600 })
      await writeFile(files.knownHosts, knownHosts(request), { mode: 0o600 })
      await agent.listen(files.agent)
      for (const path of Object.values(files)) {
        if (isOther) await chown(path, account.uid, account.gid)
        await chmod(path, 0o600)
      }
      // The folder last: until then nobody else can reach what is in it.
      if (isOther) await chmod(folder, 0o711)
      return { files, announce: () => agent.announce(), dispose }
    } catch (error) {
      await dispose()
      throw error
    }
  }

  private async behindSudo(request: IdentityRequest, account: Account): Promise<Identity> {
    const as = (program: string, argv: readonly string[], input?: string) =>
      this.mustRun(account, program, argv, input)
    const folder = await as('mktemp', ['-d', join(COMMON_TEMP, `${this.prefix}XXXXXX`)])
    const files = filesIn(folder)
    const remove = async () => void (await as('rm', ['-rf', '--', folder]).catch(() => undefined))
    try {
      await as('tee', [files.privateKey], publicKeyText(request))
      await as('tee', [files.knownHosts], knownHosts(request))
      const text = request.key.openSshText('')
      const { username, host, port } = request
      const stop = await startAgentAs(account, this.accounts, {
        ...{ socket: files.agent, keyText: text, knownHosts: files.knownHosts },
        destination: (await this.isBindingExpected())
          ? `${username}@${knownHostsName(host, port)}`
          : null,
      })
      return { files, announce: () => undefined, dispose: () => stop().then(remove) }
    } catch (error) {
      await remove()
      throw error
    }
  }

  /** A folder whose name a socket can have and ssh makes nothing of. */
  private async parent(): Promise<string> {
    const parent = await tempFolder(this.accounts.current.uid)
    const isPlain = /^[\w./-]+$/.test(parent) && Buffer.byteLength(parent) <= MAX_FOLDER_BYTES
    return isPlain ? parent : COMMON_TEMP
  }

  private async mustRun(
    account: Account,
    program: string,
    argv: readonly string[],
    input?: string,
  ): Promise<string> {
    const end = await runAs(account, this.accounts, program, argv, input)
    if (end.exitCode === 0) return end.stdout.trim()
    throw new AppError(
      'STORAGE_FAILED',
      say('ssh.keyNotGiven', { user: account.name, error: end.stderr.trim() }),
    )
  }
}

function filesIn(folder: string): ConnectionFiles {
  return {
    privateKey: join(folder, 'key.pub'),
    knownHosts: join(folder, 'known_hosts'),
    agent: join(folder, 'agent'),
  }
}

function publicKeyText(request: IdentityRequest): string {
  return `${request.key.publicLine('')}\n`
}

function knownHosts(request: IdentityRequest): string {
  return knownHostsText(request, request.remoteHostKey)
}
