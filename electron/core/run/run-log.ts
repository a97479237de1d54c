import { appendFile, open, type FileHandle } from 'node:fs/promises'
import { LineMarks } from './line-marks'

const NEWLINE = Buffer.from('\n')

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

  /** Why the log is incomplete; null while it is complete. */
  get failure(): Error | null {
    return this.broken
  }

  /** Appends lines; resolves when they are written, so that a fast writer has to wait. */
  write(lines: readonly LogLine[]): Promise<void> {
    if (lines.length === 0) return this.last
    this.lines += lines.length
    const parts: Buffer[] = []
    for (const line of lines) {
      const bytes = typeof line === 'string' ? Buffer.from(line) : line
      this.marks?.add(bytes.length + NEWLINE.length)
      parts.push(bytes, NEWLINE)
    }
    this.last = this.last.then(() => this.append(Buffer.concat(parts)))
    return this.last
  }

  /** The same for lines of standard error, which are found again by their numbers. */
  writeErrors(lines: readonly LogLine[]): Promise<void> {
    if (lines.length === 0) return this.last
    const first = this.lines
    const numbers = lines.map((_, i) => `${first + i}\n`).join('')
    void this.write(lines)
    this.last = this.last.then(() => this.note(numbers))
    return this.last
  }

  async close(): Promise<void> {
    await this.last
    if (!this.broken) await this.marks?.note(true)
    await this.file?.close()
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
