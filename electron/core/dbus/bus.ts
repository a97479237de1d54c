import { EventEmitter } from 'node:events'
import { connect, type Socket } from 'node:net'
import { socketsOf } from './address'
import {
  decodeMessage,
  encodeMessage,
  ERROR,
  METHOD_CALL,
  METHOD_RETURN,
  SIGNAL,
  type Message,
} from './message'
import { MessageStream } from './message-stream'

export interface Call {
  readonly destination: string
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly signature?: string
  readonly body?: readonly unknown[]
}

/** What a served call is answered with; an empty signature means nothing. */
export interface Reply {
  readonly signature: string
  readonly body: readonly unknown[]
}

/** Answers calls of others; null means that there is no such method. */
export type Serve = (call: Message) => Reply | null

interface Waiting {
  readonly resolve: (body: readonly unknown[]) => void
  readonly reject: (error: Error) => void
}

/** The bus itself, as one of its own services. */
const DAEMON = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const

/**
 * A connection to a D-Bus message bus: as much of it as a desktop app needs to ask the desktop
 * something, without a library. Nothing throws later on: a lost connection ends in `closed`, and
 * calls under way reject.
 */
export class Bus {
  readonly events = new EventEmitter<{ signal: [message: Message]; closed: [] }>()
  private readonly waiting = new Map<number, Waiting>()
  private readonly stream = new MessageStream()
  private serial = 0

  private constructor(
    private readonly socket: Socket,
    private readonly serve: Serve,
  ) {
    socket.on('data', (data) => this.take(data))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.end())
  }

  /**
   * Connects to the first socket of the address that answers.
   * @param serve by default nothing is offered to others
   * @throws Error when none does
   */
  static async connect(address: string, serve: Serve = () => null): Promise<Bus> {
    let reason: unknown = new Error('The address of the D-Bus names no socket.')
    for (const path of socketsOf(address)) {
      try {
        const bus = new Bus(await authenticate(path), serve)
        await bus.callBus('Hello')
        return bus
      } catch (error) {
        reason = error
      }
    }
    throw reason
  }

  /** Calls a method. Rejects with the name and text of the error that came instead of a reply. */
  call(call: Call): Promise<readonly unknown[]> {
    const serial = ++this.serial
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) return reject(new Error('The D-Bus connection is closed.'))
      this.waiting.set(serial, { resolve, reject })
      this.socket.write(encodeMessage({ ...call, type: METHOD_CALL, serial }))
    })
  }

  /** Calls a method of the bus itself, such as `NameHasOwner`. */
  callBus(member: string, ...body: readonly string[]): Promise<readonly unknown[]> {
    return this.call({ ...DAEMON, member, signature: 's'.repeat(body.length), body })
  }

  emit(signal: Omit<Call, 'destination'>): void {
    this.socket.write(encodeMessage({ ...signal, type: SIGNAL, serial: ++this.serial }))
  }

  close(): void {
    this.socket.destroy()
  }

  private take(data: Buffer): void {
    try {
      for (const bytes of this.stream.push(data)) this.dispatch(decodeMessage(bytes))
    } catch {
      // Whoever speaks like that is no message bus; nothing after it can be trusted.
      this.socket.destroy()
    }
  }

  private dispatch(message: Message): void {
    if (message.type === SIGNAL) this.events.emit('signal', message)
    if (message.type === METHOD_CALL) this.answer(message)
    const waiting = this.waiting.get(message.replySerial)
    if (!waiting) return
    this.waiting.delete(message.replySerial)
    if (message.type === METHOD_RETURN) waiting.resolve(message.body)
    else waiting.reject(new Error(`${message.errorName}: ${String(message.body[0] ?? '')}`))
  }

  private answer(call: Message): void {
    const reply = this.serve(call)
    const common = { serial: ++this.serial, replySerial: call.serial, destination: call.sender }
    const errorName = 'org.freedesktop.DBus.Error.UnknownMethod'
    this.socket.write(
      encodeMessage(
        reply
          ? { ...common, ...reply, type: METHOD_RETURN }
          : { ...common, type: ERROR, errorName },
      ),
    )
  }

  private end(): void {
    for (const { reject } of this.waiting.values())
      reject(new Error('The D-Bus connection was lost.'))
    this.waiting.clear()
    this.events.emit('closed')
  }
}

/** The bus asks the kernel who we are; all that has to be said is the number. */
function authenticate(path: string): Promise<Socket> {
  const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    let answer = ''
    const fail = (error?: Error) => {
      socket.destroy()
      reject(error ?? new Error('The D-Bus connection was refused.'))
    }
    socket.once('error', fail)
    socket.once('close', fail)
    socket.once('connect', () => socket.write(`\0AUTH EXTERNAL ${uid}\r\n`))
    const listen = (data: Buffer) => {
      answer += data.toString('latin1')
      if (!answer.includes('\r\n')) return
      if (!answer.startsWith('OK ')) return fail()
      socket.off('data', listen).off('error', fail).off('close', fail)
      socket.write('BEGIN\r\n')
      resolve(socket)
    }
    socket.on('data', listen)
  })
}
