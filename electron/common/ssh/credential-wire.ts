import type { FieldError } from '../errors'
import type { KeyPair, SshConnection } from './credentials'

/** TrueNAS's names of a connection's attributes (truenas a.8, e.1). */
const ATTRIBUTES = {
  host: 'host',
  port: 'port',
  username: 'username',
  keypairId: 'private_key',
  remoteHostKey: 'remote_host_key',
  connectTimeout: 'connect_timeout',
} as const satisfies Record<Exclude<keyof SshConnection, 'id' | 'name'>, string>

const OWN_NAMES = new Map<string, string>(
  Object.entries(ATTRIBUTES).map(([own, wire]) => [wire, own]),
)

/** A connection as TrueNAS's keychain shows it. */
export function connectionToWire({ id, name, ...settings }: SshConnection) {
  const attributes = Object.fromEntries(
    Object.entries(ATTRIBUTES).map(([own, wire]) => [wire, settings[own as keyof typeof settings]]),
  )
  return { id, name, type: 'SSH_CREDENTIALS', attributes }
}

/** A key pair as TrueNAS's keychain shows it to those who may not see secrets. */
export function keyPairToWire({ id, name, publicKey }: KeyPair) {
  return { id, name, type: 'SSH_KEY_PAIR', attributes: { public_key: publicKey } }
}

/**
 * Input with TrueNAS's names as input with ours. The attributes may stand in `attributes` or
 * beside the name; unknown keys stay, so that the schema can name them.
 */
export function connectionFromWire(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
  const { attributes, type: _type, id: _id, ...rest } = input as Record<string, unknown>
  const all = { ...rest, ...(typeof attributes === 'object' ? attributes : {}) }
  return Object.fromEntries(
    Object.entries(all).map(([wire, value]) => [OWN_NAMES.get(wire) ?? wire, value]),
  )
}

/** A broken rule with TrueNAS's name of the field. */
export function connectionFieldToWire({ field, message }: FieldError): FieldError {
  const wire = (ATTRIBUTES as Record<string, string | undefined>)[field]
  return { field: wire ?? field, message }
}

const KEY_FIELDS: Readonly<Record<string, string>> = {
  private_key: 'privateKey',
  public_key: 'publicKey',
}

/** The input of `keypairs import`: TrueNAS's key names as ours. */
export function keyPairFromWire(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
  const { attributes, type: _type, id: _id, ...rest } = input as Record<string, unknown>
  const all = { ...rest, ...(typeof attributes === 'object' ? attributes : {}) }
  return Object.fromEntries(
    Object.entries(all).map(([wire, value]) => [KEY_FIELDS[wire] ?? wire, value]),
  )
}

export function keyPairFieldToWire({ field, message }: FieldError): FieldError {
  const wire = Object.entries(KEY_FIELDS).find(([, own]) => own === field)?.[0]
  return { field: wire ?? field, message }
}
