import * as yup from 'yup'
import { NOTIFY_LEVELS } from '../desktop/notify-level'
import type { FieldError } from '../errors'
import { fieldErrors } from '../field-errors'
import { danglingOption } from '../rsync/parameter-advice'
import { splitWords } from '../rsync/words'
import { CRON_FIELDS, isCronField, type CronField } from '../schedule/cron-field'
import { MISSED_POLICIES } from '../schedule/decide'
import { nextRun, type ScheduleFields } from '../schedule/schedule'
import { utf8Length } from '../utf8'
import { isUserName, parseRemoteHost } from './remote-host'
import { TASK_DEFAULTS, type TaskSettings } from './task'

/** Linux's PATH_MAX less the final NUL is longer, but TrueNAS's limits keep tasks portable. */
const MAX_PATH_BYTES = 1023
const MAX_REMOTE_PATH_BYTES = 255
const MAX_TEXT = 1024

export const MESSAGES = {
  required: 'This field is required',
  userSpaces: 'User names cannot have spaces',
  credentialsWithModule: "SSH credentials can't be used when mode is MODULE",
  cron: 'Incorrect crontab value.',
  neverRuns: 'This schedule never comes up: there is no such day.',
} as const

/** A text field: no NUL (no program argument can hold one), a limit in bytes or characters. */
const text = () =>
  yup
    .string()
    .typeError('Enter text')
    .max(MAX_TEXT, `Enter at most ${MAX_TEXT} characters`)
    .test('no-nul', 'This text contains a NUL character', (value) => !value?.includes('\0'))

const atMostBytes = (bytes: number) => ({
  name: 'max-bytes',
  message: `Enter at most ${bytes} bytes`,
  test: (value: string | null | undefined) => utf8Length(value ?? '') <= bytes,
})

/** Blanks alone are as good as nothing. */
const notBlank = {
  name: 'not-blank',
  message: MESSAGES.required,
  test: (value: string | null | undefined) => !value || value.trim() !== '',
}

const flag = () => yup.boolean().typeError('Choose on or off').required(MESSAGES.required)

const choice = (values: readonly string[], message: string) =>
  yup.string().typeError(message).oneOf(values, message).required(MESSAGES.required)

const path = text().required(MESSAGES.required).test(atMostBytes(MAX_PATH_BYTES)).matches(/^\//, {
  message: 'Enter an absolute path, such as /srv/photos',
  excludeEmptyString: true,
})

const user = text()
  .required(MESSAGES.required)
  .matches(/^\S*$/, { message: MESSAGES.userSpaces, excludeEmptyString: true })
  .test(
    'user-name',
    'A user name cannot start with a dash or contain control characters, quotes, colons or slashes',
    (value) => !value || /\s/.test(value) || isUserName(value),
  )

const remoteHost = text()
  .nullable()
  .defined()
  .when(['mode', 'sshCredentials'], ([mode, credentials], schema) =>
    mode === 'MODULE' || credentials === null ? schema.required(MESSAGES.required) : schema,
  )
  .test(
    'remote-host',
    'Enter a host name or address, with user@ before it if the user differs',
    (value) => (!value ? true : parseRemoteHost(value) !== null),
  )
  .test(
    'port-in-host',
    'Enter the port in Remote SSH Port',
    (value, { parent }) => parent.mode !== 'SSH' || !value || parseRemoteHost(value)?.port == null,
  )

const PORT_MESSAGE = 'Enter a port from 1 to 65535'
const remotePort = yup
  .number()
  .typeError(PORT_MESSAGE)
  .integer(PORT_MESSAGE)
  .min(1, PORT_MESSAGE)
  .max(65535, PORT_MESSAGE)
  .nullable()
  .defined()
  .when(['mode', 'sshCredentials'], ([mode, credentials], schema) =>
    mode === 'SSH' && credentials === null ? schema.required(MESSAGES.required) : schema,
  )

const remoteModule = text()
  .nullable()
  .defined()
  .max(255, 'Enter at most 255 characters')
  .test(notBlank)
  .test(
    'module',
    'A module name cannot start with a dash or a slash or contain control characters',
    (value) => !value || /^(?![-/])[^\p{Cc}]+$/u.test(value),
  )
  .when('mode', ([mode], schema) =>
    mode === 'MODULE' ? schema.required(MESSAGES.required) : schema,
  )

const sshCredentials = yup
  .number()
  .typeError('Choose an SSH connection')
  .integer('Choose an SSH connection')
  .positive('Choose an SSH connection')
  .nullable()
  .defined()
  .test(
    'not-with-module',
    MESSAGES.credentialsWithModule,
    (value, { parent }) => value == null || parent.mode !== 'MODULE',
  )

const remotePath = text()
  .defined()
  .test(atMostBytes(MAX_REMOTE_PATH_BYTES))
  .test(notBlank)
  .when('mode', ([mode], schema) => (mode === 'SSH' ? schema.required(MESSAGES.required) : schema))

const cronField = (field: CronField) =>
  text()
    .required(MESSAGES.required)
    .test('cron', MESSAGES.cron, (value) => !value || isCronField(field, value))

const schedule = yup
  .object(
    Object.fromEntries(CRON_FIELDS.map((field) => [field, cronField(field)])) as Record<
      CronField,
      ReturnType<typeof cronField>
    >,
  )
  .typeError('A schedule has the parts minute, hour, dom, month and dow')
  .required(MESSAGES.required)
  .noUnknown('Unknown field: ${unknown}')
  .test(
    'comes-up',
    MESSAGES.neverRuns,
    (value) => !isWellFormed(value) || nextRun(value, new Date(0), 'UTC') !== null,
  )

/** yup asks this of values whose parts are of the wrong type, too. */
function isWellFormed(
  value: Partial<Record<CronField, unknown>> | null | undefined,
): value is ScheduleFields {
  return CRON_FIELDS.every((field) => {
    const part = value?.[field]
    return typeof part === 'string' && isCronField(field, part)
  })
}

const parameter = text()
  .required('Remove the empty entry')
  .test({ ...notBlank, message: 'Remove the empty entry' })
  .test('words', (value, { createError }) => {
    const words = splitWords(value ?? '')
    if (!words.ok) return createError({ message: `Please specify valid value: ${words.message}` })
    // It would turn everything after it, `-n` included, into paths.
    return (
      !words.words.includes('--') || createError({ message: '-- would end the options of rsync' })
    )
  })

/** Also the level of the app, which is a setting of its own. */
export const notifyLevel = () =>
  yup.string().oneOf([...NOTIFY_LEVELS], 'Choose All, Warnings, Errors or None')

const parameters = yup
  .array(parameter)
  .typeError('Enter a list of parameters')
  .required(MESSAGES.required)
  .test('dangling', (value, { createError, path }) => {
    const dangling = danglingOption((value ?? []).filter((one) => typeof one === 'string'))
    return (
      !dangling || createError({ path: `${path}[${dangling.index}]`, message: dangling.message })
    )
  })

const whole = (min: number, max: number, unit: string) => {
  const message = `Enter a number of ${unit} from ${min} to ${max}`
  return yup.number().typeError(message).integer(message).min(min, message).max(max, message)
}

/** The rules of a task: the form, IPC, import and the command line all ask this one. */
export const taskSchema = yup
  .object({
    path,
    user,
    direction: choice(['PUSH', 'PULL'], 'Choose Push or Pull'),
    desc: text().defined(),
    mode: choice(['MODULE', 'SSH'], 'Choose Module or SSH'),
    remoteHost,
    remotePort,
    remoteModule,
    sshCredentials,
    remotePath,
    validateRpath: flag(),
    sshKeyscan: flag(),
    schedule,
    recursive: flag(),
    enabled: flag(),
    times: flag(),
    compress: flag(),
    archive: flag(),
    delete: flag(),
    quiet: flag(),
    preservePerm: flag(),
    preserveAttr: flag(),
    delayUpdates: flag(),
    extra: parameters,
    missedRuns: yup
      .string()
      .oneOf(MISSED_POLICIES, 'Choose Run once or Skip')
      .required(MESSAGES.required),
    missedMaxAge: whole(1, 8784, 'hours').nullable().defined(),
    retries: whole(0, 10, 'retries').required(MESSAGES.required),
    notify: notifyLevel().nullable().defined(),
    deleteLimit: whole(1, 1_000_000_000, 'entries').nullable().defined(),
    deleteLimitPercent: whole(1, 99, 'per cent').nullable().defined(),
  })
  .noUnknown('Unknown field: ${unknown}')

export type TaskValidation =
  | { readonly ok: true; readonly settings: TaskSettings }
  | {
      readonly ok: false
      readonly errors: readonly FieldError[]
      /** The input with defaults, for checks on the fields that are sound. */
      readonly candidate: Readonly<Record<string, unknown>>
    }

/**
 * Checks the shape of a task: types strictly, nothing of the machine or the network. Settings
 * left out get their defaults.
 * @param input anything, in our names (see `fromWire` for TrueNAS's)
 */
export function validateTask(input: unknown): TaskValidation {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    const message = 'A task is an object with the settings as its keys'
    return { ok: false, errors: [{ field: '', message }], candidate: {} }
  }
  const value = withDefaults(input)
  try {
    taskSchema.validateSync(value, { abortEarly: false, strict: true })
    return { ok: true, settings: value as unknown as TaskSettings }
  } catch (error) {
    if (!(error instanceof yup.ValidationError)) throw error
    return {
      ok: false,
      errors: fieldErrors(error, Object.keys(taskSchema.fields)),
      candidate: value,
    }
  }
}

function withDefaults(input: object): Record<string, unknown> {
  const value: Record<string, unknown> = { ...TASK_DEFAULTS, ...input }
  const given: unknown = value['schedule']
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    value['schedule'] = { ...TASK_DEFAULTS.schedule, ...given }
  }
  return value
}
