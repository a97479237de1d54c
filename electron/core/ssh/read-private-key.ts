import { createPrivateKey } from 'node:crypto'
import ssh2 from 'ssh2'
import { invalidInput, type AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import {
  isOnOtherCurve,
  keyFormat,
  whyCipher,
  whyNotReadable,
  whyTooSlow,
  type KeyFormat,
} from './key-format'
import { findPrivateKey } from './pasted-key'
import { PrivateKey, UnusableKey } from './private-key'

/** What Node reads itself: ssh2 knows neither PKCS#8 nor, of EC, other curves than ssh's. */
const OF_OPENSSL = /^-----BEGIN ((ENCRYPTED )?PRIVATE KEY-----|EC PRIVATE KEY-----\n(?!Proc-Type))/

/**
 * Reads a private key as a person pastes it: OpenSSH's format, PEM, PKCS#8 or PuTTY's, with what
 * came along (see {@link findPrivateKey}).
 * @param passphrase empty when there is none
 * @throws AppError INVALID_INPUT on `privateKey` or `passphrase`; a format that is not read here is
 *   named, with the command that changes it
 */
export function readPrivateKey(pasted: string, passphrase: string): PrivateKey {
  const { privateKey: text, publicKeys, other } = findPrivateKey(pasted)
  if (text === null) throw refusal('privateKey', other ?? say('privateKeys.notAKey'))
  const format = keyFormat(text)
  const strange = whyNotReadable(text, format) ?? whyTooSlow(text)
  if (strange !== null) throw refusal('privateKey', strange)
  try {
    return fitting(open(text, passphrase), publicKeys)
  } catch (error) {
    if (error instanceof UnusableKey) throw refusal('privateKey', error.message)
    throw whyUnreadable(error as Error, text, passphrase, format)
  }
}

/** @throws UnusableKey when another key's public part was pasted with it */
function fitting(key: PrivateKey, publicKeys: readonly string[]): PrivateKey {
  const isOther = publicKeys.length > 0 && !publicKeys.includes(key.publicBlob().toString('base64'))
  if (isOther) throw new UnusableKey(say('rules.credential.keysDiffer'))
  return key
}

function open(text: string, passphrase: string): PrivateKey {
  if (OF_OPENSSL.test(text)) return fromOpenSsl(text, passphrase)
  try {
    return fromSsh(text, passphrase)
  } catch (error) {
    // Old PEM has more ciphers than ssh2.
    if (!/^Cipher .* not supported/.test((error as Error).message)) throw error
    return fromOpenSsl(text, passphrase)
  }
}

function fromSsh(text: string, passphrase: string): PrivateKey {
  if (text.startsWith('-----BEGIN DSA')) throw new UnusableKey(say('privateKeys.dsa'))
  // To a key that is not protected ssh2 would say that the passphrase is wrong.
  const isOpen = passphrase === '' || /^Encryption: none$/m.test(text)
  const parsed = ssh2.utils.parseKey(text, isOpen ? undefined : passphrase)
  if (parsed instanceof Error) throw parsed
  // The types promise one key; a file of OpenSSH may hold several, of which ssh takes the first.
  const [key] = [parsed].flat()
  if (!key?.isPrivateKey()) throw new Error('malformed')
  if (key.type === 'ssh-dss') throw new UnusableKey(say('privateKeys.dsa'))
  return PrivateKey.fromPem(key.getPrivatePEM())
}

function fromOpenSsl(text: string, passphrase: string): PrivateKey {
  if (text.startsWith('-----BEGIN ENCRYPTED') && passphrase === '') throw new Error('no passphrase')
  const key = createPrivateKey(passphrase === '' ? text : { key: text, passphrase })
  if (key.asymmetricKeyType === 'dsa') throw new UnusableKey(say('privateKeys.dsa'))
  return new PrivateKey(key)
}

/** The words of ssh2, of OpenSSL (its decoder's "unsupported" is said of damaged files) and of BoringSSL. */
const UNKNOWN_CIPHER =
  /^Cipher .* not supported|digital envelope routines::unsupported|(UNKNOWN|UNSUPPORTED)_(CIPHER|ALGORITHM|ENCRYPTION)/
const UNKNOWN_DERIVATION = /UNSUPPORTED_(PRF|KEY_DERIVATION)/
const UNKNOWN_KIND = /public key routines:.*UNSUPPORTED_ALGORITHM/
const UNKNOWN_CURVE = /UNKNOWN_GROUP/

function whyUnreadable(
  error: Error,
  text: string,
  passphrase: string,
  format: KeyFormat,
): AppError {
  if (/no passphrase/i.test(error.message)) return refusal('passphrase', say('privateKeys.locked'))
  if (UNKNOWN_CURVE.test(error.message) || isOnOtherCurve(text, passphrase))
    return refusal('privateKey', say('keyImport.curve'))
  if (UNKNOWN_KIND.test(error.message)) return refusal('privateKey', say('privateKeys.kind'))
  if (format.cipher !== null) {
    if (UNKNOWN_DERIVATION.test(error.message)) return refusal('privateKey', whyCipher(format))
    if (UNKNOWN_CIPHER.test(error.message))
      return refusal('privateKey', whyCipher({ ...format, details: [] }))
  }
  if (passphrase !== '' && (isWrong(error) || isWrongFor(text, `not ${passphrase}`))) {
    return refusal('passphrase', say('privateKeys.wrongPassphrase'))
  }
  return refusal('privateKey', say('privateKeys.damaged'))
}

/**
 * OpenSSL checks no more of a passphrase than the padding of what comes out, which one wrong one in 400
 * passes (measured); then it says what it says of a damaged file. Of that it says so with every passphrase.
 */
function isWrongFor(text: string, passphrase: string): boolean {
  try {
    open(text, passphrase)
    return false
  } catch (error) {
    return isWrong(error as Error)
  }
}

/** ssh2 and OpenSSL tell a wrong passphrase only by their words. */
function isWrong({ message }: Error): boolean {
  return /passphrase|integrity|bad decrypt|decrypt|mac mismatch/i.test(message)
}

function refusal(field: string, message: string): AppError {
  return invalidInput([{ field, message }])
}
