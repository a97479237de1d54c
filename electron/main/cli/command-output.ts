import { writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { Writable } from 'node:stream'
import { systemErrorText } from '@common/text/system-error'

/** The reader has had enough, as `| head` has; that is no fault. */
const READER_LEFT: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET'])

/** Standard output or standard error of a command. */
export class CommandOutput {
  private readonly stream: Writable
  private lost: string | null = null

  constructor(stream: Writable & { readonly fd: number }) {
    this.stream = stream instanceof Socket ? stream : fileStream(stream.fd)
    this.stream.on('error', (error) => this.lose(error))
  }

  /** Why words could not be written, as one sentence; null where all were, or the reader left. */
  get failure(): string | null {
    return this.lost
  }

  /** Writes in the order of the calls. Resolves when the words are written, or never can be. */
  write(words: string): Promise<void> {
    return new Promise((resolve) =>
      this.stream.write(words, (error) => {
        if (error) this.lose(error)
        resolve()
      }),
    )
  }

  private lose(error: NodeJS.ErrnoException): void {
    if (!READER_LEFT.has(error.code ?? '')) this.lost ??= systemErrorText(error)
  }
}

/** Node's own stream for a file takes a part of the words that was written for all of them. */
function fileStream(fd: number): Writable {
  return new Writable({
    write: (words: Buffer, _encoding, done) => {
      try {
        writeFileSync(fd, words)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
  })
}
