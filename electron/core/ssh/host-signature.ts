import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { MalformedMessage, WireReader } from './wire-format'

/** Names of the curves in SSH (RFC 5656), in JWK, and the hash that goes with each. */
const CURVES: Readonly<Record<string, readonly [crv: string, hash: string]>> = {
  nistp256: ['P-256', 'sha256'],
  nistp384: ['P-384', 'sha384'],
  nistp521: ['P-521', 'sha512'],
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
    return isSigned(new WireReader(blob), name, value, data)
  } catch (error) {
    if (error instanceof MalformedMessage) return false
    // Numbers that are no key of that kind.
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}

function isSigned(key: WireReader, name: string, value: Buffer, data: Buffer): boolean {
  const type = key.string().toString('latin1')
  if (type === 'ssh-ed25519' && name === type) {
    const x = key.string().toString('base64url')
    return verify(null, data, jwk({ kty: 'OKP', crv: 'Ed25519', x }), value)
  }
  const hash = RSA_HASHES[name]
  if (type === 'ssh-rsa' && hash !== undefined) {
    const [e, n] = [key.string(), key.string()].map((part) => part.toString('base64url'))
    return verify(hash, data, jwk({ kty: 'RSA', e, n }), value)
  }
  const [crv, curveHash] = CURVES[key.string().toString('latin1')] ?? []
  if (!type.startsWith('ecdsa-sha2-') || name !== type || curveHash === undefined) return false
  const point = key.string().subarray(1)
  const half = point.length / 2
  const [x, y] = [point.subarray(0, half), point.subarray(half)].map((c) => c.toString('base64url'))
  const pair = new WireReader(value)
  const both = [pair.string(), pair.string()].map((part) => sized(part, half))
  const publicKey = jwk({ kty: 'EC', crv, x, y })
  return verify(curveHash, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.concat(both))
}

function jwk(key: Record<string, unknown>): KeyObject {
  return createPublicKey({ key, format: 'jwk' })
}

/** A number of the wire as exactly so many bytes. */
function sized(number: Buffer, bytes: number): Buffer {
  const plain = number.subarray(Math.max(0, number.length - bytes))
  return Buffer.concat([Buffer.alloc(bytes - plain.length), plain])
}
