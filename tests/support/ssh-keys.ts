import { readFile } from 'node:fs/promises'

import { runOk } from './run'

/** Key types that ssh-keygen makes for the fixtures. */
export type KeyType = 'ed25519' | 'rsa' | 'ecdsa'

/** A key pair on disk. */
export interface KeyPair {
  readonly privateFile: string
  readonly publicFile: string
  /** `type base64`, without comment: what known_hosts and authorized_keys need. */
  readonly publicKey: string
}

/**
 * Makes a key pair with the real ssh-keygen at `file` and `file.pub`.
 *
 * RSA keys are the smallest OpenSSH takes without complaint, because making them takes longest.
 */
export async function makeKeyPair(
  file: string,
  type: KeyType = 'ed25519',
  passphrase = '',
): Promise<KeyPair> {
  const size = type === 'rsa' ? ['-b', '2048'] : []
  const args = ['-q', '-t', type, ...size, '-N', passphrase, '-C', 'rsync-tasks-test', '-f', file]
  await runOk('ssh-keygen', args)
  const [kind = '', base64 = ''] = (await readFile(`${file}.pub`, 'utf8')).split(' ')
  return { privateFile: file, publicFile: `${file}.pub`, publicKey: `${kind} ${base64}` }
}
