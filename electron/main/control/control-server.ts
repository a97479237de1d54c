import { rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { CliIo, CliRequest } from '../cli/request'
import type { WindowStart } from '../own-arguments'
import { encode, MessageReader, type ClientMessage, type ServerMessage } from './messages'
import { socketPath } from './socket-path'

export interface ControlServerOptions {
  readonly folder: string
  /** Carries out a command that came from another start of the app; answers with its exit code. */
  readonly execute: (request: CliRequest, io: CliIo) => Promise<number>
  /** Does what another start was for; false when this process has no window. */
  readonly showWindow: (start: WindowStart) => boolean
}

/** Takes commands for the data folder from later starts of the app, and sends back their words. */
export class ControlServer {
  private readonly server: Server
  private readonly atWork = new Set<Promise<unknown>>()

  constructor(private readonly options: ControlServerOptions) {
    this.server = createServer((socket) => this.serve(socket))
  }

  /** Only the owner of the folder may call it: a socket that stands there is a dead one's. */
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

  /** Takes no more; resolves when the commands under way have been carried out. */
  async close(): Promise<void> {
    this.server.close()
    while (this.atWork.size > 0) await Promise.allSettled(this.atWork)
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
  }

  private take(message: ClientMessage, socket: Socket, interrupt: AbortController): void {
    const send = (answer: ServerMessage) =>
      new Promise<void>((resolve) => {
        if (socket.writable) socket.write(encode(answer), () => resolve())
        else resolve()
      })
    if (message.kind === 'interrupt') interrupt.abort()
    if (message.kind === 'show-window') {
      void send({ kind: this.options.showWindow(message.start) ? 'shown' : 'no-window' })
      socket.end()
    }
    if (message.kind !== 'command') return
    const io: CliIo = {
      out: (text) => send({ kind: 'out', text }),
      error: (text) => send({ kind: 'error', text }),
      interrupted: interrupt.signal,
      isTerminal: message.isTerminal,
      isOutTerminal: message.isOutTerminal,
    }
    const answer = async () => {
      try {
        await send({ kind: 'exit', code: await this.options.execute(message.request, io) })
        socket.end()
      } catch {
        // What it asked for is no request at all.
        socket.destroy()
      }
    }
    const work = answer()
    this.atWork.add(work)
    void work.finally(() => this.atWork.delete(work))
  }
}
