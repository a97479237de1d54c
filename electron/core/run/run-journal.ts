import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename, writeFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { RUN_STATES, RUN_TRIGGERS, type Run } from '@common/run/run'

export interface OpenedJournal {
  readonly journal: RunJournal
  readonly runs: Run[]
  /** The highest number that was ever given to a run. */
  readonly lastRunId: number
}

/**
 * The record of all runs: one JSON line for each change of state, only ever appended, the last
 * line of a run being its truth. A crash can at worst leave half a line at the end, which is
 * left out at the next start. Log files stand beside it, one a run.
 */
export class RunJournal {
  private last: Promise<void> = Promise.resolve()

  private constructor(
    readonly folder: string,
    private readonly file: FileHandle,
  ) {}

  /**
   * Opens the journal in `folder`, made when missing; answers with the runs it holds, by id.
   * @param tasks the tasks there are; runs of others are left out
   */
  static async open(folder: string, tasks: ReadonlySet<number>): Promise<OpenedJournal> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const path = join(folder, 'journal.jsonl')
    const text = existsSync(path) ? await readFile(path, 'utf8') : ''
    const { runs: all, lastRunId } = parseJournal(text)
    const runs = all.filter(({ taskId }) => tasks.has(taskId))
    if (runs.length < all.length || isWorthCompacting(text, runs))
      await rewrite(path, runs, lastRunId)
    const file = await open(path, 'a', 0o600)
    return { journal: new RunJournal(folder, file), runs, lastRunId }
  }

  /** On disk when it resolves. Appends keep their order. */
  append(run: Run): Promise<void> {
    const line = `${JSON.stringify(run)}\n`
    const appended = this.last.then(async () => {
      await this.file.appendFile(line)
      await this.file.datasync()
    })
    // One failed append must not fail those that follow; its own caller is told.
    this.last = appended.catch(() => undefined)
    return appended
  }

  async close(): Promise<void> {
    await this.last
    await this.file.close()
  }
}

/** Also when it ends in half a line, with which the next line would be lost. */
function isWorthCompacting(text: string, runs: readonly Run[]): boolean {
  const lines = text.split('\n').length
  return lines > runs.length * 2 + 100 || (text !== '' && !text.endsWith('\n'))
}

async function rewrite(path: string, runs: readonly Run[], lastRunId: number): Promise<void> {
  const next = `${path}.next`
  // The runs of removed tasks go, but a number that was given out is not given out again.
  const text = [{ lastRunId }, ...runs].map((line) => `${JSON.stringify(line)}\n`).join('')
  await writeFile(next, text, { mode: 0o600, flush: true })
  await rename(next, path)
}

function parseJournal(text: string): { runs: Run[]; lastRunId: number } {
  const runs = new Map<number, Run>()
  let lastRunId = 0
  for (const line of text.split('\n')) {
    const entry = parseLine(line)
    if (isRun(entry)) runs.set(entry.id, entry)
    lastRunId = Math.max(lastRunId, isRun(entry) ? entry.id : (entry?.lastRunId ?? 0))
  }
  return { runs: [...runs.values()].sort((a, b) => a.id - b.id), lastRunId }
}

type Entry = Partial<Run> & { readonly lastRunId?: number }

function parseLine(line: string): Entry | null {
  try {
    const entry: unknown = line === '' ? null : JSON.parse(line)
    return typeof entry === 'object' ? entry : null
  } catch {
    return null
  }
}

function isRun(run: Entry | null): run is Run {
  return (
    Number.isSafeInteger(run?.id) &&
    Number.isSafeInteger(run?.taskId) &&
    RUN_STATES.some((state) => state === run?.state) &&
    RUN_TRIGGERS.some((trigger) => trigger === run?.trigger)
  )
}
