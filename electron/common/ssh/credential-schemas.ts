import * as yup from 'yup'
import type { FieldError } from '../errors'
import { fieldErrors, unknownField } from '../field-errors'
import { say, sayLater } from '../i18n/say'
import { isTooDeep } from '../plain-data'
import { isUserName, parseRemoteHost } from '../task/remote-host'
import { readPastedHost } from '../task/pasted-host'
import { AS_SSH_HAS_IT } from '../task/ssh-place'
import {
  CONNECTION_DEFAULTS,
  KEY_TYPES,
  type ConnectionSettings,
  type KeyType,
} from './credentials'
import { hostKeyLines, parseHostKeyLine, shortenedLine } from './host-key-text'

const REQUIRED = sayLater('rules.required')
const MAX_NAME = 120
const MAX_KEY_TEXT = 64 * 1024
const MAX_PASSPHRASE = 1024
const PORT_MESSAGE = sayLater('rules.port')
const TIMEOUT_MESSAGE = sayLater('rules.seconds')

const name = yup
  .string()
  .typeError(sayLater('rules.text'))
  .required(REQUIRED)
  .max(MAX_NAME, sayLater('rules.maxCharacters', { max: MAX_NAME }))
  .matches(/^[^\p{Cc}]*$/u, sayLater('rules.name'))
  .test('not-blank', REQUIRED, (value) => value?.trim() !== '')

/** A bare host, as ssh takes it: what parseRemoteHost reads without user and port. */
function isHost(text: string): boolean {
  const remote = parseRemoteHost(text)
  return remote?.host === text
}

const host = yup
  .string()
  .typeError(sayLater('rules.text'))
  .required(REQUIRED)
  .test('host', sayLater('rules.host'), (value) => !value || isHost(value))

const portFrom = (lowest: number) =>
  yup
    .number()
    .typeError(PORT_MESSAGE)
    .required(REQUIRED)
    .integer(PORT_MESSAGE)
    .min(lowest, PORT_MESSAGE)
    .max(65535, PORT_MESSAGE)

const connectTimeout = yup
  .number()
  .typeError(TIMEOUT_MESSAGE)
  .required(REQUIRED)
  .integer(TIMEOUT_MESSAGE)
  .min(1, TIMEOUT_MESSAGE)
  .max(300, TIMEOUT_MESSAGE)

const remoteHostKey = yup
  .string()
  .typeError(sayLater('rules.text'))
  .defined()
  .max(MAX_KEY_TEXT, sayLater('rules.credential.hostKeysTooLong'))
  .test('keys', (value, { createError }) => {
    const broken = hostKeyLines(value ?? '').find((line) => parseHostKeyLine(line) === null)
    if (broken === undefined) return true
    const line = shortenedLine(broken)
    const marker = /^@(cert-authority|revoked)\b/.exec(broken)?.[1]
    if (marker === undefined)
      return createError({ message: sayLater('rules.credential.hostKeyLine', { line }) })
    const isCa = marker === 'cert-authority'
    return createError({
      message: sayLater(isCa ? 'rules.credential.hostCa' : 'rules.credential.hostKeyRevoked'),
    })
  })

const username = yup
  .string()
  .typeError(sayLater('rules.text'))
  .required(REQUIRED)
  .matches(/^\S*$/, { message: sayLater('rules.userSpaces'), excludeEmptyString: true })
  .test(
    'user-name',
    sayLater('rules.userName'),
    (value) => !value || /\s/.test(value) || isUserName(value),
  )

const place = { host, port: portFrom(1), connectTimeout }

const CHOOSE_KEY_PAIR = sayLater('rules.credential.keyPair')

const connectionSchema = yup
  .object({
    name,
    ...place,
    username,
    keypairId: yup
      .number()
      .typeError(CHOOSE_KEY_PAIR)
      .required(REQUIRED)
      .integer(CHOOSE_KEY_PAIR)
      .positive(CHOOSE_KEY_PAIR),
    remoteHostKey,
  })
  .noUnknown(unknownField)

/** To be asked, a host may be left to ssh_config. */
const placeSchema = yup
  .object({
    ...place,
    port: portFrom(AS_SSH_HAS_IT),
    user: yup.string().typeError(sayLater('rules.text')),
  })
  .noUnknown(unknownField)

/** Where an ssh server listens. */
export interface SshPlace {
  readonly host: string
  /** {@link AS_SSH_HAS_IT}, or a port. */
  readonly port: number
  readonly connectTimeout: number
  /** The local user whose ssh_config leads there; the user of the app when left out. */
  readonly user?: string
}

export interface GenerateRequest {
  readonly name: string
  readonly type: KeyType
}

const generateSchema = yup
  .object({
    name,
    type: yup.string().oneOf(KEY_TYPES, sayLater('rules.credential.keyType')).required(REQUIRED),
  })
  .noUnknown(unknownField)

const renameSchema = yup.object({ name }).noUnknown(unknownField)

export interface ImportRequest {
  readonly name: string
  readonly privateKey: string
  /** Derived from the private key when it is empty; else it must match. */
  readonly publicKey: string
  /** Of an encrypted private key; used once, never kept. */
  readonly passphrase: string
}

const keyText = () =>
  yup
    .string()
    .typeError(sayLater('rules.text'))
    .defined()
    .max(MAX_KEY_TEXT, sayLater('rules.credential.keyTooLong'))

const importSchema = yup
  .object({
    name,
    privateKey: keyText().test(
      'required',
      sayLater('rules.credential.noKey'),
      (value) => !!value?.trim(),
    ),
    publicKey: keyText(),
    passphrase: yup
      .string()
      .typeError(sayLater('rules.text'))
      .defined()
      .max(MAX_PASSPHRASE, sayLater('rules.maxCharacters', { max: MAX_PASSPHRASE })),
  })
  .noUnknown(unknownField)

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly FieldError[] }

/** Checks the shape of a connection; what is left out gets TrueNAS's default. */
export function checkConnection(input: unknown): Checked<ConnectionSettings> {
  return checkWith(connectionSchema, apart(input), CONNECTION_DEFAULTS)
}

/** What a pasted host says of port and user, where these are not given as well. */
function apart(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('host' in input)) return input
  const text = typeof input.host === 'string' ? input.host : ''
  const pasted = readPastedHost(text)
  if (pasted === null || text !== text.trim()) return input
  const { host, port, user } = pasted
  const isTwice = (port !== null && 'port' in input) || (user !== null && 'username' in input)
  if (isTwice) return input
  return {
    ...input,
    host,
    ...(port === null ? {} : { port }),
    ...(user === null ? {} : { username: user }),
  }
}

export function checkPlace(input: unknown): Checked<SshPlace> {
  const { port: defaultPort, connectTimeout: timeout } = CONNECTION_DEFAULTS
  return checkWith(placeSchema, input, { port: defaultPort, connectTimeout: timeout })
}

export function checkGenerate(input: unknown): Checked<GenerateRequest> {
  return checkWith(generateSchema, input, { type: 'ed25519' })
}

/** What can be changed about a key pair: its name. */
export function checkRename(input: unknown): Checked<{ readonly name: string }> {
  return checkWith(renameSchema, input, {})
}

export function checkImport(input: unknown): Checked<ImportRequest> {
  return checkWith(importSchema, input, { privateKey: '', publicKey: '', passphrase: '' })
}

function checkWith<T>(
  schema: yup.ObjectSchema<yup.AnyObject>,
  input: unknown,
  defaults: object,
): Checked<T> {
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input)
  if (!isObject || isTooDeep(input)) {
    return {
      ok: false,
      errors: [{ field: '', message: say('rules.settingsObject') }],
    }
  }
  const value = { ...defaults, ...input }
  try {
    schema.validateSync(value, { abortEarly: false, strict: true })
    return { ok: true, value: value as T }
  } catch (error) {
    if (!(error instanceof yup.ValidationError)) throw error
    return { ok: false, errors: fieldErrors(error, Object.keys(schema.fields)) }
  }
}
