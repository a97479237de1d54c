import { createPublicKey, type KeyObject } from 'node:crypto'
import { say } from '@common/i18n/say'
import { hostKeyLines, parseHostKeyLine, shortenedLine } from '@common/ssh/host-key-text'
import { MalformedMessage, WireReader } from './wire-format'

/** Names of the curves in SSH (RFC 5656) and in JWK. */
const CURVES: ReadonlyMap<string, string> = new Map([
  ['nistp256', 'P-256'],
  ['nistp384', 'P-384'],
  ['nistp521', 'P-521'],
])
/** What ssh asks of an RSA key by default. */
const MIN_RSA_BITS = 1024
/** Keys in a security key are of the same kinds, and say for what they were made (PROTOCOL.u2f). */
const IN_SECURITY_KEY = /^sk-(.*)@openssh\.com$/

/**
 * The public key of a host in the form in which it crosses the wire.
 * @returns its type, and the key; null for what is no key of that type
 */
export function readHostKey(blob: Buffer): { type: string; key: KeyObject } | null {
  try {
    const reader = new WireReader(blob)
    const type = reader.string().toString('latin1')
    const inner = IN_SECURITY_KEY.exec(type)?.[1]
    const key = keyOf(inner ?? type, reader)
    if (inner !== undefined) reader.string()
    return key && reader.isAtEnd ? { type, key } : null
  } catch (error) {
    if (error instanceof MalformedMessage) return null
    // Numbers that are no key of that kind.
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}

/** Whether ssh would take this for the key of a host. */
export function isHostKey({ type, base64 }: { type: string; base64: string }): boolean {
  const blob = Buffer.from(base64, 'base64')
  const bare = (text: string) => text.replace(/=+$/, '')
  // Node reads over what is not base64.
  if (bare(blob.toString('base64')) !== bare(base64)) return false
  return readHostKey(blob)?.type === type
}

/** Says which line of the text of Remote Host Key is not a host key; null when all are. */
export function whyNotHostKeys(text: string): string | null {
  const broken = hostKeyLines(text).find((line) => {
    const key = parseHostKeyLine(line)
    return key === null || !isHostKey(key)
  })
  return broken === undefined ? null : notAHostKey(broken)
}

/** The sentence about a line that is none. */
export function notAHostKey(line: string): string {
  return say('rules.credential.hostKeyLine', { line: shortenedLine(line) })
}

function keyOf(type: string, reader: WireReader): KeyObject | null {
  const text = () => reader.string().toString('base64url')
  if (type === 'ssh-ed25519') return jwk({ kty: 'OKP', crv: 'Ed25519', x: text() })
  if (type === 'ssh-rsa') {
    const key = jwk({ kty: 'RSA', e: text(), n: text() })
    return (key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_RSA_BITS ? null : key
  }
  const [, name = ''] = /^ecdsa-sha2-(\w+)$/.exec(type) ?? []
  const crv = CURVES.get(name)
  if (crv === undefined || reader.string().toString('latin1') !== name) return null
  const point = reader.string()
  const half = (point.length - 1) / 2
  const [x, y] = [point.subarray(1, 1 + half), point.subarray(1 + half)]
  // Uncompressed, the only form that ssh takes.
  if (point[0] !== 4 || !Number.isInteger(half)) return null
  return jwk({ kty: 'EC', crv, x: x.toString('base64url'), y: y.toString('base64url') })
}

function jwk(key: Record<string, unknown>): KeyObject {
  return createPublicKey({ key, format: 'jwk' })
}
