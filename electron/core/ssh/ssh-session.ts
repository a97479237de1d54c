import { sshWords, unattended, type ConnectionFiles } from '@common/rsync/build-command'
import type { SpawnRequest } from '../run/process-group'
import type { Account, Accounts } from '../system/accounts'
import { spawnAs } from '../system/run-as'
import { runProgram, type Finished } from '../system/run-program'

/** Where ssh goes and as whom. */
export interface SshTarget {
  readonly host: string
  /** 0: as ssh has it. */
  readonly port: number
  readonly username: string
  readonly connectTimeout: number
  /** Of a saved connection; null with the keys in the user's home directory. */
  readonly files: ConnectionFiles | null
  /** Called before each ssh: the agent of the connection signs in no more sessions than these. */
  readonly announce?: () => void
}

/** What ssh answers with when it is ssh that failed, not the remote command. */
export const SSH_FAILED = 255

/** Starts the very ssh a run would use, as the same local user. */
export class SshSessions {
  constructor(
    private readonly account: Account,
    private readonly accounts: Accounts,
    private readonly sshProgram: string,
  ) {}

  /**
   * Runs a command on the remote host; never longer than the connect timeout.
   * @param command read by the remote shell
   * @param options such as `-o LogLevel=VERBOSE`
   */
  async run(
    target: SshTarget,
    command: string,
    options: readonly string[] = [],
    stop?: AbortSignal,
  ): Promise<Finished> {
    const request = await this.request(target, ['-T', ...options], [command])
    return runProgram(request, target.connectTimeout * 1000, { stop })
  }

  /** What is spawned for a subsystem of the remote host, such as sftp. */
  subsystem(target: SshTarget, name: string): Promise<SpawnRequest> {
    return this.request(target, ['-T', '-s'], [name])
  }

  private request(target: SshTarget, options: readonly string[], words: readonly string[]) {
    const { host, port, username, files, connectTimeout } = target
    const { sshProgram } = this
    target.announce?.()
    const context = { sshProgram, ...(files ? { connection: target, files } : {}) }
    const [program = 'ssh', ...common] = sshWords(port, context)
    // The first value given to ssh counts.
    const timeout = ['-o', `ConnectTimeout=${connectTimeout}`]
    const argv = [...common, ...timeout, ...unattended(context), ...options]
    const place = ['-l', username, '--', host]
    return spawnAs(this.account, this.accounts, program, [...argv, ...place, ...words])
  }
}
