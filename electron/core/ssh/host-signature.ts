import { verify } from 'node:crypto'
import { readHostKey } from './host-key'
import { MalformedMessage, WireReader } from './wire-format'

/** The hash that goes with each kind of ECDSA, and the bytes of a number there (RFC 5656). */
const CURVES: Readonly<Record<string, readonly [hash: string, bytes: number]>> = {
  'ecdsa-sha2-nistp256': ['sha256', 32],
  'ecdsa-sha2-nistp384': ['sha384', 48],
  'ecdsa-sha2-nistp521': ['sha512', 66],
}
/** RFC 8332, and what came before it. */
const RSA_HASHES: Readonly<Record<string, string>> = {
  'rsa-sha2-512': 'sha512',
  'rsa-sha2-256': 'sha256',
  'ssh-rsa': 'sha1',
}

/**
 * Whether a host key has signed something.
 * @param blob the host's public key, as it crosses the wire
 * @param signature in SSH's form: the name of the algorithm, and its value
 * @returns false for kinds of keys that OpenSSH's servers do not have by default
 */
export function isSignedBy(blob: Buffer, signature: Buffer, data: Buffer): boolean {
  try {
    const reader = new WireReader(signature)
    const [name, value] = [reader.string().toString('latin1'), reader.string()]
    return isSigned(blob, name, value, data)
  } catch (error) {
    if (error instanceof MalformedMessage) return false
    // Numbers that are no signature of that kind.
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}

function isSigned(blob: Buffer, name: string, value: Buffer, data: Buffer): boolean {
  const found = readHostKey(blob)
  if (!found) return false
  const { type, key } = found
  if (type === 'ssh-ed25519') return name === type && verify(null, data, key, value)
  if (type === 'ssh-rsa') {
    const hash = RSA_HASHES[name]
    return hash !== undefined && verify(hash, data, key, value)
  }
  const [hash, bytes] = CURVES[type] ?? []
  if (name !== type || hash === undefined || bytes === undefined) return false
  const pair = new WireReader(value)
  const both = Buffer.concat([pair.string(), pair.string()].map((part) => sized(part, bytes)))
  return verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, both)
}

/** A number of the wire as exactly so many bytes. */
function sized(number: Buffer, bytes: number): Buffer {
  const plain = number.subarray(Math.max(0, number.length - bytes))
  return Buffer.concat([Buffer.alloc(bytes - plain.length), plain])
}
