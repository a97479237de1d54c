import { appendFile, readFile } from 'node:fs/promises'

/** A mark every so many lines: 3,000,000 lines need 3,000 numbers, and no page reads far. */
export const LINES_PER_MARK = 1000
/** Marks written at once; those of a run that was cut short are counted again. */
const BATCH = 64

/** Where lines begin in a log, one number a line: byte offsets of line 1000, 2000 and so on. */
export function marksPath(logPath: string): string {
  return logPath.replace(/\.log$/, '.marks')
}

/**
 * The marks that were noted for what is in a log. A file that makes no sense is as good as none:
 * the log itself is counted then.
 * @param size bytes in the log, which those taken over for it can be ahead of
 */
export async function readMarks(logPath: string, size: number): Promise<number[]> {
  const text = await readFile(marksPath(logPath), 'utf8').catch(() => '')
  const marks = text.split('\n').slice(0, -1).map(Number)
  const isSound = marks.every((mark, i) => Number.isSafeInteger(mark) && mark > (marks[i - 1] ?? 0))
  return isSound ? marks.filter((mark) => mark <= size) : []
}

/** Notes the marks of a log while it is written, so that nobody has to count its lines later. */
export class LineMarks {
  private lines = 0
  private bytes = 0
  private fresh: number[] = []

  constructor(private readonly logPath: string) {}

  /** One line more, its end included. */
  add(bytes: number): void {
    this.bytes += bytes
    this.lines++
    if (this.lines % LINES_PER_MARK === 0) this.fresh.push(this.bytes)
  }

  /** Writes down what was added; a few marks only when they are the last. */
  async note(isLast: boolean): Promise<void> {
    if (this.fresh.length === 0 || (this.fresh.length < BATCH && !isLast)) return
    const text = this.fresh.map((mark) => `${mark}\n`).join('')
    this.fresh = []
    await appendFile(marksPath(this.logPath), text, { mode: 0o600 }).catch(() => undefined)
  }
}
