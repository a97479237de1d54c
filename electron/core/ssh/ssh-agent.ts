import { createServer, type Server, type Socket } from 'node:net'
import { isSignedBy } from './host-signature'
import type { PrivateKey } from './private-key'
import { readSignIn } from './sign-in'
import { MalformedMessage, MessageCutter, string, uint32, WireReader } from './wire-format'

/** Numbers of the messages (draft-ietf-sshm-ssh-agent, 6.1). */
const REQUEST_IDENTITIES = 11
const IDENTITIES_ANSWER = 12
const SIGN_REQUEST = 13
const SIGN_RESPONSE = 14
const EXTENSION = 27
const FAILURE = Buffer.from([5])
const SUCCESS = Buffer.from([6])
/** Of one run, at a time: other programs of its user must not use up the files that the app may open. */
const MAX_CONNECTIONS = 64
/** As OpenSSH's agent has it. */
const MAX_MESSAGE_BYTES = 256 * 1024

/** The one place an agent's key may sign in to. */
export interface SignInPlace {
  readonly username: string
  /** The pinned keys of the host, as they cross the wire. */
  readonly hostKeys: readonly Buffer[]
  /**
   * Whether ssh proves at once which session it asks for (OpenSSH 8.9 and later). Then nothing is
   * signed for a client that does not.
   */
  readonly isBindingExpected: boolean
}

/**
 * An agent with one key, for the ssh of one run: it shows the public key and signs, and the
 * private key never leaves this process. It signs nothing but a sign-in of the right user, in a
 * session with the right host, and only in as many sessions as were announced: other programs of
 * the same user can reach the socket, too. ssh2's own agent protocol is not used, because it loses
 * step after `session-bind@openssh.com`, with which ssh greets every agent since OpenSSH 8.9.
 */
export class SshAgent {
  private readonly server: Server
  private readonly sockets = new Set<Socket>()
  private readonly sessions = new AnnouncedSessions()

  constructor(
    private readonly key: PrivateKey,
    private readonly place: SignInPlace,
  ) {
    this.server = createServer((socket) => this.serve(socket))
    this.server.maxConnections = MAX_CONNECTIONS
  }

  /** One more ssh is about to sign in. */
  announce(): void {
    this.sessions.announce()
  }

  /** @param path of the socket; the folder it is in must let nobody else in */
  listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(path, resolve)
    })
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private serve(socket: Socket): void {
    const cutter = new MessageCutter(MAX_MESSAGE_BYTES)
    const session = new AgentConnection(this.key, this.place, this.sessions)
    this.sockets.add(socket)
    socket.once('close', () => this.sockets.delete(socket))
    // ssh that was stopped is gone before its answer; that harms nobody.
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const message of cutter.push(chunk)) socket.write(string(session.answer(message)))
      } catch {
        socket.destroy()
      }
    })
  }
}

/** The sessions that may sign in; each may do so as often as its host wants it to. */
export class AnnouncedSessions {
  private readonly known = new Set<string>()
  private announced = 0

  announce(): void {
    this.announced++
  }

  /** Takes a session in, as long as there is room for one; false when there is none. */
  admits(sessionId: Buffer): boolean {
    const id = sessionId.toString('hex')
    if (this.known.has(id)) return true
    if (this.known.size >= this.announced) return false
    this.known.add(id)
    return true
  }
}

/** What one connection to the agent has told, and the answers to it. */
export class AgentConnection {
  /** The session it has proved to be part of. */
  private bound: { readonly hostKey: Buffer; readonly sessionId: Buffer } | null = null
  private isRefused = false

  constructor(
    private readonly key: PrivateKey,
    private readonly place: SignInPlace,
    private readonly sessions: AnnouncedSessions,
  ) {}

  answer(message: Buffer): Buffer {
    const reader = new WireReader(message)
    try {
      const type = reader.byte()
      if (type === REQUEST_IDENTITIES) return this.identities()
      if (type === SIGN_REQUEST) return this.sign(reader)
      if (type === EXTENSION) return this.extension(reader)
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error
    }
    return FAILURE
  }

  private identities(): Buffer {
    const answer = [Buffer.from([IDENTITIES_ANSWER]), uint32(1)]
    return Buffer.concat([...answer, string(this.key.publicBlob()), string('')])
  }

  private sign(reader: WireReader): Buffer {
    const [blob, data, flags] = [reader.string(), reader.string(), reader.uint32()]
    if (!reader.isAtEnd || !blob.equals(this.key.publicBlob()) || !this.mayBeSigned(data))
      return FAILURE
    return Buffer.concat([Buffer.from([SIGN_RESPONSE]), string(this.key.sign(data, flags))])
  }

  private mayBeSigned(data: Buffer): boolean {
    const signIn = readSignIn(data)
    if (this.isRefused || signIn === null) return false
    const { sessionId, user, key, hostKey } = signIn
    if (user !== this.place.username || !key.equals(this.key.publicBlob())) return false
    if (this.bound === null && this.place.isBindingExpected) return false
    if (this.bound && !this.bound.sessionId.equals(sessionId)) return false
    if (hostKey && !hostKey.equals(this.bound?.hostKey ?? hostKey)) return false
    if (hostKey && !this.isPinned(hostKey)) return false
    return this.sessions.admits(sessionId)
  }

  /**
   * OpenSSH's PROTOCOL.agent, 1: the client shows the host's signature of its session. A
   * connection that was handed on to another host, or that shows two sessions, gets nothing.
   */
  private extension(reader: WireReader): Buffer {
    if (reader.string().toString() !== 'session-bind@openssh.com') return FAILURE
    const [hostKey, sessionId, signature] = [reader.string(), reader.string(), reader.string()]
    const isForwarded = reader.byte() !== 0
    const isGood =
      !isForwarded &&
      this.bound === null &&
      this.isPinned(hostKey) &&
      isSignedBy(hostKey, signature, sessionId)
    if (!isGood) {
      this.isRefused = true
      return FAILURE
    }
    this.bound = { hostKey: Buffer.from(hostKey), sessionId: Buffer.from(sessionId) }
    return SUCCESS
  }

  private isPinned(hostKey: Buffer): boolean {
    return this.place.hostKeys.some((pinned) => pinned.equals(hostKey))
  }
}
