import { open } from 'node:fs/promises'
import { ifAbsent } from '@common/text/system-error'

/** Large enough to be quick, small enough not to hold up anything else while it is searched. */
const CHUNK_BYTES = 1024 * 1024
const NEWLINE = 0x0a

/** Finds the lines of a file that contain a text, whatever its case; goes on as the file grows. */
export class TextScan {
  private readonly needle: string
  private readonly found: number[] = []
  private scanned = 0
  private line = 0
  private work: Promise<void> = Promise.resolve()

  constructor(readonly text: string) {
    this.needle = text.toLowerCase()
  }

  /** Numbers of the matching lines, ascending. Half a line at the end waits for its rest. */
  async matchesIn(path: string): Promise<readonly number[]> {
    const work = this.work.then(() => this.scan(path))
    // What could not be read is read by whoever asks next.
    this.work = work.catch(() => undefined)
    await work
    return this.found
  }

  private async scan(path: string): Promise<void> {
    const file = await open(path, 'r').catch(ifAbsent(null))
    if (file === null) return
    try {
      for (let size = CHUNK_BYTES; ;) {
        const chunk = Buffer.alloc(size)
        const { bytesRead } = await file.read(chunk, 0, size, this.scanned)
        const end = chunk.subarray(0, bytesRead).lastIndexOf(NEWLINE)
        if (end >= 0) this.search(chunk.toString('utf8', 0, end))
        this.scanned += end + 1
        if (bytesRead < size) return
        // A line longer than the chunk: take more at once.
        size = end < 0 ? size * 2 : CHUNK_BYTES
      }
    } finally {
      await file.close()
    }
  }

  /** Searches whole lines, without the last line end. Lines without a match are only counted. */
  private search(text: string): void {
    const lower = text.toLowerCase()
    let start = 0
    for (let hit = lower.indexOf(this.needle); hit >= 0; hit = lower.indexOf(this.needle, start)) {
      this.line += countLineEnds(lower, start, hit)
      this.found.push(this.line)
      const end = lower.indexOf('\n', hit)
      this.line++
      if (end < 0) return
      start = end + 1
    }
    this.line += countLineEnds(lower, start, lower.length) + 1
  }
}

function countLineEnds(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1))
    count++
  return count
}
