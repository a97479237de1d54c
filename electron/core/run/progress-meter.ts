import { parseLine, type ProgressRecord } from '@common/rsync/parse-line'
import { advance, NO_PROGRESS } from '@common/run/progress'
import type { ProgressPlan, RunProgress } from '@common/run/run'

/** At most this often progress is told; rsync prints a record for each file (peers 3.4). */
const INTERVAL_MS = 250
/** Letters of a change that transfers a file's content, in either direction. */
const TRANSFER = /^[<>]f/

/** Turns rsync's records into progress that is told a few times a second. */
export class ProgressMeter {
  private progress = NO_PROGRESS
  private item: Buffer | null = null
  private toldAt = -Infinity

  constructor(
    private readonly tell: ((progress: RunProgress) => void) | undefined,
    private readonly plan: ProgressPlan | null,
  ) {}

  /** @param item rsync's line for the file it works on; read only when progress is told */
  itemised(item: Buffer): void {
    this.item = item
  }

  record(record: ProgressRecord): void {
    this.progress = advance(this.progress, record, this.plan)
    const now = performance.now()
    if (now - this.toldAt < INTERVAL_MS) return
    this.toldAt = now
    this.progress = { ...this.progress, currentFile: this.currentFile() }
    this.tell?.(this.progress)
  }

  /** The run has succeeded: that is what 100 is kept for. */
  finish(): void {
    this.tell?.({ ...this.progress, percent: 100, secondsLeft: 0, currentFile: null })
  }

  private currentFile(): string | null {
    const item = this.item && parseLine(this.item.toString('utf8'))
    this.item = null
    const isFile = item?.kind === 'item' && TRANSFER.test(item.change)
    return isFile ? item.name : this.progress.currentFile
  }
}
