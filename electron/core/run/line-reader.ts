const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d
/** A line longer than this is cut: rsync prints none, and memory must not grow with one that is. */
export const MAX_LINE_BYTES = 64 * 1024

/**
 * Cuts a byte stream into lines, however the stream is cut into chunks. A line ends at `\n`, and
 * at `\r`, with which rsync starts each progress record. Bytes are never decoded here, so that
 * names that are not UTF-8 pass unchanged.
 */
export class LineReader {
  private rest: Buffer = Buffer.alloc(0)

  /** The lines that this chunk completes, without their ends. */
  push(chunk: Buffer): Buffer[] {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    const lines: Buffer[] = []
    let start = 0
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      splitAtReturns(bytes.subarray(start, end), lines)
      start = end + 1
    }
    this.keep(bytes.subarray(start), lines)
    return lines
  }

  /** What stands after the last line end; a progress record mostly waits here for the next. */
  get pending(): Buffer {
    return this.rest
  }

  /** The last line, when the stream ended without a line end. */
  end(): Buffer[] {
    const last = this.rest
    this.rest = Buffer.alloc(0)
    return last.length === 0 ? [] : [last]
  }

  private keep(tail: Buffer, lines: Buffer[]): void {
    const cut = tail.lastIndexOf(CARRIAGE_RETURN)
    if (cut >= 0) splitAtReturns(tail.subarray(0, cut), lines)
    let rest = tail.subarray(cut + 1)
    while (rest.length > MAX_LINE_BYTES) {
      lines.push(rest.subarray(0, MAX_LINE_BYTES))
      rest = rest.subarray(MAX_LINE_BYTES)
    }
    // A copy, because the chunk it stands in may be large.
    this.rest = Buffer.from(rest)
  }
}

function splitAtReturns(line: Buffer, lines: Buffer[]): void {
  if (!line.includes(CARRIAGE_RETURN)) {
    lines.push(line)
    return
  }
  let start = 0
  for (let i = 0; i <= line.length; i++) {
    if (i < line.length && line[i] !== CARRIAGE_RETURN) continue
    // Nothing stands between `\r` and a line end of `\r\n`, or before the `\r` of a record.
    if (i > start) lines.push(line.subarray(start, i))
    start = i + 1
  }
}
