import { append } from '@common/lists'
import { open } from 'node:fs/promises'
import type { LogPage } from '@common/ipc/contract'
import { ifAbsent } from '@common/text/system-error'
import { LINES_PER_MARK, readMarks } from './line-marks'

const CHUNK_BYTES = 256 * 1024
const NEWLINE = 0x0a

interface Index {
  /** `marks[i]` is the byte at which line `i * LINES_PER_MARK` starts. */
  readonly marks: number[]
  lines: number
  /** Bytes read so far, all of them whole lines. */
  bytes: number
  /** Counting goes on; pages asked for meanwhile wait for it. */
  counting: Promise<void>
}

/**
 * Reads log files by line number, also while they grow. What was counted once, by the log's writer
 * or here, is not read again,
 * so a page of a long log costs no more than one of a short log.
 */
export class LogReader {
  private readonly indexes = new Map<string, Index>()

  /** @returns an empty page when there is no such file */
  async read(path: string, firstLine: number, count: number): Promise<LogPage> {
    const file = await open(path, 'r').catch(ifAbsent(null))
    if (file === null) return { lines: [], firstLine, totalLines: 0 }
    try {
      const index = this.indexOf(path, async () => readMarks(path, (await file.stat()).size))
      const read: Read = (buffer, at) => file.read(buffer, 0, buffer.length, at)
      index.counting = index.counting.then(() => extend(index, read))
      await index.counting.catch((error: unknown) => {
        // Who asks next has it counted anew.
        this.indexes.delete(path)
        throw error
      })
      const end = Math.min(firstLine + count, index.lines)
      if (firstLine >= end) return { lines: [], firstLine, totalLines: index.lines }
      const mark = Math.floor(firstLine / LINES_PER_MARK)
      const from = index.marks[mark] ?? 0
      const to = index.marks[Math.ceil(end / LINES_PER_MARK)] ?? index.bytes
      const bytes = Buffer.alloc(to - from)
      await file.read(bytes, 0, bytes.length, from)
      const skipped = mark * LINES_PER_MARK
      const lines = bytes
        .toString('utf8')
        .split('\n')
        .slice(firstLine - skipped, end - skipped)
      return { lines, firstLine, totalLines: index.lines }
    } finally {
      await file.close()
    }
  }

  /** Single lines by their numbers, in ascending order; one that is not there is empty. */
  async readLines(path: string, numbers: readonly number[]): Promise<string[]> {
    const texts: string[] = []
    for (let i = 0; i < numbers.length;) {
      const block = Math.floor((numbers[i] ?? 0) / LINES_PER_MARK)
      const first = block * LINES_PER_MARK
      const { lines } = await this.read(path, first, LINES_PER_MARK)
      for (; i < numbers.length && Math.floor((numbers[i] ?? 0) / LINES_PER_MARK) === block; i++) {
        texts.push(lines[(numbers[i] ?? 0) - first] ?? '')
      }
    }
    return texts
  }

  private indexOf(path: string, known: () => Promise<number[]>): Index {
    const old = this.indexes.get(path)
    if (old) return old
    // Only the logs looked at last are worth remembering.
    for (const far of [...this.indexes.keys()].slice(0, -8)) this.indexes.delete(far)
    const index: Index = { marks: [0], lines: 0, bytes: 0, counting: Promise.resolve() }
    index.counting = known().then((marks) => {
      append(index.marks, marks)
      index.lines = marks.length * LINES_PER_MARK
      index.bytes = marks.at(-1) ?? 0
    })
    this.indexes.set(path, index)
    return index
  }
}

type Read = (buffer: Buffer, position: number) => Promise<{ bytesRead: number }>

/** Counts the lines that came since the last time; half a line at the end waits. */
async function extend(index: Index, read: Read): Promise<void> {
  const buffer = Buffer.alloc(CHUNK_BYTES)
  let position = index.bytes
  for (;;) {
    const { bytesRead } = await read(buffer, position)
    if (bytesRead === 0) return
    const chunk = buffer.subarray(0, bytesRead)
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) {
      index.lines++
      index.bytes = position + at + 1
      if (index.lines % LINES_PER_MARK === 0) index.marks.push(index.bytes)
    }
    position += bytesRead
  }
}
