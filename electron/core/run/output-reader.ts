import { NEW_NAME } from '@common/preview/change'
import {
  isProgressLine,
  parseItem,
  parseLine,
  type ItemRecord,
  type StatRecord,
} from '@common/rsync/parse-line'
import { LineReader } from './line-reader'

export interface OutputListener {
  /** A progress record before it is read: there is one for each file, and few are looked at. */
  progress?(line: Buffer): void
  stat?(record: StatRecord): void
  item?(record: ItemRecord): void
  /** A link, device, socket or pipe that the options do not copy. */
  leftOut?(): void
  /** rsync's last words were that it only did as if (`-n`, or a batch file alone). */
  dryRun?(): void
  /** The same line before it is read, without its prefix: cheap enough for millions. */
  itemised?(line: Buffer): void
  /** An item that says that nothing changes, which only `-ii` prints; then it is no `item`. */
  unchanged?(line: Buffer): void
}

const SPACE = 0x20
const NINE = 0x39
/** Behind update and type; a blank there says that nothing is different. */
const FIRST_DETAIL = 2
/** What begins a figure of --stats: `Number`, `Total`, `Literal`, `Matched`, `File`. */
const STAT_LETTERS = new Set(Buffer.from('NTLMF'))
/** How rsync's own summary begins and ends when nothing was copied; names are behind a prefix. */
const SMALL_T = 0x74
const SMALL_S = 0x73
const SMALL_H = 0x68
const LEFT_OUT = Buffer.from('skipping non-regular file "')
const ONLY_AS_IF = /^total size is \S+ {2}speedup is \S+ \((?:DRY RUN|BATCH ONLY)\)$/

/**
 * Reads rsync's standard output: tells the listener what it says, and returns the lines that
 * belong in the log, which is everything but progress. Items are decoded only for a listener
 * that wants them, since a run may have millions.
 */
export class OutputReader {
  private readonly lines = new LineReader()
  private readonly prefix: Buffer

  /** @param prefix of itemised lines, which nobody but the command knows */
  constructor(
    private readonly listener: OutputListener,
    prefix: string,
  ) {
    this.prefix = Buffer.from(prefix)
  }

  push(chunk: Buffer): Buffer[] {
    const log = this.forLog(this.lines.push(chunk))
    this.tellPending()
    return log
  }

  end(): Buffer[] {
    return this.forLog(this.lines.end())
  }

  private forLog(lines: readonly Buffer[]): Buffer[] {
    const log: Buffer[] = []
    for (const line of lines) {
      if (this.isItem(line)) log.push(this.readItem(line.subarray(this.prefix.length)))
      else if (isProgress(line)) this.listener.progress?.(line)
      else log.push(this.readOther(line))
    }
    return log
  }

  /** Millions of lines come here: most are told by their first byte. */
  private isItem(line: Buffer): boolean {
    const { prefix } = this
    if (line[0] !== prefix[0] || line.length < prefix.length) return false
    return line.compare(prefix, 0, prefix.length, 0, prefix.length) === 0
  }

  private readItem(item: Buffer): Buffer {
    const { listener } = this
    listener.itemised?.(item)
    if (listener.unchanged && isUnchanged(item)) listener.unchanged(item)
    else if (listener.item) {
      const record = parseItem(item.toString('utf8'))
      if (record) listener.item(record)
    }
    return item
  }

  private readOther(line: Buffer): Buffer {
    if (STAT_LETTERS.has(line[0] ?? 0)) {
      const record = parseLine(line.toString('utf8'))
      if (record.kind === 'stat') this.listener.stat?.(record)
    }
    if (line[0] === SMALL_S && line.subarray(0, LEFT_OUT.length).equals(LEFT_OUT))
      this.listener.leftOut?.()
    if (line[0] === SMALL_T && ONLY_AS_IF.test(line.toString('latin1'))) this.listener.dryRun?.()
    return line
  }

  /** The newest progress record has no end until the next one comes; it is told at once. */
  private tellPending(): void {
    const { pending } = this.lines
    if (isProgress(pending)) this.listener.progress?.(pending)
  }
}

/** Whether an item says that nothing would change. A file that becomes a further name is replaced. */
function isUnchanged(item: Buffer): boolean {
  return item[FIRST_DETAIL] === SPACE && !(item[0] === SMALL_H && item.includes(NEW_NAME))
}

/** Most lines are told by their first byte. */
function isProgress(line: Buffer): boolean {
  const first = line[0] ?? 0
  return first >= SPACE && first <= NINE && isProgressLine(line.toString('latin1'))
}
