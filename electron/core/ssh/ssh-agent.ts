import { createServer, type Server, type Socket } from 'node:net'
import type { PrivateKey } from './private-key'
import { MalformedMessage, MessageCutter, string, uint32, WireReader } from './wire-format'

/** Numbers of the messages (draft-ietf-sshm-ssh-agent, 6.1). */
const REQUEST_IDENTITIES = 11
const IDENTITIES_ANSWER = 12
const SIGN_REQUEST = 13
const SIGN_RESPONSE = 14
const EXTENSION = 27
const FAILURE = Buffer.from([5])
const SUCCESS = Buffer.from([6])
/** As OpenSSH's agent has it. */
const MAX_MESSAGE_BYTES = 256 * 1024

/**
 * An agent with one key, for the ssh of one run: it shows the public key and signs, and the
 * private key never leaves this process. ssh2's own agent protocol is not used, because it loses
 * step after `session-bind@openssh.com`, with which ssh greets every agent since OpenSSH 8.9.
 */
export class SshAgent {
  private readonly server: Server
  private readonly sockets = new Set<Socket>()

  constructor(private readonly key: PrivateKey) {
    this.server = createServer((socket) => this.serve(socket))
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
    const session = new AgentSession(this.key)
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

/** What one connection has told, and its answers. */
export class AgentSession {
  private isForwarded = false

  constructor(private readonly key: PrivateKey) {}

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
    if (this.isForwarded || !blob.equals(this.key.publicBlob())) return FAILURE
    return Buffer.concat([Buffer.from([SIGN_RESPONSE]), string(this.key.sign(data, flags))])
  }

  /** OpenSSH's PROTOCOL.agent, 1: a remote host that was handed this connection gets nothing. */
  private extension(reader: WireReader): Buffer {
    if (reader.string().toString() !== 'session-bind@openssh.com') return FAILURE
    for (const _ of ['host key', 'session id', 'signature']) reader.string()
    this.isForwarded ||= reader.byte() !== 0
    return SUCCESS
  }
}
