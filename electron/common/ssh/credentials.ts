/** A key pair as everybody may see it; its private key lies in the vault. */
export interface KeyPair {
  readonly id: number
  readonly name: string
  /** One line as in authorized_keys: `type base64 [comment]`. */
  readonly publicKey: string
  /** True when it came from a backup and the private key was not given again yet. */
  readonly isAwaitingKey: boolean
}

export const KEY_TYPES = ['ed25519', 'rsa', 'ecdsa'] as const
export type KeyType = (typeof KEY_TYPES)[number]

/** What a person sets on the New SSH Connection screen. */
export interface ConnectionSettings {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly username: string
  readonly keypairId: number
  /** Keys the host may show, one `type base64` a line; blank and `#` lines mean nothing. */
  readonly remoteHostKey: string
  /** Seconds until ssh gives up connecting. */
  readonly connectTimeout: number
}

/** A saved SSH connection. Key pairs and connections share their ids and names. */
export interface SshConnection extends ConnectionSettings {
  readonly id: number
}

/** TrueNAS's defaults (truenas a.8). */
export const CONNECTION_DEFAULTS = {
  port: 22,
  username: 'root',
  remoteHostKey: '',
  connectTimeout: 10,
} as const satisfies Partial<ConnectionSettings>

/** A key of a host, with what a person compares it by. */
export interface HostKey {
  readonly type: string
  readonly base64: string
  /** `SHA256:…`, as ssh and ssh-keygen show it. */
  readonly fingerprint: string
}

/** A key pair or connection with the ids of what uses it. */
export interface Used<T> {
  readonly item: T
  /** Tasks that use it, through its connections too. */
  readonly taskIds: readonly number[]
  /** Connections that use it; none for a connection. */
  readonly connectionIds: readonly number[]
}

/** Everything on the Backup Credentials screen. */
export interface Credentials {
  readonly keyPairs: readonly Used<KeyPair>[]
  readonly connections: readonly Used<SshConnection>[]
}

/**
 * How well secrets are kept here. `keyring`: by the system's keyring. `plain`: Electron's
 * `basic_text`, which anybody can read who can read the file. `none`: not at all, as when the
 * keyring is locked.
 */
export interface SecretStorage {
  readonly protection: 'keyring' | 'plain' | 'none'
  /** Electron's name of it, such as gnome_libsecret. */
  readonly backend: string
  /** True when the user agreed to `plain`. */
  readonly isPlainAllowed: boolean
}
