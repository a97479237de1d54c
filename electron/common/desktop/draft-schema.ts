import * as yup from 'yup'
import { MISSED_POLICIES } from '../schedule/decide'
import { CRON_FIELDS } from '../schedule/cron-field'
import { KEY_TYPES } from '../ssh/credentials'
import { NOTIFY_LEVELS } from './notify-level'
import type { Draft, DraftForm } from './page-state'

const text = yup.string()
const flag = yup.boolean()
const id = yup.number().integer().min(0)
const oneOf = (...values: readonly string[]) => yup.string().oneOf(values)

const schedule = yup
  .object(Object.fromEntries(CRON_FIELDS.map((field) => [field, yup.string().defined()])))
  .noUnknown()
  .nullable()
  .default(undefined)

const task = {
  path: text,
  user: text,
  desc: text,
  remoteHost: text,
  remoteModule: text,
  remotePath: text,
  direction: oneOf('PUSH', 'PULL').nullable(),
  mode: oneOf('MODULE', 'SSH'),
  connectUsing: oneOf('home', 'keychain'),
  sshCredentials: id.nullable(),
  sshKeyscan: flag,
  forgetPassword: flag,
  portAsSshHasIt: flag,
  validateRpath: flag,
  schedule,
  recursive: flag,
  enabled: flag,
  times: flag,
  compress: flag,
  archive: flag,
  delete: flag,
  quiet: flag,
  preservePerm: flag,
  preserveAttr: flag,
  delayUpdates: flag,
  extra: yup.array(yup.string().defined()),
  missedRuns: oneOf(...MISSED_POLICIES),
  // Numbers are kept as they were typed.
  remotePort: text,
  missedMaxAge: text,
  retries: text,
  deleteLimit: text,
  deleteLimitPercent: text,
  notify: oneOf(...NOTIFY_LEVELS, 'DEFAULT'),
}

const connection = {
  name: text,
  host: text,
  port: text,
  username: text,
  remoteHostKey: text,
  keypairId: id,
  connectTimeout: text,
}

const keyPair = { way: oneOf('generate', 'import'), name: text, type: oneOf(...KEY_TYPES) }

/** What each form holds, but for `DRAFT_SECRETS`; any of it may be left out. */
const VALUES: Readonly<Record<DraftForm, yup.AnyObjectSchema>> = {
  task: yup.object(task).noUnknown(),
  connection: yup.object(connection).noUnknown(),
  'task-connection': yup.object(connection).noUnknown(),
  'key-pair': yup.object(keyPair).noUnknown(),
}

/**
 * Whether the values of a draft are such as its form holds. The page that takes them up begins with
 * them, and a list in the place of a text would break its form.
 */
export function isOfItsForm({ form, values }: Pick<Draft, 'form'> & { values: unknown }): boolean {
  if (!Object.hasOwn(VALUES, form) || typeof values !== 'object' || values === null) return false
  // To yup these are left out; in the form they would stand in the place of what is there.
  if (Object.values(values).includes(undefined)) return false
  return VALUES[form].isValidSync(values, { strict: true })
}
