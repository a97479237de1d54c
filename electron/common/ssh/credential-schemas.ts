import * as yup from 'yup'
import type { FieldError } from '../errors'
import { fieldErrors } from '../field-errors'
import { isUserName, parseRemoteHost } from '../task/remote-host'
import {
  CONNECTION_DEFAULTS,
  KEY_TYPES,
  type ConnectionSettings,
  type KeyType,
} from './credentials'
import { hostKeyLines, parseHostKeyLine } from './host-key-text'

const REQUIRED = 'This field is required'
const MAX_NAME = 120
const MAX_KEY_TEXT = 64 * 1024
const PORT_MESSAGE = 'Enter a port from 1 to 65535'
const TIMEOUT_MESSAGE = 'Enter a number of seconds from 1 to 300'

const name = yup
  .string()
  .typeError('Enter text')
  .required(REQUIRED)
  .max(MAX_NAME, `Enter at most ${MAX_NAME} characters`)
  .matches(/^[^\p{Cc}]*$/u, 'A name cannot contain control characters')
  .test('not-blank', REQUIRED, (value) => value?.trim() !== '')

/** A bare host, as ssh takes it: what parseRemoteHost reads without user and port. */
function isHost(text: string): boolean {
  const remote = parseRemoteHost(text)
  return remote?.host === text
}

const host = yup
  .string()
  .typeError('Enter text')
  .required(REQUIRED)
  .test(
    'host',
    'Enter a host name or address alone, without user and port',
    (value) => !value || isHost(value),
  )

const port = yup
  .number()
  .typeError(PORT_MESSAGE)
  .required(REQUIRED)
  .integer(PORT_MESSAGE)
  .min(1, PORT_MESSAGE)
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
  .typeError('Enter text')
  .defined()
  .max(MAX_KEY_TEXT, 'This text is too long for host keys')
  .test('keys', (value, { createError }) => {
    const broken = hostKeyLines(value ?? '').find((line) => parseHostKeyLine(line) === null)
    return (
      broken === undefined ||
      createError({
        message: `This line is not a host key (type, then base64): ${shortened(broken)}`,
      })
    )
  })

const username = yup
  .string()
  .typeError('Enter text')
  .required(REQUIRED)
  .matches(/^\S*$/, { message: 'User names cannot have spaces', excludeEmptyString: true })
  .test(
    'user-name',
    'A user name cannot start with a dash or contain control characters, quotes, colons or slashes',
    (value) => !value || /\s/.test(value) || isUserName(value),
  )

const place = { host, port, connectTimeout }

const connectionSchema = yup
  .object({
    name,
    ...place,
    username,
    keypairId: yup
      .number()
      .typeError('Choose a key pair')
      .required(REQUIRED)
      .integer('Choose a key pair')
      .positive('Choose a key pair'),
    remoteHostKey,
  })
  .noUnknown('Unknown field: ${unknown}')

const placeSchema = yup.object(place).noUnknown('Unknown field: ${unknown}')

/** Where an ssh server listens. */
export interface SshPlace {
  readonly host: string
  readonly port: number
  readonly connectTimeout: number
}

export interface GenerateRequest {
  readonly name: string
  readonly type: KeyType
}

const generateSchema = yup
  .object({
    name,
    type: yup.string().oneOf(KEY_TYPES, 'Choose ed25519, rsa or ecdsa').required(REQUIRED),
  })
  .noUnknown('Unknown field: ${unknown}')

const renameSchema = yup.object({ name }).noUnknown('Unknown field: ${unknown}')

export interface ImportRequest {
  readonly name: string
  readonly privateKey: string
  /** Derived from the private key when it is empty; else it must match. */
  readonly publicKey: string
  /** Of an encrypted private key; used once, never kept. */
  readonly passphrase: string
}

const keyText = () =>
  yup.string().typeError('Enter text').defined().max(MAX_KEY_TEXT, 'This is too long for a key')

const importSchema = yup
  .object({
    name,
    privateKey: keyText().test('required', 'You must specify a key', (value) => !!value?.trim()),
    publicKey: keyText(),
    passphrase: yup.string().typeError('Enter text').defined().max(1024),
  })
  .noUnknown('Unknown field: ${unknown}')

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly FieldError[] }

/** Checks the shape of a connection; what is left out gets TrueNAS's default. */
export function checkConnection(input: unknown): Checked<ConnectionSettings> {
  return checkWith(connectionSchema, input, CONNECTION_DEFAULTS)
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
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return {
      ok: false,
      errors: [{ field: '', message: 'Enter an object with the settings as its keys' }],
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

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
