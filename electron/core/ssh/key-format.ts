import { createDecipheriv, createHash, getCipherInfo } from 'node:crypto'
import { say } from '@common/i18n/say'
import { largest } from '@common/lists'
import { MalformedMessage, WireReader } from './wire-format'

/** How a private key is written down. */
export interface KeyFormat {
  readonly family: 'openssh' | 'pem' | 'pkcs8' | 'putty'
  /** How it is encrypted, by the name in the file; null when it is not, or does not say. */
  readonly cipher: string | null
  /** The kind of the key where the file tells it openly, such as `ssh-ed25519`. */
  readonly type: string | null
  /** Version and key derivation, where the file tells them. */
  readonly details: readonly string[]
}

const OPENSSH_MAGIC = 'openssh-key-v1\0'
/** What ssh2 decrypts of OpenSSH's own format (measured with every cipher of ssh-keygen -Z). */
const READABLE_OPENSSH =
  /^(none|3des-cbc|aes(128|192|256)-(cbc|ctr)|aes(128|256)-gcm@openssh\.com)$/
/** What ssh2 reads of PuTTY's formats. */
const READABLE_PUTTY = /^PuTTY-User-Key-File-2: ssh-(rsa|dss)$/m

/** Ciphers of encrypted PKCS#8 by their object identifiers, in hex. */
const PKCS8_CIPHERS: readonly (readonly [oid: string, name: string])[] = [
  ['2a864886f70d010503', 'PBE-MD5-DES'],
  ['2a864886f70d01050a', 'PBE-SHA1-DES'],
  ['2a864886f70d010c0103', 'PBE-SHA1-3DES'],
  ['2a864886f70d010c0106', 'PBE-SHA1-RC2-40'],
  ['2a864886f70d0302', 'rc2-cbc'],
  ['2a864886f70d0307', 'des-ede3-cbc'],
  ['2b0e030207', 'des-cbc'],
  ['6086480165030401', 'aes'],
  ['2a83088c9a4b3d0101', 'camellia'],
  ['2a831a8c9a6e0101', 'aria'],
]

/** How PKCS#8 makes a key of the passphrase, where it is not as most programs do it. */
const PKCS8_DERIVATIONS: readonly (readonly [oid: string, name: string])[] = [
  ['2b06010401da47040b', 'scrypt'],
  ['2a864886f70d020a', 'hmacWithSHA384'],
  ['2a864886f70d020b', 'hmacWithSHA512'],
]

/** So many take the app some seconds, in which it does nothing else (measured). */
const MAX_ROUNDS = { bcrypt: 64, pkcs8: 3_000_000 }

/**
 * The reason why a key would hold up the app: its passphrase is hashed too often. It names the
 * command that changes that. Null for all other keys.
 * @param text one private key, from its first line to its last
 */
export function whyTooSlow(text: string): string | null {
  try {
    if (text.startsWith('-----BEGIN OPENSSH')) {
      const rounds = bcryptRounds(bytesOf(text))
      return rounds > MAX_ROUNDS.bcrypt ? say('keyImport.rounds', { rounds }) : null
    }
    if (!text.startsWith('-----BEGIN ENCRYPTED')) return null
    const rounds = largest(derivationNumbers(bytesOf(text)), 0)
    return rounds > MAX_ROUNDS.pkcs8 ? say('keyImport.iterations', { rounds }) : null
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error
    return null
  }
}

/** @throws MalformedMessage */
function bcryptRounds(bytes: Buffer): number {
  const reader = new WireReader(bytes.subarray(OPENSSH_MAGIC.length))
  const [, kdf, options] = [reader.string(), reader.string(), new WireReader(reader.string())]
  if (kdf.toString() !== 'bcrypt') return 0
  options.string()
  return options.uint32()
}

/**
 * The numbers with which PKCS#8 makes a key of the passphrase (RFC 8018), the iterations among them:
 * they are in the first element of the outer sequence.
 * @throws MalformedMessage
 */
function derivationNumbers(der: Buffer): readonly number[] {
  const [outer] = derElements(der)
  const [algorithm] = outer ? derElements(outer.content) : []
  return algorithm ? integersIn(algorithm) : []
}

interface DerElement {
  readonly tag: number
  readonly content: Buffer
}

const DER = { integer: 0x02, constructed: 0x20 }

function integersIn({ tag, content }: DerElement): readonly number[] {
  if (tag === DER.integer) return [Number(`0x${content.toString('hex') || '0'}`)]
  return tag & DER.constructed ? derElements(content).flatMap(integersIn) : []
}

/** @throws MalformedMessage */
function derElements(der: Buffer): readonly DerElement[] {
  const elements: DerElement[] = []
  for (let at = 0; at + 2 <= der.length;) {
    const [tag = 0, first = 0] = der.subarray(at)
    const sizeBytes = first & 0x80 ? first & 0x7f : 0
    const start = at + 2 + sizeBytes
    const size = sizeBytes > 0 ? Number(`0x${der.toString('hex', at + 2, start)}`) : first
    if (!(start + size <= der.length)) throw new MalformedMessage()
    elements.push({ tag, content: der.subarray(start, start + size) })
    at = start + size
  }
  return elements
}

/** @param text one private key, from its first line to its last */
export function keyFormat(text: string): KeyFormat {
  if (text.startsWith('PuTTY')) return puttyFormat(text)
  if (text.startsWith('-----BEGIN OPENSSH')) return openSshFormat(text)
  if (/^-----BEGIN (ENCRYPTED )?PRIVATE KEY/.test(text)) return pkcs8Format(text)
  const cipher = /^DEK-Info:\s*([^,\s]+)/m.exec(text)?.[1] ?? null
  return { family: 'pem', cipher, type: null, details: [] }
}

/** Why a key cannot be read here, and how to change it; null when it may be tried. */
export function whyNotReadable(text: string, format: KeyFormat): string | null {
  const { family, cipher, type, details } = format
  if (type?.startsWith('sk-')) return say('keyImport.token', { type })
  if (family === 'putty' && !READABLE_PUTTY.test(text)) {
    const parts = [...details.slice(0, 1), type ?? '', cipher ?? '', ...details.slice(1)]
    return say('keyImport.putty', { format: parts.filter(Boolean).join(', ') })
  }
  const isStrange = family === 'openssh' && cipher !== null && !READABLE_OPENSSH.test(cipher)
  return isStrange ? whyCipher(format) : null
}

/** That it is encrypted in a way that is not read here, and the command that changes it. */
export function whyCipher({ family, cipher, details }: KeyFormat): string {
  const how = [cipher ?? '?', ...details].join(', ')
  return family === 'openssh'
    ? say('keyImport.cipher', { how })
    : say('keyImport.oldCipher', { how })
}

function puttyFormat(text: string): KeyFormat {
  const header = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(text)?.[1] ?? ''
  const [, version = '', type = ''] = /^PuTTY-User-Key-File-(\d+): *(\S+)/.exec(text) ?? []
  const cipher = header('Encryption')
  return {
    family: 'putty',
    cipher: cipher === 'none' || cipher === '' ? null : cipher,
    type: type === '' ? null : type,
    details: [say('keyImport.puttyVersion', { version }), header('Key-Derivation')].filter(Boolean),
  }
}

/** PROTOCOL.key of OpenSSH: the kind of the key is told openly, also of one that is encrypted. */
function openSshFormat(text: string): KeyFormat {
  const bytes = bytesOf(text)
  const none: KeyFormat = { family: 'openssh', cipher: null, type: null, details: [] }
  if (bytes.subarray(0, OPENSSH_MAGIC.length).toString('latin1') !== OPENSSH_MAGIC) return none
  const reader = new WireReader(bytes.subarray(OPENSSH_MAGIC.length))
  try {
    const [cipher, kdf] = [reader.string().toString(), reader.string().toString()]
    reader.string()
    reader.uint32()
    const type = new WireReader(reader.string()).string().toString()
    const isEncrypted = cipher !== 'none'
    return { ...none, cipher: isEncrypted ? cipher : null, type, details: isEncrypted ? [kdf] : [] }
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error
    return none
  }
}

function pkcs8Format(text: string): KeyFormat {
  const isEncrypted = text.startsWith('-----BEGIN ENCRYPTED')
  const der = isEncrypted ? bytesOf(text).toString('hex') : ''
  const nameIn = (names: typeof PKCS8_CIPHERS) => names.find(([oid]) => der.includes(oid))?.[1]
  const derivation = nameIn(PKCS8_DERIVATIONS)
  return {
    ...{ family: 'pkcs8', cipher: nameIn(PKCS8_CIPHERS) ?? null, type: null },
    details: derivation === undefined ? [] : [derivation],
  }
}

/** The curves that ssh has, by their object identifiers, in hex. */
const CURVES = ['2a8648ce3d030107', '2b81040022', '2b81040023']

/** Whether it is an EC key, as openssl wrote it first, on a curve that ssh has not. */
export function isOnOtherCurve(text: string, passphrase: string): boolean {
  if (!text.startsWith('-----BEGIN EC PRIVATE KEY-----')) return false
  const der = (decryptedPem(text, passphrase) ?? bytesOf(text)).toString('hex')
  return /^30.*a0[0-9a-f]{2}06/.test(der) && !CURVES.some((oid) => der.includes(oid))
}

/**
 * The contents of a key in the older PEM, decrypted as OpenSSL does it (RFC 1421, EVP_BytesToKey with
 * MD5); null for a key that is not encrypted, or not with this passphrase.
 */
function decryptedPem(text: string, passphrase: string): Buffer | null {
  const [head, name = '', iv = ''] = /^[^]*?\nDEK-Info: *([\w-]+),([0-9A-F]+)\n\n/i.exec(text) ?? []
  if (head === undefined) return null
  const [cipher, start] = [name.toLowerCase(), Buffer.from(iv, 'hex')]
  const salted = [Buffer.from(passphrase), start.subarray(0, 8)]
  let [key, last] = [Buffer.alloc(0), Buffer.alloc(0)]
  try {
    const { keyLength = 0 } = getCipherInfo(cipher) ?? {}
    while (key.length < keyLength) {
      last = createHash('md5')
        .update(Buffer.concat([last, ...salted]))
        .digest()
      key = Buffer.concat([key, last])
    }
    const decipher = createDecipheriv(cipher, key.subarray(0, keyLength), start)
    return Buffer.concat([decipher.update(bytesOf(text.slice(head.length))), decipher.final()])
  } catch {
    return null
  }
}

/** The bytes between the first line and the last. */
function bytesOf(text: string): Buffer {
  return Buffer.from(text.replace(/^-----.*$/gm, ''), 'base64')
}
