import { MalformedMessage, WireReader } from './wire-format'

/** Number of the message with which a user signs in (RFC 4252, 5). */
const USERAUTH_REQUEST = 50
const RSA_ALGORITHMS = ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']

/** What ssh wants signed when it signs in with a key. */
export interface SignIn {
  readonly sessionId: Buffer
  readonly user: string
  /** The public key it signs in with. */
  readonly key: Buffer
  /** The host's key, which newer clients and servers put in as well. */
  readonly hostKey: Buffer | null
}

/**
 * Reads the data of a request for a signature: "publickey" of RFC 4252, 7, or OpenSSH's
 * publickey-hostbound-v00@openssh.com (PROTOCOL, 3.1).
 * @returns null for anything else, such as a signature of a file
 */
export function readSignIn(data: Buffer): SignIn | null {
  try {
    const reader = new WireReader(data)
    const sessionId = reader.string()
    if (reader.byte() !== USERAUTH_REQUEST) return null
    const [user, service, method] = [reader.string(), reader.string(), reader.string()].map(String)
    const isBound = method === 'publickey-hostbound-v00@openssh.com'
    if (service !== 'ssh-connection' || (method !== 'publickey' && !isBound)) return null
    if (reader.byte() === 0) return null
    const [algorithm, key] = [reader.string().toString(), reader.string()]
    const hostKey = isBound ? reader.string() : null
    if (!reader.isAtEnd || !fits(algorithm, key)) return null
    return { sessionId, user: user ?? '', key, hostKey }
  } catch (error) {
    if (error instanceof MalformedMessage) return null
    throw error
  }
}

function fits(algorithm: string, key: Buffer): boolean {
  const type = new WireReader(key).string().toString()
  return type === 'ssh-rsa' ? RSA_ALGORITHMS.includes(algorithm) : algorithm === type
}
