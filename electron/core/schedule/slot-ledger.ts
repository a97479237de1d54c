import { TaskLines } from '../store/task-lines'

/** What is settled about a task's schedule. */
export interface LedgerEntry {
  /** The schedule this is about; another one starts anew. */
  readonly cron: string
  /** When the schedule was set; its past is none of ours. */
  readonly since: number
  /** The last slot that was handled: run, or skipped for a reason. At least `since`. */
  readonly handled: number
}

/**
 * The truth about schedules: the last slot handled of each task, on disk. What cannot be written
 * leaves the older truth, and the slot is looked at again.
 */
export class SlotLedger {
  private constructor(private readonly lines: TaskLines<LedgerEntry>) {}

  static async open(path: string): Promise<SlotLedger> {
    return new SlotLedger(await TaskLines.open(path, read))
  }

  /** Null when nothing is known of the task under this schedule. */
  of(taskId: number, cron: string): LedgerEntry | null {
    const entry = this.lines.of(taskId)
    return entry?.cron === cron ? entry : null
  }

  begin(taskId: number, cron: string, since: number): LedgerEntry {
    const entry = { cron, since, handled: since }
    this.lines.put(taskId, entry)
    return entry
  }

  /** Notes the last slot handled; earlier than before only when the clock was set back. */
  settle(taskId: number, slot: number): void {
    const entry = this.lines.of(taskId)
    if (entry && entry.handled !== slot) this.lines.put(taskId, { ...entry, handled: slot })
  }

  /** Notes a slot known to have been handled, unless a later one is noted. */
  raise(taskId: number, slot: number): void {
    if ((this.lines.of(taskId)?.handled ?? Infinity) < slot) this.settle(taskId, slot)
  }

  end(taskId: number): void {
    this.lines.forget(taskId)
  }

  close(): Promise<void> {
    return this.lines.close()
  }
}

function read({ cron, since, handled }: Record<string, unknown>): LedgerEntry | null {
  const isEntry =
    typeof cron === 'string' && typeof since === 'number' && typeof handled === 'number'
  return isEntry ? { cron, since, handled } : null
}
