import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { AppendFile, parseLines, replaceFile } from '../store/append-file'

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
 * The truth about schedules: the last slot handled of each task, on disk. Only ever appended,
 * the last line of a task counts; a line without a schedule ends what is known of the task.
 */
export class SlotLedger {
  private constructor(
    private readonly file: AppendFile,
    private readonly entries: Map<number, LedgerEntry>,
  ) {}

  static async open(path: string): Promise<SlotLedger> {
    const text = existsSync(path) ? await readFile(path, 'utf8') : ''
    const entries = parseLedger(text)
    const lines = text.split('\n').length
    if (lines > entries.size * 2 + 100 || (text !== '' && !text.endsWith('\n'))) {
      await replaceFile(path, [...entries].map(([taskId, entry]) => line(taskId, entry)).join(''))
    }
    return new SlotLedger(await AppendFile.open(path), entries)
  }

  /** Null when nothing is known of the task under this schedule. */
  of(taskId: number, cron: string): LedgerEntry | null {
    const entry = this.entries.get(taskId)
    return entry?.cron === cron ? entry : null
  }

  begin(taskId: number, cron: string, since: number): LedgerEntry {
    return this.put(taskId, { cron, since, handled: since })
  }

  /** Notes the last slot handled; earlier than before only when the clock was set back. */
  settle(taskId: number, slot: number): void {
    const entry = this.entries.get(taskId)
    if (entry && entry.handled !== slot) this.put(taskId, { ...entry, handled: slot })
  }

  /** Notes a slot known to have been handled, unless a later one is noted. */
  raise(taskId: number, slot: number): void {
    if ((this.entries.get(taskId)?.handled ?? Infinity) < slot) this.settle(taskId, slot)
  }

  end(taskId: number): void {
    if (this.entries.delete(taskId)) this.write(line(taskId, null))
  }

  close(): Promise<void> {
    return this.file.close()
  }

  private put(taskId: number, entry: LedgerEntry): LedgerEntry {
    this.entries.set(taskId, entry)
    this.write(line(taskId, entry))
    return entry
  }

  /** A line that cannot be written leaves the older truth, and the slot is looked at again. */
  private write(text: string): void {
    void this.file.append(text).catch(() => undefined)
  }
}

function line(task: number, entry: LedgerEntry | null): string {
  return `${JSON.stringify({ task, ...entry })}\n`
}

function parseLedger(text: string): Map<number, LedgerEntry> {
  const entries = new Map<number, LedgerEntry>()
  for (const { task, cron, since, handled } of parseLines(text)) {
    if (typeof task !== 'number') continue
    const isEntry =
      typeof cron === 'string' && typeof since === 'number' && typeof handled === 'number'
    if (isEntry) entries.set(task, { cron, since, handled })
    else entries.delete(task)
  }
  return entries
}
