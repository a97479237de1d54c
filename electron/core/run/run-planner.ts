import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import {
  buildCommand,
  type CommandContext,
  type ConnectionTarget,
  type RsyncCommand,
} from '@common/rsync/build-command'
import type { Task, TaskSettings } from '@common/task/task'
import type { Connections } from '../credentials/connections'
import type { ModulePasswords } from '../credentials/module-passwords'
import type { SshAccess } from '../ssh/ssh-access'
import type { Account, Accounts } from '../system/accounts'
import { RsyncVersions } from '../system/rsync-version'
import { spawnAs, whyNotRunAs } from '../system/run-as'
import type { PreparedRun } from './perform-run'
import { RSYNC } from './programs'

export interface RunPlannerDeps {
  readonly accounts: Accounts
  readonly connections: Connections
  readonly access: SshAccess
  readonly passwords: ModulePasswords
}

export interface PlanOptions {
  readonly dryRun?: boolean
  /** Nothing may be deleted, whatever the task says. */
  readonly keepsAll?: boolean
  /** Variables added to the environment (see `runMarker`). */
  readonly marker?: Record<string, string>
}

/** Turns a task into what is spawned on this machine, for the user it names. */
export class RunPlanner {
  private readonly versions = new RsyncVersions(RSYNC)

  constructor(private readonly deps: RunPlannerDeps) {}

  /**
   * Everything a run needs; its `dispose` must be called when rsync has ended.
   * @throws AppError INVALID_INPUT when the user is unknown or cannot be used, or the connection
   *   is gone; SECRETS_UNREADABLE
   */
  async plan(task: Task, options: PlanOptions = {}): Promise<PreparedRun> {
    const account = await this.account(task.user)
    const password = task.mode === 'MODULE' ? await this.deps.passwords.reveal(task.id) : null
    const connection = this.connectionOf(task)
    const rsyncVersion = await this.versions.current()
    const identity = connection && (await this.deps.access.identityOf(connection, account))
    const { argv } = buildCommand(task, {
      dryRun: options.dryRun === true,
      keepsAll: options.keepsAll === true,
      hasPassword: password !== null,
      ...(connection && identity ? { connection, files: identity.files } : {}),
    })
    const spawn = spawnAs(account, this.deps.accounts, RSYNC, argv, options.marker)
    return {
      task,
      command: [RSYNC, ...argv],
      localSource: task.direction === 'PUSH' ? task.path : null,
      request: {
        spawn: password === null ? spawn : { ...spawn, input: `${password}\n` },
        compress: task.compress,
      },
      rsyncVersion,
      dispose: async () => identity?.dispose(),
    }
  }

  /**
   * The command of a task that is not run, with stand-ins for the files of a run.
   * @param given where the connection leads, when it is not a saved one
   * @throws AppError INVALID_INPUT on `sshCredentials`
   */
  command(task: TaskSettings & { id?: number }, given?: ConnectionTarget): RsyncCommand {
    const connection = given ?? this.connectionOf(task)
    const context: CommandContext = {
      hasPassword: task.id !== undefined && this.deps.passwords.has(task.id),
      ...(connection ? { connection } : {}),
    }
    return buildCommand(task, context)
  }

  private async account(name: string): Promise<Account> {
    const { accounts } = this.deps
    const account = await accounts.find(name)
    if (!account) {
      throw new AppError('INVALID_INPUT', say('machine.noUserToRun', { user: name }))
    }
    const refusal = await whyNotRunAs(account, accounts)
    if (refusal !== null)
      throw new AppError('INVALID_INPUT', say('machine.sentence', { reason: refusal }))
    return account
  }

  private connectionOf(task: TaskSettings) {
    if (task.mode !== 'SSH' || task.sshCredentials === null) return null
    const connection = this.deps.connections.find(task.sshCredentials)
    if (connection) return connection
    const message = say('credentials.notFound')
    throw new AppError('INVALID_INPUT', say('machine.sentence', { reason: message }), [
      { field: 'sshCredentials', message },
    ])
  }
}
