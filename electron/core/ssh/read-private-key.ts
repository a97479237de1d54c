import { createPrivateKey } from 'node:crypto'
import ssh2 from 'ssh2'
import { invalidInput, type AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { PrivateKey, UnusableKey } from './private-key'

const PUBLIC = /^(ssh-|ecdsa-|sk-|---- BEGIN SSH2 PUBLIC|-----BEGIN( \w+)? PUBLIC KEY)/
const PRIVATE = /^(-----BEGIN [A-Z ]*PRIVATE KEY-----|PuTTY-User-Key-File-)/
/** What ssh2 reads of PuTTY's formats. */
const READABLE_PUTTY = /^PuTTY-User-Key-File-2: ssh-(rsa|dss)$/m
/** openssl writes the parameters of a key before it; the key names them again. */
const PARAMETERS = /^-----BEGIN (EC|DSA) PARAMETERS-----[^-]*-----END \1 PARAMETERS-----\s*/
/** What Node reads itself: ssh2 knows neither PKCS#8 nor, of EC, other curves than ssh's. */
const OF_OPENSSL = /^-----BEGIN ((ENCRYPTED )?PRIVATE KEY-----|EC PRIVATE KEY-----\n(?!Proc-Type))/

/**
 * Reads a private key as a person pastes it: OpenSSH's format, PEM, PKCS#8 or PuTTY's.
 * @param passphrase empty when there is none
 * @throws AppError INVALID_INPUT on `privateKey` or `passphrase`
 */
export function readPrivateKey(pasted: string, passphrase: string): PrivateKey {
  const text = `${pasted.replaceAll('\r', '').trim().replace(PARAMETERS, '')}\n`
  if (PUBLIC.test(text)) throw refusal('privateKey', say('privateKeys.publicKey'))
  if (!PRIVATE.test(text)) throw refusal('privateKey', say('privateKeys.notAKey'))
  if (text.startsWith('PuTTY') && !READABLE_PUTTY.test(text)) {
    throw refusal('privateKey', say('keyImport.putty'))
  }
  try {
    return open(text, passphrase)
  } catch (error) {
    if (error instanceof UnusableKey) throw refusal('privateKey', error.message)
    throw whyUnreadable(error as Error, text, passphrase)
  }
}

function open(text: string, passphrase: string): PrivateKey {
  return OF_OPENSSL.test(text) ? fromOpenSsl(text, passphrase) : fromSsh(text, passphrase)
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

function whyUnreadable(error: Error, text: string, passphrase: string): AppError {
  if (/no passphrase/i.test(error.message)) return refusal('passphrase', say('privateKeys.locked'))
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
