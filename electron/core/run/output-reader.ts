import { ITEM_PREFIX } from '@common/rsync/build-command'
import {
  isProgressLine,
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
  /** rsync's last words were that it only did as if (`-n`, or a batch file alone). */
  dryRun?(): void
  /** The same line before it is read: cheap enough for millions. */
  itemised?(line: Buffer): void
  /** An item that says that nothing changes, which only `-ii` prints; then it is no `item`. */
  unchanged?(line: Buffer): void
}

const PREFIX = Buffer.from(ITEM_PREFIX)
const [AT, BAR] = PREFIX.subarray(1)
const SPACE = 0x20
const NINE = 0x39
/** Behind prefix, update and type; a blank there says that nothing is different. */
const FIRST_DETAIL = PREFIX.length + 2
/** What begins a figure of --stats: `Number`, `Total`, `Literal`, `Matched`, `File`. */
const STAT_LETTERS = new Set(Buffer.from('NTLMF'))
/** How rsync's own summary begins and ends when nothing was copied; names are behind a prefix. */
const SMALL_T = 0x74
const ONLY_AS_IF = /^total size is \S+ {2}speedup is \S+ \((?:DRY RUN|BATCH ONLY)\)$/

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
      if (this.listener.unchanged && line[FIRST_DETAIL] === SPACE) this.listener.unchanged(line)
      else if (this.listener.item) this.read(line)
      return true
    }
    if (isProgress(line)) {
      this.listener.progress?.(line)
      return false
    }
    if (STAT_LETTERS.has(line[0] ?? 0)) this.read(line)
    if (line[0] === SMALL_T && ONLY_AS_IF.test(line.toString('latin1'))) this.listener.dryRun?.()
    return true
  }

  private read(line: Buffer): void {
    const record = parseLine(line.toString('utf8'))
    if (record.kind === 'stat') this.listener.stat?.(record)
    if (record.kind === 'item') this.listener.item?.(record)
  }

  /** The newest progress record has no end until the next one comes; it is told at once. */
  private tellPending(): void {
    const { pending } = this.lines
    if (isProgress(pending)) this.listener.progress?.(pending)
  }
}

function isItem(line: Buffer): boolean {
  return line[2] === BAR && line[1] === AT && line[0] === PREFIX[0]
}

/** Most lines are told by their first byte. */
function isProgress(line: Buffer): boolean {
  const first = line[0] ?? 0
  return first >= SPACE && first <= NINE && isProgressLine(line.toString('latin1'))
}

function withoutPrefix(line: Buffer): Buffer {
  return isItem(line) ? line.subarray(PREFIX.length) : line
}
