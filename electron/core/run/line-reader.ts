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
  /** The chunk before ended in `\r`; a `\n` now belongs to it. */
  private isAfterReturn = false

  /** The lines that this chunk completes, without their ends. */
  push(chunk: Buffer): Buffer[] {
    // Nothing came, so what comes next still belongs to what came before.
    if (chunk.length === 0) return []
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    const lines: Buffer[] = []
    let start = this.isAfterReturn && bytes[0] === NEWLINE ? 1 : 0
    for (let end = bytes.indexOf(NEWLINE, start); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
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
    this.isAfterReturn = false
    return last.length === 0 ? [] : [last]
  }

  private keep(tail: Buffer, lines: Buffer[]): void {
    const cut = tail.lastIndexOf(CARRIAGE_RETURN)
    if (cut > 0) splitAtReturns(tail.subarray(0, cut), lines)
    const rest = takeWhole(tail.subarray(cut + 1), lines)
    this.isAfterReturn = cut >= 0 && rest.length === 0
    // A copy, because the chunk it stands in may be large.
    this.rest = Buffer.from(rest)
  }
}

function splitAtReturns(line: Buffer, lines: Buffer[]): void {
  if (!line.includes(CARRIAGE_RETURN)) {
    lines.push(takeWhole(line, lines))
    return
  }
  let start = 0
  for (let i = 0; i <= line.length; i++) {
    if (i < line.length && line[i] !== CARRIAGE_RETURN) continue
    // Nothing stands between `\r` and a line end of `\r\n`, or before the `\r` of a record.
    if (i > start) lines.push(takeWhole(line.subarray(start, i), lines))
    start = i + 1
  }
}

/** Puts the full pieces of a line that is too long into `lines`; answers with what is left. */
function takeWhole(line: Buffer, lines: Buffer[]): Buffer {
  let rest = line
  while (rest.length > MAX_LINE_BYTES) {
    lines.push(rest.subarray(0, MAX_LINE_BYTES))
    rest = rest.subarray(MAX_LINE_BYTES)
  }
  return rest
}
