import { open, type FileHandle } from 'node:fs/promises'

const NEWLINE = Buffer.from('\n')

/**
 * The append-only log file of one run (mode 0600). Writes keep their order. A write that fails,
 * on a full disk say, never stops the run: the first failure is kept and the rest is dropped.
 */
export class RunLog {
  private last: Promise<void> = Promise.resolve()

  private constructor(
    private readonly file: FileHandle | null,
    private broken: Error | null = null,
  ) {}

  static async open(path: string): Promise<RunLog> {
    try {
      return new RunLog(await open(path, 'a', 0o600))
    } catch (error) {
      return new RunLog(null, error as Error)
    }
  }

  /** A log that keeps nothing, for a preview. */
  static none(): RunLog {
    return new RunLog(null)
  }

  /** Why the log is incomplete; null while it is complete. */
  get failure(): Error | null {
    return this.broken
  }

  /** Appends lines; resolves when they are written, so that a fast writer has to wait. */
  write(lines: readonly (Buffer | string)[]): Promise<void> {
    if (lines.length === 0) return this.last
    const parts = lines.flatMap((line) => [
      typeof line === 'string' ? Buffer.from(line) : line,
      NEWLINE,
    ])
    this.last = this.last.then(() => this.append(Buffer.concat(parts)))
    return this.last
  }

  async close(): Promise<void> {
    await this.last
    await this.file?.close()
  }

  private async append(bytes: Buffer): Promise<void> {
    if (this.broken) return
    try {
      await this.file?.appendFile(bytes)
    } catch (error) {
      this.broken = error as Error
    }
  }
}
