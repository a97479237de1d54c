import type { MissedPolicy } from '@common/schedule/decide'
import type { NotifyLevel } from '@common/desktop/notify-level'
import type { ScheduleFields } from '@common/schedule/schedule'
import { AS_SSH_HAS_IT } from '@common/task/ssh-place'
import { TASK_DEFAULTS, type Direction, type Mode, type Task } from '@common/task/task'
import { typedNumber } from '../../format/typed-number'

/**
 * What the form holds. Everything typed stays here, also for the mode that is not chosen;
 * {@link toSettings} leaves out what does not apply.
 */
export interface TaskFormValues {
  path: string
  user: string
  /** TrueNAS's form starts without one, so that nobody pushes where they meant to pull. */
  direction: Direction | null
  desc: string
  mode: Mode
  /** Of the form alone: which of the two ways of SSH. */
  connectUsing: 'home' | 'keychain'
  sshCredentials: number | null
  sshKeyscan: boolean
  /** Empty for what is stored. */
  modulePassword: string
  forgetPassword: boolean
  remoteHost: string
  remoteModule: string
  /** As typed: half a number must not turn into another one. */
  remotePort: string
  /** Of the form alone: port, and user where none is named, are left to ssh_config. */
  portAsSshHasIt: boolean
  remotePath: string
  validateRpath: boolean
  schedule: ScheduleFields | null
  recursive: boolean
  enabled: boolean
  times: boolean
  compress: boolean
  archive: boolean
  delete: boolean
  quiet: boolean
  preservePerm: boolean
  preserveAttr: boolean
  delayUpdates: boolean
  extra: string[]
  missedRuns: MissedPolicy
  /** As typed, like all numbers here; empty for any age. */
  missedMaxAge: string
  retries: string
  /** Empty for no limit, like the next. */
  deleteLimit: string
  deleteLimitPercent: string
  /** A list has no place for "none of these", so the app's default has a name. */
  notify: NotifyLevel | typeof AS_IN_SETTINGS
}

export const AS_IN_SETTINGS = 'DEFAULT'

export type FieldName = keyof TaskFormValues

const SSH_PORT = '22'

/** A form to fill in. */
export function emptyValues(user: string): TaskFormValues {
  const { recursive, enabled, times, compress, archive, quiet } = TASK_DEFAULTS
  const { preservePerm, preserveAttr, delayUpdates, validateRpath, mode } = TASK_DEFAULTS
  return {
    path: '',
    user,
    direction: null,
    desc: '',
    mode,
    connectUsing: 'home',
    sshCredentials: null,
    sshKeyscan: false,
    modulePassword: '',
    forgetPassword: false,
    remoteHost: '',
    remoteModule: '',
    remotePort: SSH_PORT,
    portAsSshHasIt: false,
    remotePath: '',
    validateRpath,
    schedule: null,
    ...{ recursive, enabled, times, compress, archive, delete: TASK_DEFAULTS.delete, quiet },
    ...{ preservePerm, preserveAttr, delayUpdates },
    extra: [],
    missedRuns: TASK_DEFAULTS.missedRuns,
    missedMaxAge: String(TASK_DEFAULTS.missedMaxAge),
    retries: String(TASK_DEFAULTS.retries),
    deleteLimit: String(TASK_DEFAULTS.deleteLimit),
    deleteLimitPercent: String(TASK_DEFAULTS.deleteLimitPercent),
    notify: AS_IN_SETTINGS,
  }
}

/** A form that shows a stored task. */
export function valuesOf(task: Task): TaskFormValues {
  const empty = emptyValues(task.user)
  const own = Object.fromEntries(
    Object.entries(empty).map(([name, value]) => [
      name,
      name in task ? task[name as keyof Task] : value,
    ]),
  ) as unknown as TaskFormValues
  return {
    ...own,
    connectUsing: task.sshCredentials === null ? 'home' : 'keychain',
    remoteHost: task.remoteHost ?? '',
    remoteModule: task.remoteModule ?? '',
    remotePort: String(task.remotePort || SSH_PORT),
    portAsSshHasIt: task.remotePort === AS_SSH_HAS_IT,
    extra: [...task.extra],
    missedMaxAge: typedText(task.missedMaxAge),
    deleteLimit: typedText(task.deleteLimit),
    deleteLimitPercent: typedText(task.deleteLimitPercent),
    retries: String(task.retries),
    notify: task.notify ?? AS_IN_SETTINGS,
  }
}

const typedText = (value: number | null) => (value === null ? '' : String(value))

/** The settings as main takes them: only what applies, the rest as its default. */
export function toSettings(values: TaskFormValues): Record<string, unknown> {
  const {
    connectUsing,
    portAsSshHasIt,
    modulePassword: _p,
    forgetPassword: _f,
    ...settings
  } = values
  const isSsh = values.mode === 'SSH'
  const isKeychain = isSsh && connectUsing === 'keychain'
  const sshPort = portAsSshHasIt ? AS_SSH_HAS_IT : typedPort(values.remotePort)
  return {
    ...settings,
    // Blanks around a host or module come from pasting; no such name has them.
    remoteHost: isKeychain ? null : values.remoteHost.trim(),
    remoteModule: isSsh ? null : values.remoteModule.trim(),
    remotePort: isSsh && !isKeychain ? sshPort : null,
    remotePath: isSsh ? values.remotePath : TASK_DEFAULTS.remotePath,
    validateRpath: isSsh ? values.validateRpath : TASK_DEFAULTS.validateRpath,
    // NaN, so that a connection that was not chosen is a wrong one.
    sshCredentials: isKeychain ? (values.sshCredentials ?? NaN) : null,
    sshKeyscan: isSsh && !isKeychain && values.sshKeyscan,
    notify: values.notify === AS_IN_SETTINGS ? null : values.notify,
    // The form's own are reactive, and nothing reactive passes through IPC.
    schedule: values.schedule && { ...values.schedule },
    extra: [...values.extra],
    missedMaxAge: typedNumber(values.missedMaxAge),
    retries: typedNumber(values.retries),
    deleteLimit: typedNumber(values.deleteLimit),
    deleteLimitPercent: typedNumber(values.deleteLimitPercent),
  }
}

/** A port as typed. 0 is the check box beside it; typed, it is no port. */
function typedPort(text: string): number | null {
  const port = typedNumber(text)
  return port === AS_SSH_HAS_IT ? NaN : port
}

/** What main takes beside the settings: a new password, or null for none. */
export function passwordChange(values: TaskFormValues): { modulePassword?: string | null } {
  if (values.mode !== 'MODULE') return {}
  if (values.modulePassword !== '') return { modulePassword: values.modulePassword }
  return values.forgetPassword ? { modulePassword: null } : {}
}

/** The form's field for a path such as `schedule.minute` or `extra[0]`; null if it has none. */
export function fieldOf(path: string): FieldName | null {
  const name = /^[a-zA-Z]+/.exec(path)?.[0] ?? ''
  return name in emptyValues('') ? (name as FieldName) : null
}
