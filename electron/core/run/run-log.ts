import { appendFile, open, type FileHandle } from 'node:fs/promises'
import { LineMarks } from './line-marks'

const NEWLINE = Buffer.from('\n')
/** Lines are gathered for this long: rsync prints each alone, and a write costs far more. */
const GATHER_MS = 50
/** So much is written at once; more than twice as much never waits. */
const GATHER_BYTES = 256 * 1024

export type LogLine = Buffer | string

/** Where the lines of a program go; who writes fast waits for what it returns. */
export interface OutputSink {
  write(lines: readonly LogLine[]): Promise<void>
  writeErrors(lines: readonly LogLine[]): Promise<void>
}

/** The numbers of the lines of a log that were errors, one a line; missing when there are none. */
export function errorIndexPath(logPath: string): string {
  return logPath.replace(/\.log$/, '.errors')
}

/**
 * The append-only log file of one run (mode 0600). Writes keep their order. A write that fails,
 * on a full disk say, never stops the run: the first failure is kept and the rest is dropped.
 */
export class RunLog implements OutputSink {
  private last: Promise<void> = Promise.resolve()
  private lines = 0
  private gathered: Buffer[] = []
  private gatheredBytes = 0
  /** Lines for the index of errors, which is written after the lines themselves. */
  private numbers = ''
  private timer: NodeJS.Timeout | undefined

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle | null,
    /** Null for a log that goes on: where its lines begin is not known. */
    private readonly marks: LineMarks | null,
    private broken: Error | null = null,
  ) {}

  static async open(path: string): Promise<RunLog> {
    try {
      const file = await open(path, 'a', 0o600)
      const isNew = (await file.stat()).size === 0
      return new RunLog(path, file, isNew ? new LineMarks(path) : null)
    } catch (error) {
      return new RunLog(path, null, null, error as Error)
    }
  }

  /** Why the log is incomplete; null while what was written is complete. */
  get failure(): Error | null {
    return this.broken
  }

  /** Takes lines over, to be written in a moment; resolves when there is room for more. */
  write(lines: readonly LogLine[]): Promise<void> {
    for (const line of lines) {
      const bytes = typeof line === 'string' ? Buffer.from(line) : line
      this.marks?.add(bytes.length + NEWLINE.length)
      this.gathered.push(bytes, NEWLINE)
      this.gatheredBytes += bytes.length + NEWLINE.length
    }
    this.lines += lines.length
    if (this.gatheredBytes >= GATHER_BYTES) {
      // Who writes goes on meanwhile: rsync stands still while nobody reads it.
      const { last } = this
      void this.flush()
      return last
    }
    this.timer ??= setTimeout(() => void this.flush(), GATHER_MS)
    return Promise.resolve()
  }

  /** The same for lines of standard error, which are found again by their numbers. */
  writeErrors(lines: readonly LogLine[]): Promise<void> {
    this.numbers += lines.map((_, i) => `${this.lines + i}\n`).join('')
    return this.write(lines)
  }

  async close(): Promise<void> {
    await this.flush()
    if (!this.broken) await this.marks?.note(true)
    await this.file?.close()
  }

  /** Resolves when all lines so far are written, as far as they could be. */
  flush(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    const [parts, numbers] = [this.gathered, this.numbers]
    this.gathered = []
    this.gatheredBytes = 0
    this.numbers = ''
    this.last = this.last.then(async () => {
      if (parts.length > 0) await this.append(Buffer.concat(parts))
      if (numbers !== '') await this.note(numbers)
    })
    return this.last
  }

  private async append(bytes: Buffer): Promise<void> {
    if (this.broken) return
    try {
      await this.file?.appendFile(bytes)
      await this.marks?.note(false)
    } catch (error) {
      this.broken = error as Error
    }
  }

  private async note(numbers: string): Promise<void> {
    if (this.broken || this.file === null) return
    // Only a help for reading: without it the errors are still in the log.
    await appendFile(errorIndexPath(this.path), numbers, { mode: 0o600 }).catch(() => undefined)
  }
}
