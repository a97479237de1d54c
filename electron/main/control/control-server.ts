import { rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { CliIo, CliRequest } from '../cli/request'
import type { WindowStart } from '../own-arguments'
import { ALIVE_MS, encode, MessageReader, type ClientMessage, type ServerMessage } from './messages'
import { socketPath } from './socket-path'

export interface ControlServerOptions {
  readonly folder: string
  /** Carries out a command that came from another start of the app; answers with its exit code. */
  readonly execute: (request: CliRequest, io: CliIo) => Promise<number>
  /** Does what another start was for; false when this process has no window. */
  readonly showWindow: (start: WindowStart) => boolean
}

/** A client that lives takes what is sent to it in less. */
const LOOK_MS = 2_000

/** Takes commands for the data folder from later starts of the app, and sends back their words. */
export class ControlServer {
  private readonly server: Server
  private readonly atWork = new Set<Promise<unknown>>()
  /** Who asked for them, with how much of the answers each had taken at the last look. */
  private readonly askers = new Map<Socket, number>()
  private isEnding = false

  constructor(private readonly options: ControlServerOptions) {
    this.server = createServer((socket) => this.serve(socket))
  }

  /** Requires the folder lock: then any existing socket is a dead process's. */
  async listen(): Promise<void> {
    const { path, release } = socketPath(this.options.folder)
    if (process.platform !== 'win32')
      rmSync(join(this.options.folder, 'control.sock'), { force: true })
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(path, resolve)
    })
    release()
  }

  /** How many commands of other starts are under way. */
  get workload(): number {
    return this.atWork.size
  }

  /**
   * Takes no more: later starts wait until the folder is free. Resolves when the commands under way
   * have been carried out. Who takes nothing of an answer meanwhile, as it was stopped (Ctrl-Z), is
   * left.
   */
  async close(): Promise<void> {
    this.isEnding = true
    const looking = setInterval(() => this.leaveSilent(), LOOK_MS)
    while (this.atWork.size > 0) await Promise.allSettled(this.atWork)
    clearInterval(looking)
    this.server.close()
  }

  private leaveSilent(): void {
    for (const [socket, before] of this.askers) {
      const taken = socket.bytesWritten - socket.writableLength
      if (socket.writableLength > 0 && taken === before) socket.destroy()
      this.askers.set(socket, taken)
    }
  }

  private serve(socket: Socket): void {
    const interrupt = new AbortController()
    const reader = new MessageReader<ClientMessage>()
    // Who asked may be gone before the answer; that harms nobody.
    socket.on('error', () => undefined)
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => {
      try {
        for (const message of reader.push(text)) this.take(message, socket, interrupt)
      } catch {
        // Not one of our own starts; there is nothing to say to it.
        socket.destroy()
      }
    })
    if (this.isEnding) socket.end(encode({ kind: 'ending' }))
    else socket.write(encode({ kind: 'ready' }))
  }

  private take(message: ClientMessage, socket: Socket, interrupt: AbortController): void {
    if (message.kind === 'interrupt') return interrupt.abort()
    if (message.kind !== 'show-window' && message.kind !== 'command') return
    // It began to end after it said `ready`: as if it had not been asked.
    if (this.isEnding) return void socket.end(encode({ kind: 'ending' }))
    if (message.kind === 'show-window') {
      const kind = this.options.showWindow(message.start) ? 'shown' : 'no-window'
      return void socket.end(encode({ kind }))
    }
    const work = this.carryOut(message, socket, interrupt.signal)
    this.atWork.add(work)
    this.askers.set(socket, -1)
    void work.finally(() => {
      this.atWork.delete(work)
      this.askers.delete(socket)
    })
  }

  private async carryOut(
    { request, isTerminal, isOutTerminal }: Extract<ClientMessage, { kind: 'command' }>,
    socket: Socket,
    interrupted: AbortSignal,
  ): Promise<void> {
    /** True when the words are on their way to somebody who is still there. */
    const send = (answer: ServerMessage) =>
      new Promise<boolean>((resolve) => {
        if (socket.writable) socket.write(encode(answer), (error) => resolve(!error))
        else resolve(false)
      })
    // A start that gave up while this process was frozen has told its person so.
    if (!(await send({ kind: 'accepted' }))) return
    const alive = setInterval(() => void send({ kind: 'alive' }), ALIVE_MS)
    const io: CliIo = {
      out: async (text) => void (await send({ kind: 'out', text })),
      error: async (text) => void (await send({ kind: 'error', text })),
      interrupted,
      isTerminal,
      isOutTerminal,
    }
    try {
      await send({ kind: 'exit', code: await this.options.execute(request, io) })
      socket.end()
    } catch {
      // What it asked for is no request at all.
      socket.destroy()
    } finally {
      clearInterval(alive)
    }
  }
}
