import * as yup from 'yup'
import { NOTIFY_LEVELS } from '../desktop/notify-level'
import type { FieldError } from '../errors'
import { fieldErrors, unknownField } from '../field-errors'
import { say, sayLater, type Sentence } from '../i18n/say'
import { isTooDeep } from '../plain-data'
import { CRON_FIELDS, isCronField, type CronField } from '../schedule/cron-field'
import { MISSED_POLICIES } from '../schedule/decide'
import { nextRun, type ScheduleFields } from '../schedule/schedule'
import { utf8Length } from '../utf8'
import { onlyOneTop, parameters } from './parameter-fields'
import { isUserName, parseRemoteHost } from './remote-host'
import { AS_SSH_HAS_IT } from './ssh-place'
import { TASK_DEFAULTS, type TaskSettings } from './task'
import { notBlank, REQUIRED, text } from './text-field'

/** Linux's PATH_MAX less the final NUL is longer, but TrueNAS's limits keep tasks portable. */
const MAX_PATH_BYTES = 1023
const MAX_REMOTE_PATH_BYTES = 255

const atMostBytes = (bytes: number) => ({
  name: 'max-bytes',
  message: sayLater('rules.maxBytes', { max: bytes }),
  test: (value: string | null | undefined) => utf8Length(value ?? '') <= bytes,
})

const flag = () => yup.boolean().typeError(sayLater('rules.onOrOff')).required(REQUIRED)

const choice = (values: readonly string[], message: () => string) =>
  yup.string().typeError(message).oneOf(values, message).required(REQUIRED)

const path = text()
  .required(REQUIRED)
  .test(atMostBytes(MAX_PATH_BYTES))
  .matches(/^\//, {
    message: sayLater('rules.task.path'),
    excludeEmptyString: true,
  })
  .test(onlyOneTop(({ direction }) => direction === 'PUSH'))

const user = text()
  .required(REQUIRED)
  .matches(/^\S*$/, { message: sayLater('rules.userSpaces'), excludeEmptyString: true })
  .test(
    'user-name',
    sayLater('rules.userName'),
    (value) => !value || /\s/.test(value) || isUserName(value),
  )

const remoteHost = text()
  .nullable()
  .defined()
  .when(['mode', 'sshCredentials'], ([mode, credentials], schema) =>
    mode === 'MODULE' || credentials === null ? schema.required(REQUIRED) : schema,
  )
  .test('remote-host', sayLater('rules.task.remoteHost'), (value) =>
    !value ? true : parseRemoteHost(value) !== null,
  )
  .test(
    'port-in-host',
    sayLater('rules.task.portInHost'),
    (value, { parent }) => parent.mode !== 'SSH' || !value || parseRemoteHost(value)?.port == null,
  )

const PORT_MESSAGE = sayLater('rules.port')
const remotePort = yup
  .number()
  .typeError(PORT_MESSAGE)
  .integer(PORT_MESSAGE)
  // 0: as ssh has it.
  .min(AS_SSH_HAS_IT, PORT_MESSAGE)
  .max(65535, PORT_MESSAGE)
  .nullable()
  .defined()
  .when(['mode', 'sshCredentials'], ([mode, credentials], schema) =>
    mode === 'SSH' && credentials === null ? schema.required(REQUIRED) : schema,
  )

const remoteModule = text()
  .nullable()
  .defined()
  .max(255, sayLater('rules.maxCharacters', { max: 255 }))
  .test(notBlank)
  .test(
    'module',
    sayLater('rules.task.module'),
    (value) => !value || /^(?![-/])[^\p{Cc}]+$/u.test(value),
  )
  .when('mode', ([mode], schema) => (mode === 'MODULE' ? schema.required(REQUIRED) : schema))
  .test(onlyOneTop(({ direction, mode }) => direction === 'PULL' && mode === 'MODULE'))

const CHOOSE_CONNECTION = sayLater('rules.task.sshConnection')
const sshCredentials = yup
  .number()
  .typeError(CHOOSE_CONNECTION)
  .integer(CHOOSE_CONNECTION)
  .positive(CHOOSE_CONNECTION)
  .nullable()
  .defined()
  .test(
    'not-with-module',
    sayLater('rules.task.credentialsWithModule'),
    (value, { parent }) => value == null || parent.mode !== 'MODULE',
  )

const remotePath = text()
  .defined()
  .test(atMostBytes(MAX_REMOTE_PATH_BYTES))
  .test(notBlank)
  .when('mode', ([mode], schema) => (mode === 'SSH' ? schema.required(REQUIRED) : schema))
  .test(onlyOneTop(({ direction, mode }) => direction === 'PULL' && mode === 'SSH'))

const cronField = (field: CronField) =>
  text()
    .required(REQUIRED)
    .test('cron', sayLater('rules.task.cron'), (value) => !value || isCronField(field, value))

const schedule = yup
  .object(
    Object.fromEntries(CRON_FIELDS.map((field) => [field, cronField(field)])) as Record<
      CronField,
      ReturnType<typeof cronField>
    >,
  )
  .typeError(sayLater('rules.task.scheduleParts'))
  .required(REQUIRED)
  .noUnknown(unknownField)
  .test(
    'comes-up',
    sayLater('rules.task.neverRuns'),
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

/** Also the level of the app, which is a setting of its own. */
export const notifyLevel = () =>
  yup.string().oneOf([...NOTIFY_LEVELS], sayLater('rules.task.notify'))

const whole = (min: number, max: number, rule: Sentence) => {
  const message = sayLater(rule, { min, max })
  return yup.number().typeError(message).integer(message).min(min, message).max(max, message)
}

/** The rules of a task: the form, IPC, import and the command line all ask this one. */
export const taskSchema = yup
  .object({
    path,
    user,
    direction: choice(['PUSH', 'PULL'], sayLater('rules.task.direction')),
    desc: text().defined(),
    mode: choice(['MODULE', 'SSH'], sayLater('rules.task.mode')),
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
      .oneOf(MISSED_POLICIES, sayLater('rules.task.missedRuns'))
      .required(REQUIRED),
    missedMaxAge: whole(1, 8784, 'rules.task.hours').nullable().defined(),
    retries: whole(0, 10, 'rules.task.retries').required(REQUIRED),
    notify: notifyLevel().nullable().defined(),
    deleteLimit: whole(1, 1_000_000_000, 'rules.task.entries').nullable().defined(),
    deleteLimitPercent: whole(1, 99, 'rules.task.percent').nullable().defined(),
  })
  .noUnknown(unknownField)

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
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input)
  if (!isObject || isTooDeep(input)) {
    const message = say('rules.task.object')
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
