import { stat } from 'node:fs/promises'
import type { FieldError } from '@common/errors'
import { adviseParameters } from '@common/rsync/parameter-advice'
import type { TaskSettings } from '@common/task/task'
import { homeKeyProblem } from '../ssh/home-keys'
import type { Account, Accounts } from '../system/accounts'
import { whyNotRunAs } from '../system/run-as'
import type { RemotePathCheck } from '../ssh/remote-path'

/**
 * Checks of a task that ask this machine and the network. The schema has seen it before:
 * `broken` are the fields it found fault with, which are not asked about again.
 */
export class MachineChecks {
  constructor(
    private readonly accounts: Accounts,
    private readonly checkRemotePath: RemotePathCheck,
  ) {}

  /**
   * @param changed the settings that are new; the rest was checked when it was saved, and a
   *   task must stay editable while its disk or host is away
   */
  async check(
    settings: TaskSettings,
    broken: ReadonlySet<string>,
    changed: ReadonlySet<string>,
  ): Promise<FieldError[]> {
    const sound = (...fields: (keyof TaskSettings)[]) => !fields.some((field) => broken.has(field))
    const errors: FieldError[] = []
    const account = sound('user') ? await this.checkUser(settings, errors) : null
    const usesHomeKey = settings.mode === 'SSH' && settings.sshCredentials === null
    if (account && usesHomeKey && sound('mode', 'sshCredentials'))
      await checkHomeKey(account, errors)
    if (sound('path') && changed.has('path')) await checkLocalPath(settings, errors)
    if (sound('extra') && changed.has('extra')) checkParameters(settings, errors)
    if (broken.size > 0 || errors.length > 0 || account === null) return errors
    if (usesHomeKey && settings.enabled && settings.validateRpath && asksRemote(changed)) {
      errors.push(...(await this.checkRemotePath(settings, account)))
    }
    return errors
  }

  private async checkUser({ user }: TaskSettings, errors: FieldError[]): Promise<Account | null> {
    const account = await this.accounts.find(user)
    const message = account
      ? whyNotRunAs(account, this.accounts)
      : `Provided user "${user}" does not exist`
    if (message !== null) errors.push({ field: 'user', message })
    return account
  }
}

const REMOTE_SETTINGS: readonly (keyof TaskSettings)[] = [
  'mode',
  'user',
  'remoteHost',
  'remotePort',
  'remotePath',
  'sshCredentials',
  'validateRpath',
]

function asksRemote(changed: ReadonlySet<string>): boolean {
  return REMOTE_SETTINGS.some((field) => changed.has(field))
}

async function checkHomeKey(account: Account, errors: FieldError[]): Promise<void> {
  const message = await homeKeyProblem(account.home)
  if (message !== null) errors.push({ field: 'user', message })
}

/** Not a rule of the schema: a task from elsewhere must be readable, with its faults, to be mended. */
function checkParameters({ extra }: TaskSettings, errors: FieldError[]): void {
  const [first] = adviseParameters(extra).filter(({ level }) => level === 'error')
  if (first) errors.push({ field: `extra[${first.index}]`, message: first.message })
}

async function checkLocalPath({ path }: TaskSettings, errors: FieldError[]): Promise<void> {
  try {
    if (!(await stat(path)).isDirectory()) {
      errors.push({ field: 'path', message: `${path} is a file; choose a directory` })
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const message =
      code === 'EACCES'
        ? `${path} cannot be read by this user`
        : `There is no directory ${path} on this computer`
    errors.push({ field: 'path', message })
  }
}
