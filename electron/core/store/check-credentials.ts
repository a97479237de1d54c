import { largest } from '@common/lists'
import { say } from '@common/i18n/say'
import { checkConnection } from '@common/ssh/credential-schemas'
import type { SshConnection } from '@common/ssh/credentials'
import { isGivenNumber } from './numbers'
import type { StoredKeyPair, StoredModulePassword, StoredSettings } from './settings-store'
import { UnreadableSettings } from './unreadable-settings'

type Raw = Record<string, unknown>
type CredentialSettings = Pick<
  StoredSettings,
  'lastCredentialId' | 'keyPairs' | 'connections' | 'modulePasswords' | 'isPlainAllowed'
>

/**
 * The key pairs, connections and passwords of stored data.
 * @throws UnreadableSettings when they cannot be trusted
 */
export function checkCredentials(raw: Raw): CredentialSettings {
  const keyPairs = list(raw, 'keyPairs').map(checkKeyPair)
  const connections = list(raw, 'connections').map(checkStoredConnection)
  const ids = [...keyPairs, ...connections].map(({ id }) => id)
  if (new Set(ids).size !== ids.length) throw new UnreadableSettings(say('store.sameCredentialId'))
  const last = raw['lastCredentialId']
  return {
    lastCredentialId: largest(ids, isGivenNumber(last) ? last : 0),
    keyPairs,
    connections,
    modulePasswords: list(raw, 'modulePasswords').map(checkPassword),
    isPlainAllowed: raw['isPlainAllowed'] === true,
  }
}

function list(raw: Raw, name: string): Raw[] {
  const value = raw[name]
  if (!Array.isArray(value)) throw new UnreadableSettings(say('store.noList', { name }))
  return value.map((item: unknown) => (item ?? {}) as Raw)
}

function checkKeyPair({ id, name, publicKey, sealedKey }: Raw): StoredKeyPair {
  const isSealed = sealedKey === null || isText(sealedKey)
  if (!isGivenNumber(id) || !isLine(name) || !isLine(publicKey) || !isSealed) {
    throw new UnreadableSettings(say('store.keyPair'))
  }
  return { id, name, publicKey, sealedKey }
}

function checkStoredConnection({ id, ...settings }: Raw): SshConnection {
  const checked = checkConnection(settings)
  if (!isGivenNumber(id)) throw new UnreadableSettings(say('store.connectionNumber'))
  if (!checked.ok) {
    const { field = '', message = '' } = checked.errors[0] ?? {}
    throw new UnreadableSettings(say('store.connection', { id, field, message }))
  }
  return { ...checked.value, id }
}

function checkPassword({ taskId, sealed }: Raw): StoredModulePassword {
  if (!isGivenNumber(taskId) || !isText(sealed)) throw new UnreadableSettings(say('store.password'))
  return { taskId, sealed }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** A public key is copied into authorized_keys, where a second line would be another key. */
function isLine(value: unknown): value is string {
  return isText(value) && !/\p{Cc}/u.test(value)
}
