import { AppError, invalidInput } from '@common/errors'
import { namesInUserColumn } from '@common/exchange/read-crontab'
import { readInParts } from '@common/exchange/read-import'
import type { ImportReading, SshPlaceOfText, SshSaying } from '@common/exchange/reading'
import { NotExportable, writeTasks, type ExportKind } from '@common/exchange/write-tasks'
import { say } from '@common/i18n/say'
import { AS_SSH_HAS_IT, sshPlaceOf } from '@common/task/ssh-place'
import { taskName, type Task, type TaskSettings } from '@common/task/task'
import { unlessShortage } from '@common/text/system-error'
import type { CredentialDesk } from '../credentials/credential-desk'
import type { SshConfig } from '../ssh/ssh-config'
import type { Accounts } from '../system/accounts'
import type { Programs } from '../system/programs'
import { whyNotRunAs } from '../system/run-as'
import type { TaskService } from '../task/task-service'
import { inTurns } from './in-turns'

const MAX_DESC = 1024
/** More names are no users that a person wrote down. */
const MAX_USERS = 50
/** Of more hosts nobody asks ssh at once. */
const MAX_HOSTS = 20
const DEFAULT_PORT = 22

export interface ImportChoice {
  /** Places in the list of what was found; null takes all. */
  readonly chosen: readonly number[] | null
  /** Whether tasks run on their schedule at once; those that do more than copy never do. */
  readonly enable: boolean
}

interface SshQuestionOfText {
  readonly user: string
  readonly place: SshPlaceOfText
}

/**
 * The tasks that were chosen of a text, but for those that are here already.
 * @throws AppError INVALID_INPUT when nothing of it can be taken
 */
export function chosenOf(
  { found }: ImportReading,
  { chosen, enable }: ImportChoice,
): TaskSettings[] {
  const places = new Set(chosen)
  const wanted = chosen === null ? found : found.filter((_, index) => places.has(index))
  if (wanted.length === 0)
    throw invalidInput([{ field: '', message: say('exchange.refused.nothing') }])
  return wanted
    .filter(({ isKnown }) => !isKnown)
    .map(({ settings, staysOff }) => ({ ...settings, enabled: enable && !staysOff }))
}

const keyOf = (user: string, { host, username }: SshPlaceOfText) =>
  JSON.stringify([user, host, username])

/** Tasks that come from elsewhere, and go there. */
export class ExchangeDesk {
  constructor(
    private readonly tasks: TaskService,
    private readonly credentials: CredentialDesk,
    private readonly accounts: Accounts,
    private readonly programs: Pick<Programs, 'rsync' | 'ssh'>,
    private readonly sshConfig: Pick<SshConfig, 'plan'>,
  ) {}

  /** What a text is made of; stores nothing. */
  async read(text: string): Promise<ImportReading> {
    const { name, home } = this.accounts.current
    const users = await this.usersOf(text)
    const tasks = this.tasks.list()
    const context = { user: name, home, users, tasks, connections: this.connections() }
    const asked = new Map<string, SshQuestionOfText>()
    const reading = await inTurns(
      readInParts(text, {
        ...context,
        sshSays: (user, place) => {
          asked.set(keyOf(user, place), { user, place })
          return null
        },
      }),
    )
    const said = await this.askSsh([...asked.values()].slice(0, MAX_HOSTS))
    if (said.size === 0) return reading
    const sshSays = (user: string, place: SshPlaceOfText) => said.get(keyOf(user, place)) ?? null
    return inTurns(readInParts(text, { ...context, sshSays }))
  }

  /** Those for which ssh_config has something that a task would not have. */
  private async askSsh(
    questions: readonly SshQuestionOfText[],
  ): Promise<ReadonlyMap<string, SshSaying>> {
    const said = new Map<string, SshSaying>()
    const ask = async ({ user, place }: SshQuestionOfText) => {
      const saying = await this.sayingOf(user, place)
      if (saying?.isElsewhere === true || saying?.proxyJump != null)
        said.set(keyOf(user, place), saying)
    }
    await Promise.all(questions.map(ask))
    return said
  }

  private async sayingOf(user: string, place: SshPlaceOfText): Promise<SshSaying | null> {
    const account = await this.accounts.find(user)
    if (!account || (await whyNotRunAs(account, this.accounts)) !== null) return null
    const plan = await this.sshConfig
      .plan({ ...place, port: AS_SSH_HAS_IT }, account)
      .catch(unlessShortage(null))
    if (plan === null) return null
    const isElsewhere = plan.port !== DEFAULT_PORT || plan.user !== (place.username ?? user)
    return { isElsewhere, proxyJump: plan.proxyJump }
  }

  /** The users that a crontab of the system may name, with their home folders. */
  private async usersOf(text: string): Promise<ReadonlyMap<string, string>> {
    const names = ['root', ...namesInUserColumn(text)].slice(0, MAX_USERS)
    const accounts = await Promise.all(names.map((name) => this.accounts.find(name)))
    const known = accounts.filter((account) => account !== null)
    return new Map(known.map(({ name, home }) => [name, home]))
  }

  /**
   * Tasks as a text, without anything secret.
   * @param ids null for all
   * @throws AppError NOT_FOUND, INVALID_INPUT when a task cannot be said in that form
   */
  async write(kind: ExportKind, ids: readonly number[] | null): Promise<string> {
    const stored = ids === null ? this.tasks.list() : ids.map((id) => this.tasks.get(id))
    const tasks =
      kind === 'truenas' ? await Promise.all(stored.map((task) => this.named(task))) : stored
    const { passwords } = this.credentials
    try {
      return writeTasks(kind, tasks, {
        connections: this.connections(),
        hasPassword: (id) => passwords.has(id),
        rsyncProgram: this.programs.rsync,
        sshProgram: this.programs.ssh,
      })
    } catch (error) {
      if (!(error instanceof NotExportable)) throw error
      throw new AppError('INVALID_INPUT', error.message)
    }
  }

  /** A copy with everything but the history and the password; it does not run before it is enabled. */
  duplicate(id: number): Task {
    const { id: _id, revision: _revision, ...settings } = this.tasks.get(id)
    const desc = say('exchange.copyOf', { desc: settings.desc }).trim().slice(-MAX_DESC)
    return this.tasks.add([{ ...settings, desc, enabled: false }])[0] as Task
  }

  /**
   * A task for a place that has not the user's ssh_config: what ssh makes of it is said in the task.
   * @throws AppError INVALID_INPUT where ssh cannot be asked
   */
  private async named(task: Task): Promise<Task> {
    const { accounts } = this
    if (task.remotePort !== AS_SSH_HAS_IT) return task
    // The connection has the port, or the module: that of the task says nothing.
    if (task.mode !== 'SSH' || task.sshCredentials !== null) return { ...task, remotePort: null }
    const [place, account] = [sshPlaceOf(task), await accounts.find(task.user)]
    const reason = account
      ? await whyNotRunAs(account, accounts)
      : say('machine.noUser', { user: task.user })
    if (!place || !account || reason !== null) {
      const why = reason ?? say('rules.task.remoteHost')
      const message = say('exchange.export.unknownPort', { name: taskName(task), reason: why })
      throw new AppError('INVALID_INPUT', message)
    }
    const { port, user } = await this.sshConfig.plan(place, account)
    const isNamed = place.username !== null || user === task.user
    const remoteHost = isNamed ? task.remoteHost : `${user}@${task.remoteHost}`
    return { ...task, remoteHost, remotePort: port }
  }

  private connections() {
    return this.credentials.connections.list().map(({ item }) => item)
  }
}
