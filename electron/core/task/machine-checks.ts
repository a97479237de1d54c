import { append } from '@common/lists'
import { isAbsent, systemErrorText } from '@common/text/system-error'
import type { FieldError } from '@common/errors'
import { say } from '@common/i18n/say'
import { deletes } from '@common/guard/deletes'
import type { FindingKind } from '@common/guard/finding'
import { adviseParameters } from '@common/rsync/parameter-advice'
import { programErrors } from '@common/rsync/program-check'
import { AS_SSH_HAS_IT } from '@common/task/ssh-place'
import { TASK_DEFAULTS, type TaskSettings } from '@common/task/task'
import { errorOf } from '../files/program-errors'
import { factsOf } from '../files/files'
import { NoAnswer } from '../files/no-answer'
import type { FarSides } from '../guard/far-side'
import type { OwnData } from '../guard/own-data'
import { shapeFindings } from '../guard/place-findings'
import type { Account, Accounts } from '../system/accounts'
import { askingAs, HELPER_SECONDS, isBehindSudo, runAs, whyNotRunAs } from '../system/run-as'
import type { Programs } from '../system/programs'
import type { SshChecks } from './ssh-checks'

export interface MachineCheckDeps {
  readonly accounts: Accounts
  readonly ssh: Pick<SshChecks, 'credential' | 'homeKey' | 'remote'>
  readonly programs: Pick<Programs, 'current'>
  readonly farSides: Pick<FarSides, 'of'>
  readonly own: Pick<OwnData, 'holds'>
}

/** Checks of a task that ask this machine and the network. The schema has seen it before. */
export class MachineChecks {
  constructor(private readonly deps: MachineCheckDeps) {}

  /**
   * @param given settings of which some may be anything
   * @param broken those that the schema found fault with, which are not asked about again
   * @param changed the settings that are new; the rest was checked when it was saved, and a
   *   task must stay editable while its disk or host is away
   */
  async check(
    given: TaskSettings,
    broken: ReadonlySet<string>,
    changed: ReadonlySet<string>,
  ): Promise<FieldError[]> {
    const settings = { ...given, ...withDefaults(broken) }
    const sound = (...fields: (keyof TaskSettings)[]) => !fields.some((field) => broken.has(field))
    const errors: FieldError[] = []
    const account = sound('user') ? await this.checkUser(settings, errors) : null
    if (settings.mode === 'SSH' && sound('mode', 'sshCredentials')) {
      if (settings.sshCredentials !== null) append(errors, await this.deps.ssh.credential(settings))
      else if (account) {
        // The keys that ssh offers depend on the host; a wrong port has its own error.
        const way = sound('remotePort') ? settings : { ...settings, remotePort: AS_SSH_HAS_IT }
        append(errors, await this.deps.ssh.homeKey(sound('remoteHost') ? way : null, account))
      }
    }
    if (sound('path') && changed.has('path')) await this.checkLocalPath(settings, account, errors)
    if (sound('extra') && changed.has('extra')) checkParameters(settings, errors)
    if (sound('extra', 'preserveAttr')) await this.checkProgram(settings, changed, errors)
    const isThere = !errors.some(({ field }) => field === 'path')
    if (isThere && sound(...PLACE_SETTINGS) && PLACE_SETTINGS.some((field) => changed.has(field))) {
      append(errors, await this.checkPlaces(settings, account).catch(asFieldError))
    }
    if (broken.size > 0 || errors.length > 0 || account === null) return errors
    if (settings.mode === 'SSH' && settings.enabled && asksRemote(changed)) {
      append(errors, await this.deps.ssh.remote(settings, account))
    }
    return errors
  }

  /** What rsync cannot do at all is said by the run, and on the Settings screen. */
  private async checkProgram(
    settings: TaskSettings,
    changed: ReadonlySet<string>,
    errors: FieldError[],
  ): Promise<void> {
    const rsync = await this.deps.programs.current()
    const all = rsync === null ? [] : programErrors(settings, rsync)
    const isAsked = ({ field }: FieldError) => changed.has(/^\w*/.exec(field)?.[0] ?? '')
    append(errors, all.filter(isAsked))
  }

  /** What no approval could make right and would lose files; the rest is asked before a run. */
  private async checkPlaces(
    settings: TaskSettings,
    account: Account | null,
  ): Promise<FieldError[]> {
    const { farSides, own, accounts } = this.deps
    const far = await farSides.of(settings)
    const patience = { asUser: askingAs(account, accounts) }
    return (await shapeFindings({ task: settings, far, home: '/', own, patience }))
      .filter(({ kind, canRunAnyway }) => !canRunAnyway && (LOSING.has(kind) || deletes(settings)))
      .map(({ field, message }) => ({ field: field ?? '', message }))
  }

  private async checkUser({ user }: TaskSettings, errors: FieldError[]): Promise<Account | null> {
    const account = await this.deps.accounts.find(user)
    const message = account
      ? await whyNotRunAs(account, this.deps.accounts)
      : say('machine.noUser', { user })
    if (message === null) return account
    errors.push({ field: 'user', message })
    return null
  }

  private async checkLocalPath(
    { path }: TaskSettings,
    account: Account | null,
    errors: FieldError[],
  ): Promise<void> {
    // What another user can see, only that user can tell.
    const message =
      account && isBehindSudo(account, this.deps.accounts)
        ? await whyNoFolderOf(path, account, this.deps.accounts)
        : await whyNoFolder(path)
    if (message !== null) errors.push({ field: 'path', message })
  }
}

/** What stands in the place of settings that are not what they should be. */
function withDefaults(broken: ReadonlySet<string>): Partial<TaskSettings> {
  const defaults = Object.entries({ ...TASK_DEFAULTS, path: '/', user: '' })
  return Object.fromEntries(defaults.filter(([name]) => broken.has(name)))
}

/** @throws whatever is no answer that did not come */
function asFieldError(error: unknown): FieldError[] {
  if (error instanceof NoAnswer) return [{ field: 'path', message: error.message }]
  throw error
}

/** Whether the task deletes or not. */
const LOSING: ReadonlySet<FindingKind> = new Set(['option-into-source', 'app-folder'])

/** What decides where a task copies to, and whether it deletes there. */
const PLACE_SETTINGS: readonly (keyof TaskSettings)[] = [
  ...(['path', 'direction', 'mode', 'remoteHost', 'remotePath', 'sshCredentials'] as const),
  ...(['delete', 'extra'] as const),
]

const REMOTE_SETTINGS: readonly (keyof TaskSettings)[] = [
  'mode',
  'user',
  'remoteHost',
  'remotePort',
  'remotePath',
  'sshCredentials',
  'sshKeyscan',
  'validateRpath',
]

function asksRemote(changed: ReadonlySet<string>): boolean {
  return REMOTE_SETTINGS.some((field) => changed.has(field))
}

/** Not a rule of the schema: a task from elsewhere must be readable, with its faults, to be mended. */
function checkParameters({ extra }: TaskSettings, errors: FieldError[]): void {
  const [first] = adviseParameters(extra).filter(({ level }) => level === 'error')
  if (first) errors.push({ field: `extra[${first.index}]`, message: first.message })
}

const isFile = (path: string) => say('machine.isFile', { path })
const isMissing = (path: string) => say('machine.noDirectory', { path })

async function whyNoFolder(path: string): Promise<string | null> {
  try {
    return (await factsOf(path)).kind === 'folder' ? null : isFile(path)
  } catch (error) {
    return whyUnreachable(path, error)
  }
}

/** Only where nothing is there is it said that nothing is. */
function whyUnreachable(path: string, error: unknown): string {
  if (isAbsent(error)) return isMissing(path)
  const { code } = error as NodeJS.ErrnoException
  return code === 'EACCES' ? say('machine.unreadable', { path }) : systemErrorText(error)
}

async function whyNoFolderOf(
  path: string,
  account: Account,
  accounts: Accounts,
): Promise<string | null> {
  const ask = (program: string, ...argv: string[]) => runAs(account, accounts, program, argv)
  try {
    if ((await ask('test', '-d', path)).exitCode === 0) return null
    // `test` does not say why.
    const { exitCode, isTimeout, stderr } = await ask('ls', '-dL', '--', path)
    if (isTimeout) return new NoAnswer(path, null, HELPER_SECONDS).message
    return exitCode === 0 ? isFile(path) : whyUnreachable(path, errorOf(stderr, path))
  } catch (error) {
    return systemErrorText(error)
  }
}
