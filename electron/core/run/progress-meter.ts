import { parseItem, parseLine } from '@common/rsync/parse-line'
import { advance, NO_PROGRESS } from '@common/run/progress'
import type { ProgressPlan, RunProgress } from '@common/run/run'

/** At most this often progress is told; rsync prints a record for each file (peers 3.4). */
const INTERVAL_MS = 250
const CLOSING_BRACKET = 0x29
/** Letters of a change that transfers a file's content, in either direction. */
const TRANSFER = /^[<>]f/

/** Turns rsync's records into progress that is told a few times a second. */
export class ProgressMeter {
  private progress = NO_PROGRESS
  private item: Buffer | null = null
  private toldAt = -Infinity
  /** What came since progress was told: the last record that ended a file, and the very last. */
  private fileEnd: Buffer | null = null
  private latest: Buffer | null = null

  constructor(
    private readonly tell: ((progress: RunProgress) => void) | undefined,
    private readonly plan: ProgressPlan | null,
  ) {}

  /** @param item rsync's line for the file it works on; read only when progress is told */
  itemised(item: Buffer): void {
    this.item = item
  }

  /** @param line a progress record; read only when progress is told, the last ones instead of all */
  record(line: Buffer): void {
    // Only a record that ends a file counts files.
    if (line.at(-1) === CLOSING_BRACKET) this.fileEnd = line
    this.latest = line
    const now = performance.now()
    if (now - this.toldAt < INTERVAL_MS) return
    this.toldAt = now
    this.catchUp()
    this.progress = { ...this.progress, currentFile: this.currentFile() }
    this.tell?.(this.progress)
  }

  /** True once bytes of a file were sent or received. */
  get hasMoved(): boolean {
    this.catchUp()
    return this.progress.bytes > 0
  }

  /** The run has succeeded: that is what 100 is kept for. */
  finish(): void {
    this.catchUp()
    this.tell?.({ ...this.progress, percent: 100, secondsLeft: 0, currentFile: null })
  }

  private catchUp(): void {
    for (const line of new Set([this.fileEnd, this.latest])) {
      const record = line && parseLine(line.toString('latin1'))
      if (record?.kind === 'progress') this.progress = advance(this.progress, record, this.plan)
    }
    this.fileEnd = null
    this.latest = null
  }

  private currentFile(): string | null {
    const item = this.item && parseItem(this.item.toString('utf8'))
    this.item = null
    const isFile = item !== null && TRANSFER.test(item.change)
    return isFile ? item.name : this.progress.currentFile
  }
}
