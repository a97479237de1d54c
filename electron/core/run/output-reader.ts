import { ITEM_PREFIX } from '@common/rsync/build-command'
import {
  parseLine,
  type ItemRecord,
  type ProgressRecord,
  type StatRecord,
} from '@common/rsync/parse-line'
import { LineReader } from './line-reader'

export interface OutputListener {
  progress?(record: ProgressRecord): void
  stat?(record: StatRecord): void
  item?(record: ItemRecord): void
  /** The same line before it is read: cheap enough for millions. */
  itemised?(line: Buffer): void
}

const PREFIX = Buffer.from(ITEM_PREFIX)

/**
 * Reads rsync's standard output: tells the listener what it says, and returns the lines that
 * belong in the log, which is everything but progress. Items are decoded only for a listener
 * that wants them, since a run may have millions.
 */
export class OutputReader {
  private readonly lines = new LineReader()

  constructor(private readonly listener: OutputListener) {}

  push(chunk: Buffer): Buffer[] {
    const log = this.lines.push(chunk).filter((line) => this.isForLog(line))
    this.tellPending()
    return log.map(withoutPrefix)
  }

  end(): Buffer[] {
    return this.lines
      .end()
      .filter((line) => this.isForLog(line))
      .map(withoutPrefix)
  }

  private isForLog(line: Buffer): boolean {
    if (isItem(line)) {
      this.listener.itemised?.(line)
      if (!this.listener.item) return true
    }
    const record = parseLine(line.toString('utf8'))
    if (record.kind === 'progress') this.listener.progress?.(record)
    if (record.kind === 'stat') this.listener.stat?.(record)
    if (record.kind === 'item') this.listener.item?.(record)
    return record.kind !== 'progress'
  }

  /** The newest progress record has no end until the next one comes; it is told at once. */
  private tellPending(): void {
    const { pending } = this.lines
    if (pending.length === 0 || isItem(pending)) return
    const record = parseLine(pending.toString('utf8'))
    if (record.kind === 'progress') this.listener.progress?.(record)
  }
}

function isItem(line: Buffer): boolean {
  return (
    line.length >= PREFIX.length && line.compare(PREFIX, 0, PREFIX.length, 0, PREFIX.length) === 0
  )
}

function withoutPrefix(line: Buffer): Buffer {
  return isItem(line) ? line.subarray(PREFIX.length) : line
}
