import {
  createPrivateKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto'
import { say } from '@common/i18n/say'
import type { KeyType } from '@common/ssh/credentials'
import { mpint, string, uint32 } from './wire-format'

/** Names of the curves in JWK, in SSH, and the hash that goes with each (RFC 5656, 6.2.1). */
const CURVES = {
  'P-256': { name: 'nistp256', hash: 'sha256' },
  'P-384': { name: 'nistp384', hash: 'sha384' },
  'P-521': { name: 'nistp521', hash: 'sha512' },
} as const

/** Flags of the agent protocol that ask RSA for a better hash than SHA-1. */
const RSA_SHA2_256 = 2
const RSA_SHA2_512 = 4
const RSA_BITS = 3072
/** What OpenSSH's RequiredRSASize asks by default. */
const MIN_RSA_BITS = 1024

/** The key cannot be used; `message` is one sentence. */
export class UnusableKey extends Error {}

type Parts = Readonly<Record<string, Buffer>>

/** An unlocked private key: signs, and writes itself down as OpenSSH does. */
export class PrivateKey {
  private readonly parts: Parts
  private readonly curve: (typeof CURVES)[keyof typeof CURVES] | null
  readonly type: string

  /** @throws UnusableKey for kinds that ssh does not take */
  constructor(private readonly key: KeyObject) {
    const { kty, crv, ...values } = key.export({ format: 'jwk' })
    this.parts = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        Buffer.from(String(value), 'base64url'),
      ]),
    )
    this.curve = kty === 'EC' ? (CURVES[crv as keyof typeof CURVES] ?? null) : null
    if (kty === 'RSA') this.type = 'ssh-rsa'
    else if (kty === 'OKP' && crv === 'Ed25519') this.type = 'ssh-ed25519'
    else if (this.curve) this.type = `ecdsa-sha2-${this.curve.name}`
    else if (kty === 'EC') throw new UnusableKey(say('keyImport.curve'))
    else throw new UnusableKey(say('privateKeys.kind'))
    if (kty === 'RSA' && this.part('n').length * 8 < MIN_RSA_BITS) {
      throw new UnusableKey(say('privateKeys.tooShort', { bits: MIN_RSA_BITS }))
    }
  }

  static generate(type: KeyType): PrivateKey {
    if (type === 'rsa')
      return new PrivateKey(generateKeyPairSync('rsa', { modulusLength: RSA_BITS }).privateKey)
    if (type === 'ecdsa')
      return new PrivateKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
    return new PrivateKey(generateKeyPairSync('ed25519').privateKey)
  }

  static fromPem(pem: string): PrivateKey {
    return new PrivateKey(createPrivateKey(pem))
  }

  /** The public key as it crosses the wire. */
  publicBlob(): Buffer {
    if (this.type === 'ssh-rsa') {
      return Buffer.concat([string(this.type), mpint(this.part('e')), mpint(this.part('n'))])
    }
    if (this.curve) {
      return Buffer.concat([string(this.type), string(this.curve.name), string(this.point())])
    }
    return Buffer.concat([string(this.type), string(this.part('x'))])
  }

  /** The public key as it stands in authorized_keys. */
  publicLine(comment: string): string {
    return publicLine(this.type, this.publicBlob().toString('base64'), comment)
  }

  /**
   * A signature as the agent protocol wants it (draft-ietf-sshm-ssh-agent, 3.6).
   * @param flags which hash an RSA key takes
   */
  sign(data: Buffer, flags: number): Buffer {
    if (this.type === 'ssh-rsa') {
      const [name, hash] =
        (flags & RSA_SHA2_512) !== 0
          ? ['rsa-sha2-512', 'sha512']
          : (flags & RSA_SHA2_256) !== 0
            ? ['rsa-sha2-256', 'sha256']
            : ['ssh-rsa', 'sha1']
      return Buffer.concat([string(name), string(sign(hash, data, this.key))])
    }
    if (!this.curve) return Buffer.concat([string(this.type), string(sign(null, data, this.key))])
    const both = sign(this.curve.hash, data, { key: this.key, dsaEncoding: 'ieee-p1363' })
    const half = both.length / 2
    const pair = Buffer.concat([mpint(both.subarray(0, half)), mpint(both.subarray(half))])
    return Buffer.concat([string(this.type), string(pair)])
  }

  /** The private key as a file of OpenSSH's own format (PROTOCOL.key), without a passphrase. */
  openSshText(comment: string): string {
    const check = randomBytes(4)
    const secret = [check, check, string(this.type), ...this.secretFields(), string(comment)]
    const length = secret.reduce((sum, part) => sum + part.length, 0)
    const padding = Buffer.from(Array.from({ length: (8 - (length % 8)) % 8 }, (_, i) => i + 1))
    const bytes = Buffer.concat([
      Buffer.from('openssh-key-v1\0'),
      ...[string('none'), string('none'), string(''), uint32(1)],
      string(this.publicBlob()),
      string(Buffer.concat([...secret, padding])),
    ])
    const lines = bytes.toString('base64').match(/.{1,70}/g) ?? []
    return [
      '-----BEGIN OPENSSH PRIVATE KEY-----',
      ...lines,
      '-----END OPENSSH PRIVATE KEY-----',
      '',
    ].join('\n')
  }

  private secretFields(): Buffer[] {
    if (this.type === 'ssh-rsa') {
      return ['n', 'e', 'd', 'qi', 'p', 'q'].map((name) => mpint(this.part(name)))
    }
    if (this.curve) return [string(this.curve.name), string(this.point()), mpint(this.part('d'))]
    const [seed, point] = [this.part('d'), this.part('x')]
    return [string(point), string(Buffer.concat([seed, point]))]
  }

  private point(): Buffer {
    return Buffer.concat([Buffer.from([4]), this.part('x'), this.part('y')])
  }

  private part(name: string): Buffer {
    return this.parts[name] ?? Buffer.alloc(0)
  }
}

/** A public key as a line of authorized_keys. */
export function publicLine(type: string, base64: string, comment: string): string {
  return [type, base64, comment.replace(/\s+/g, ' ')].join(' ').trim()
}
