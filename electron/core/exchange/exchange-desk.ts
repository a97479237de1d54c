import { AppError, invalidInput } from '@common/errors'
import { namesInUserColumn } from '@common/exchange/read-crontab'
import { readImport } from '@common/exchange/read-import'
import type { ImportReading } from '@common/exchange/reading'
import { NotExportable, writeTasks, type ExportKind } from '@common/exchange/write-tasks'
import { say } from '@common/i18n/say'
import { AS_SSH_HAS_IT, sshPlaceOf, type SshPlaceOfTask } from '@common/task/ssh-place'
import type { Task } from '@common/task/task'
import type { CredentialDesk } from '../credentials/credential-desk'
import type { SshConfig } from '../ssh/ssh-config'
import type { Accounts } from '../system/accounts'
import type { Programs } from '../system/programs'
import { whyNotRunAs } from '../system/run-as'
import type { TaskService } from '../task/task-service'

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
    const reading = readImport(text, context)
    const aliases = await this.aliasesIn(reading)
    if (aliases.size === 0) return reading
    const isInSshConfig = (user: string, host: string) => aliases.has(`${user} ${host}`)
    return readImport(text, { ...context, isInSshConfig })
  }

  /** Users and hosts of a text, `user host`, for which ssh_config has another port or user. */
  private async aliasesIn({ kind, found }: ImportReading): Promise<ReadonlySet<string>> {
    if (kind === 'truenas') return new Set()
    const named = new Map<string, [user: string, place: SshPlaceOfTask]>()
    for (const { settings } of found) {
      const isOpen = settings.mode === 'SSH' && settings.sshCredentials === null
      const place = isOpen ? sshPlaceOf({ ...settings, remotePort: AS_SSH_HAS_IT }) : null
      if (place) named.set(`${settings.user} ${place.host}`, [settings.user, place])
    }
    const asked = [...named].slice(0, MAX_HOSTS)
    const answers = await Promise.all(asked.map(([, [user, place]]) => this.isAlias(user, place)))
    return new Set(asked.flatMap(([key], i) => (answers[i] === true ? [key] : [])))
  }

  private async isAlias(name: string, place: SshPlaceOfTask): Promise<boolean> {
    const account = await this.accounts.find(name)
    if (!account || (await whyNotRunAs(account, this.accounts)) !== null) return false
    const plan = await this.sshConfig.plan(place, account).catch(() => null)
    return plan !== null && (plan.port !== DEFAULT_PORT || plan.user !== (place.username ?? name))
  }

  /** The users that a crontab of the system may name, with their home folders. */
  private async usersOf(text: string): Promise<ReadonlyMap<string, string>> {
    const names = ['root', ...namesInUserColumn(text)].slice(0, MAX_USERS)
    const accounts = await Promise.all(names.map((name) => this.accounts.find(name)))
    const known = accounts.filter((account) => account !== null)
    return new Map(known.map(({ name, home }) => [name, home]))
  }

  /**
   * Stores what was chosen of a text, all of it or nothing; what is here already is not added
   * again. The text is read anew: nobody's word is taken for what is in it.
   * @throws AppError INVALID_INPUT when nothing of it can be taken
   */
  async import(text: string, { chosen, enable }: ImportChoice): Promise<Task[]> {
    const { found } = await this.read(text)
    const wanted = chosen === null ? found : found.filter((_, index) => chosen.includes(index))
    if (wanted.length === 0)
      throw invalidInput([{ field: '', message: say('exchange.refused.nothing') }])
    const taken = wanted.filter(({ isKnown }) => !isKnown)
    return this.tasks.add(
      taken.map(({ settings, staysOff }) => ({
        ...settings,
        enabled: enable && staysOff !== true,
      })),
    )
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

  /** A task for a place that has not the user's ssh_config: what ssh makes of it is said in the task. */
  private async named(task: Task): Promise<Task> {
    const { accounts } = this
    const isOpen = task.mode === 'SSH' && task.remotePort === AS_SSH_HAS_IT
    const place = isOpen && task.sshCredentials === null ? sshPlaceOf(task) : null
    const account = place && (await accounts.find(task.user))
    if (!place || !account || (await whyNotRunAs(account, accounts)) !== null) return task
    const { port, user } = await this.sshConfig.plan(place, account)
    const isNamed = place.username !== null || user === task.user
    const remoteHost = isNamed ? task.remoteHost : `${user}@${task.remoteHost}`
    return { ...task, remoteHost, remotePort: port }
  }

  private connections() {
    return this.credentials.connections.list().map(({ item }) => item)
  }
}
