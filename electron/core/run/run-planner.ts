import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { changedByAlias } from '@common/rsync/alias-changes'
import {
  buildCommand,
  type CommandContext,
  type ConnectionTarget,
  type RsyncCommand,
} from '@common/rsync/build-command'
import {
  buildFarListing,
  buildFarTrial,
  buildListing,
  type FarTrial,
} from '@common/rsync/build-listing'
import { ioTimeout } from '@common/rsync/option-questions'
import { passwordErrors, runErrors } from '@common/rsync/parameter-rules'
import { readOptions } from '@common/rsync/read-options'
import { programErrors } from '@common/rsync/program-check'
import type { RsyncProgram } from '@common/rsync/rsync-program'
import { linesOf } from '@common/run/what-was-said'
import type { SshConnection } from '@common/ssh/credentials'
import type { Task, TaskSettings } from '@common/task/task'
import type { OwnData } from '../guard/own-data'
import type { Connections } from '../credentials/connections'
import type { ModulePasswords } from '../credentials/module-passwords'
import type { SshAccess } from '../ssh/ssh-access'
import { SSH_FAILED } from '../ssh/ssh-session'
import type { Account, Accounts } from '../system/accounts'
import type { Programs } from '../system/programs'
import { spawnAs, whyNotRunAs } from '../system/run-as'
import type { PreparedRun, RunCommand } from './perform-run'
import { poptAliases } from './popt-files'

/** Milliseconds that a sender is given to say goodbye over a slow line. */
const PUSH_KILL_GRACE_MS = 1500

export interface RunPlannerDeps {
  readonly accounts: Accounts
  readonly connections: Connections
  readonly access: SshAccess
  readonly passwords: ModulePasswords
  readonly programs: Programs
  readonly own: Pick<OwnData, 'rules'>
}

export interface PlanOptions {
  readonly dryRun?: boolean
  /** Lists what is the same on both sides, too. */
  readonly listsAll?: boolean
  /** Lists all that is, see `CommandContext`. */
  readonly countsAll?: boolean
  /** Lists the destination instead: see `buildListing`. */
  readonly isListing?: boolean
  /** And what its filters leave out as well. */
  readonly listsHidden?: boolean
  /** Lists the other side instead: see `buildFarListing`. */
  readonly listsFar?: boolean
  /** Asks it about these files instead: see `buildFarTrial`. */
  readonly tries?: FarTrial
  /** Variables added to the environment (see `runMarker`). */
  readonly marker?: Record<string, string>
}

/** Turns a task into what is spawned on this machine, for the user it names. */
export class RunPlanner {
  constructor(private readonly deps: RunPlannerDeps) {}

  /**
   * Everything a run needs; its `dispose` must be called when rsync has ended.
   * @throws AppError INVALID_INPUT when the user is unknown or cannot be used, or the connection
   *   is gone, or this computer's rsync cannot do what the task asks, or the password of the module
   *   is for another place; SECRETS_UNREADABLE; NoAnswer
   */
  async plan(task: Task, options: PlanOptions = {}): Promise<PreparedRun> {
    const account = await this.account(task.user)
    const password = await this.deps.passwords.reveal(task)
    const connection = this.connectionOf(task)
    const rsync = await this.deps.programs.current()
    assertCapable(task, rsync)
    assertSafe(task, password !== null)
    // Before there is an identity, which would have to be taken back.
    const aliases = await poptAliases(account, this.deps.accounts)
    const ownRules = await this.deps.own.rules(task)
    const identity = connection && (await this.deps.access.identityOf(connection, account))
    identity?.announce()
    const itemPrefix = `@@${randomBytes(6).toString('hex')}|`
    const context: CommandContext = {
      dryRun: options.dryRun === true,
      listsAll: options.listsAll === true,
      countsAll: options.countsAll === true,
      ...{ ownRules, hasPassword: password !== null },
      sshProgram: this.deps.programs.ssh,
      ...(connection && identity ? { connection, files: identity.files } : {}),
    }
    const program = this.deps.programs.rsync
    const commandOf = async (keepsAll: boolean): Promise<RunCommand> => {
      const argv = argvOf(task, options, { ...context, itemPrefix, keepsAll })
      const changed = changedByAlias(argv, aliases)
      if (changed !== null)
        throw new AppError('INVALID_INPUT', say('machine.poptAlias', { option: changed }))
      const spawn = await spawnAs(account, this.deps.accounts, program, argv, options.marker)
      return {
        command: [program, ...argv],
        request: {
          spawn: {
            ...spawn,
            ...(password === null ? {} : { input: `${password}\n` }),
            // What was sent is kept over there, however rsync ends here; waiting would only flush it.
            ...(task.direction === 'PUSH' ? { killGraceMs: PUSH_KILL_GRACE_MS } : {}),
          },
          ...{ itemPrefix, task },
          silenceSeconds: ioTimeout(readOptions(argv, aliases)),
        },
      }
    }
    const dispose = async () => identity?.dispose()
    const command = await commandOf(false).catch(async (error: unknown) => {
      await dispose()
      throw error
    })
    return {
      ...{ task, ...command, keepingAll: () => commandOf(true) },
      assertSameWay: () => this.assertSameWay(task, connection),
      localSource: task.direction === 'PUSH' ? task.path : null,
      rsyncVersion: rsync?.version ?? null,
      askAccount: (stop) => this.askAccount(task, account, stop),
      dispose,
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
      hasPassword: this.deps.passwords.isFor({ id: 0, ...task }),
      sshProgram: this.deps.programs.ssh,
      ...(connection ? { connection } : {}),
    }
    return buildCommand(task, context)
  }

  /** Logs in once more and runs `true`, which an account with a shell does. */
  private async askAccount(
    task: Task,
    account: Account,
    stop: AbortSignal,
  ): Promise<readonly string[] | null> {
    if (task.mode !== 'SSH') return null
    const { access } = this.deps
    const end = await access
      .withTask(task, account, (sessions, target) => sessions.run(target, 'true', [], stop))
      .catch(() => null)
    if (end === null || end.isTimeout || end.exitCode === 0 || end.exitCode === SSH_FAILED)
      return null
    return linesOf(end.stdout, end.stderr)
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

  private assertSameWay(task: Task, before: SshConnection | null): void {
    if (isDeepStrictEqual(this.connectionOf(task), before)) return
    const message = say('runs.connectionChanged')
    throw new AppError('CONFLICT', message, [{ field: 'sshCredentials', message }])
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

function argvOf(task: Task, options: PlanOptions, context: CommandContext): readonly string[] {
  if (options.isListing === true) return buildListing(task, context, options.listsHidden)
  if (options.listsFar === true) return buildFarListing(task, context)
  if (options.tries) return buildFarTrial(task, options.tries, context)
  return buildCommand(task, context).argv
}

/** A task that was stored before these rules does not run, nor one with words that are no options. */
function assertSafe(task: TaskSettings, hasPassword: boolean): void {
  const found = [...runErrors(task), ...(hasPassword ? passwordErrors(task) : [])]
  const errors = found.map(({ index, message }) => ({ field: `extra[${index}]`, message }))
  const [first] = errors
  if (first) throw new AppError('INVALID_INPUT', `${first.message}.`, errors)
}

/** Said before the run: rsync itself would say it as an unknown option, or after half of the work. */
function assertCapable(task: TaskSettings, rsync: RsyncProgram | null): void {
  const errors = rsync === null ? [] : programErrors(task, rsync)
  const [first] = errors
  if (first) throw new AppError('INVALID_INPUT', `${first.message}.`, errors)
}
