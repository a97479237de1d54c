import { largest } from '@common/lists'
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { outcomeOfState } from '@common/run/outcome-class'
import { NEW_RUN, RUN_STATES, RUN_TRIGGERS, type Run } from '@common/run/run'
import { AppendFile, parseLines, replaceFile } from '../store/append-file'

/** What a journal held when it was opened. */
export interface OpenedJournal {
  readonly journal: RunJournal
  readonly runs: readonly Run[]
  /** The highest number that was ever given to a run. */
  readonly lastRunId: number
}

/**
 * The record of all runs: one JSON line for each change of state, only ever appended, the last
 * line of a run being its truth. A crash can at worst leave half a line at the end, which is
 * left out at the next start. Log files stand beside it, one a run.
 */
export class RunJournal {
  private constructor(
    readonly folder: string,
    private readonly file: AppendFile,
  ) {}

  /**
   * Opens the journal in `folder`, made when missing; answers with the runs it holds, by id.
   * @param tasks the tasks there are; runs of others are left out
   */
  static async open(folder: string, tasks: ReadonlySet<number>): Promise<OpenedJournal> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const path = join(folder, 'journal.jsonl')
    const text = existsSync(path) ? await readFile(path, 'utf8') : ''
    const all = parseJournal(text)
    const runs = all.runs.filter(({ taskId }) => tasks.has(taskId))
    if (runs.length < all.runs.length || isWorthCompacting(text, runs)) {
      await replaceFile(path, compact(runs, all.lastRunId))
    }
    const journal = new RunJournal(folder, await AppendFile.open(path))
    return { journal, runs, lastRunId: all.lastRunId }
  }

  /** Written when it resolves. Appends keep their order. */
  append(run: Run): Promise<void> {
    return this.file.append(`${JSON.stringify(run)}\n`)
  }

  /** Leaves runs out from the next start on. */
  forget(runIds: readonly number[]): Promise<void> {
    return this.file.append(`${JSON.stringify({ forgotten: runIds })}\n`)
  }

  close(): Promise<void> {
    return this.file.close()
  }
}

/** Also when it ends in half a line, with which the next line would be lost. */
function isWorthCompacting(text: string, runs: readonly Run[]): boolean {
  const lines = text.split('\n').length
  return lines > runs.length * 2 + 100 || (text !== '' && !text.endsWith('\n'))
}

/** The runs of removed tasks go, but a number that was given out is not given out again. */
function compact(runs: readonly Run[], lastRunId: number): string {
  return [{ lastRunId }, ...runs].map((line) => `${JSON.stringify(line)}\n`).join('')
}

function parseJournal(text: string): { runs: Run[]; lastRunId: number } {
  const runs = new Map<number, Run>()
  let lastRunId = 0
  for (const line of parseLines(text)) {
    for (const id of forgottenIn(line)) runs.delete(id)
    lastRunId = Math.max(lastRunId, numberIn(line))
    // Records of earlier versions lack what was added since.
    if (isRun(line)) runs.set(line.id, completed(line))
  }
  return { runs: [...runs.values()].sort((a, b) => a.id - b.id), lastRunId }
}

/** The highest number of a run that a line speaks of. */
function numberIn(line: Record<string, unknown>): number {
  const own = isRun(line) ? line.id : line['lastRunId']
  return largest(forgottenIn(line), typeof own === 'number' ? own : 0)
}

function forgottenIn({ forgotten }: Record<string, unknown>): number[] {
  return Array.isArray(forgotten) ? forgotten.filter((id) => Number.isSafeInteger(id)) : []
}

function completed(line: Run): Run {
  const run = { ...NEW_RUN, ...line }
  const stats = run.stats && { ...run.stats, matchedSize: run.stats.matchedSize ?? 0 }
  return { ...run, stats, outcome: run.outcome ?? outcomeOfState(run) }
}

function isRun(run: Partial<Run>): run is Run {
  return (
    Number.isSafeInteger(run.id) &&
    Number.isSafeInteger(run.taskId) &&
    RUN_STATES.some((state) => state === run.state) &&
    RUN_TRIGGERS.some((trigger) => trigger === run.trigger)
  )
}
