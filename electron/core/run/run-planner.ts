import { AppError } from '@common/errors'
import { buildCommand, type RsyncCommand } from '@common/rsync/build-command'
import type { TaskSettings } from '@common/task/task'
import type { Accounts } from '../system/accounts'
import { RsyncVersions } from '../system/rsync-version'
import { spawnAs, whyNotRunAs } from '../system/run-as'
import type { PreparedRun } from './perform-run'
import { RSYNC } from './programs'

/** Turns a task into what is spawned on this machine, for the user it names. */
export class RunPlanner {
  private readonly versions = new RsyncVersions(RSYNC)

  constructor(private readonly accounts: Accounts) {}

  /**
   * @param marker variables added to the environment (see `runMarker`)
   * @throws AppError INVALID_INPUT when the user is unknown or cannot be used
   */
  async plan(
    task: TaskSettings,
    options: { dryRun?: boolean; marker?: Record<string, string> } = {},
  ): Promise<PreparedRun> {
    const account = await this.accounts.find(task.user)
    if (!account)
      throw new AppError('INVALID_INPUT', `The user ${task.user} does not exist on this computer.`)
    const refusal = whyNotRunAs(account, this.accounts)
    if (refusal !== null) throw new AppError('INVALID_INPUT', `${refusal}.`)
    const { argv } = this.command(task, options.dryRun)
    const spawn = spawnAs(account, this.accounts, RSYNC, argv)
    return {
      command: [RSYNC, ...argv],
      localSource: task.direction === 'PUSH' ? task.path : null,
      request: {
        spawn: { ...spawn, env: { ...spawn.env, ...options.marker } },
        compress: task.compress,
      },
      rsyncVersion: await this.versions.current(),
    }
  }

  /** @throws AppError INVALID_INPUT for a task with a saved connection, which has none yet */
  command(task: TaskSettings, dryRun = false): RsyncCommand {
    if (task.mode === 'SSH' && task.sshCredentials !== null) {
      throw new AppError('INVALID_INPUT', 'Credential does not exist', [
        { field: 'sshCredentials', message: 'Credential does not exist' },
      ])
    }
    return buildCommand(task, { dryRun })
  }
}
