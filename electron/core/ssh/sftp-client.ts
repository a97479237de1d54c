import { append } from '@common/lists'
import { once } from 'node:events'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { systemErrorText } from '@common/text/system-error'
import { firstWords } from '../run/first-words'
import { chunksOf, ProcessGroup, type SpawnRequest } from '../run/process-group'
import { MessageCutter, string, uint32, WireReader } from './wire-format'

/** Numbers of version 3 of the protocol (draft-ietf-secsh-filexfer-02), which every server has. */
const INIT = 1
const CLOSE = 4
const OPENDIR = 11
const READDIR = 12
const REALPATH = 16
const STAT = 17
const STATUS = 101
const HANDLE = 102
const NAME = 104
const ATTRS = 105
const VERSION = 3
const STATUS_EOF = 1
const STATUS_NO_SUCH_FILE = 2
const STATUS_DENIED = 3
const MAX_MESSAGE_BYTES = 512 * 1024
const TYPE_MASK = 0o170000
const DIRECTORY = 0o040000
const LINK = 0o120000
const EXTENDED = 0x80000000

export interface RemoteEntry {
  readonly name: string
  readonly kind: 'directory' | 'link' | 'other'
}

/** The remote host refused; `message` is one sentence. */
const refusal = (message: string) => new AppError('REMOTE_FAILED', message)

/**
 * Reads directories over SFTP, through the same ssh program and credentials as a run. (ssh2 could
 * only do so with a connection of its own, which knows neither ~/.ssh/config nor known_hosts.)
 */
export class SftpClient {
  private readonly group: ProcessGroup
  private readonly cutter = new MessageCutter(MAX_MESSAGE_BYTES)
  private readonly arrived: Buffer[] = []
  private readonly timer: NodeJS.Timeout
  private readonly messages: AsyncGenerator<Buffer>
  private readonly said: () => string
  private startError = ''
  private lastId = 0

  /** @param request ssh with the subsystem sftp; it is ended after `timeoutMs` */
  constructor(request: SpawnRequest, timeoutMs: number) {
    this.group = new ProcessGroup(request, { isInteractive: true })
    this.timer = setTimeout(() => this.group.stop(), timeoutMs)
    this.messages = chunksOf(this.group.stdout)
    this.said = firstWords(this.group.stderr)
    // A program that is missing closes its outputs, too; the reader tells it.
    this.group.ended.catch((error: unknown) => (this.startError = systemErrorText(error)))
  }

  async open(): Promise<void> {
    this.send(Buffer.concat([Buffer.from([INIT]), uint32(VERSION)]))
    await this.receive()
  }

  async realPath(path: string): Promise<string> {
    const reader = await this.ask(REALPATH, string(path), NAME, path)
    reader.uint32()
    return reader.string().toString('utf8')
  }

  /** Every entry but `.` and `..`, in the server's order. */
  async *readFolder(path: string): AsyncGenerator<RemoteEntry> {
    const handle = (await this.ask(OPENDIR, string(path), HANDLE, path)).string()
    for (;;) {
      const reader = await this.ask(READDIR, string(handle), NAME, path).catch((error: unknown) => {
        if (error instanceof EndOfFolder) return null
        throw error
      })
      if (reader === null) break
      yield* readNames(reader)
    }
    await this.ask(CLOSE, string(handle), STATUS, path).catch(() => undefined)
  }

  /** Whether the path, links followed, is a directory. */
  async isFolder(path: string): Promise<boolean> {
    const reader = await this.ask(STAT, string(path), ATTRS, path).catch(() => null)
    return reader !== null && readKind(reader) === 'directory'
  }

  async close(): Promise<void> {
    clearTimeout(this.timer)
    this.group.stop()
    // What nobody reads any more would keep the output, and so the wait for its end, open.
    this.group.stdout.destroy()
    await this.group.ended.catch(() => undefined)
  }

  private async ask(type: number, body: Buffer, answer: number, path: string): Promise<WireReader> {
    const id = ++this.lastId
    this.send(Buffer.concat([Buffer.from([type]), uint32(id), body]))
    const reader = new WireReader(await this.receive())
    const got = reader.byte()
    if (reader.uint32() !== id) throw refusal(say('sftp.outOfTurn'))
    if (got === answer) return reader
    throw got === STATUS ? refused(reader.uint32(), path) : refusal(say('sftp.otherProtocol'))
  }

  private send(message: Buffer): void {
    this.group.stdin?.write(string(message))
  }

  private async receive(): Promise<Buffer> {
    for (;;) {
      const message = this.arrived.shift()
      if (message) return message
      const { value, done } = await this.messages.next()
      if (done === true) throw refusal(await this.lastWords())
      try {
        append(this.arrived, this.cutter.push(value as Buffer))
      } catch {
        // Text of the shell, read as a length, is a very large number.
        throw refusal(say('sftp.noisyShell'))
      }
    }
  }

  private async lastWords(): Promise<string> {
    if (!this.group.stderr.closed) await once(this.group.stderr, 'close')
    const errors = `${this.said()}${this.startError}`
    const line = errors.split('\n').findLast((text) => text.trim() !== '')
    if (/subsystem request failed/.test(errors)) return say('sftp.missing')
    return line?.trim() ?? say('sftp.silent')
  }
}

/** Not an error: the folder has been read to its end. */
class EndOfFolder extends Error {}

function refused(status: number, path: string): Error {
  if (status === STATUS_EOF) return new EndOfFolder()
  if (status === STATUS_NO_SUCH_FILE) return refusal(say('sftp.noFolder', { path }))
  if (status === STATUS_DENIED) return refusal(say('sftp.denied', { path }))
  return refusal(say('sftp.unreadable', { path }))
}

function* readNames(reader: WireReader): Generator<RemoteEntry> {
  for (let left = reader.uint32(); left > 0; left--) {
    const name = reader.string().toString('utf8')
    reader.string()
    const kind = readKind(reader)
    if (name !== '.' && name !== '..') yield { name, kind }
  }
}

/** Reads the attributes of an entry as far as they say what it is; the rest is passed over. */
function readKind(reader: WireReader): RemoteEntry['kind'] {
  const flags = reader.uint32()
  const has = (flag: number) => (flags & flag) !== 0
  const skip = (count: number) => Array.from({ length: count }, () => reader.uint32())
  if (has(1)) skip(2)
  if (has(2)) skip(2)
  const mode = has(4) ? reader.uint32() : 0
  if (has(8)) skip(2)
  const pairs = has(EXTENDED) ? reader.uint32() : 0
  for (let part = 0; part < pairs * 2; part++) reader.string()
  const type = mode & TYPE_MASK
  return type === DIRECTORY ? 'directory' : type === LINK ? 'link' : 'other'
}
