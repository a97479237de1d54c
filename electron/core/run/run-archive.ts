import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { say } from '@common/i18n/say'
import type { LogFilter, LogMatchPage, LogPage } from '@common/ipc/contract'
import { findRuns, type HistoryPage, type HistoryQuery, type HistoryRow } from '@common/run/history'
import { fullName, type Task } from '@common/task/task'
import { ifAbsent } from '@common/text/system-error'
import { marksPath } from './line-marks'
import { LogMatcher } from './log-matcher'
import { LogReader } from './log-reader'
import type { RunBook } from './run-book'
import { errorIndexPath } from './run-log'

/** What there is to read about runs: the history, and their logs in a folder. */
export class RunArchive {
  private readonly logs = new LogReader()
  private readonly matches = new LogMatcher(this.logs)

  constructor(
    readonly folder: string,
    private readonly book: RunBook,
    private readonly tasks: () => readonly Task[],
    /** Removes what else is kept of a run. */
    private readonly removeList: (runId: number) => Promise<void>,
  ) {}

  logPath(runId: number): string {
    return join(this.folder, `${runId}.log`)
  }

  /** @throws AppError NOT_FOUND */
  readLog(runId: number, firstLine: number, count: number): Promise<LogPage> {
    return this.logs.read(this.logPath(this.book.get(runId).id), firstLine, count)
  }

  /** @throws AppError NOT_FOUND */
  readMatches(
    runId: number,
    filter: LogFilter,
    firstMatch: number,
    count: number,
  ): Promise<LogMatchPage> {
    return this.matches.read(this.logPath(this.book.get(runId).id), filter, firstMatch, count)
  }

  /** All records a query leaves, of the tasks there are. */
  find(query: HistoryQuery): HistoryRow[] {
    const names = new Map(this.tasks().map((task) => [task.id, fullName(task)]))
    return findRuns(
      this.book.all(),
      query,
      (taskId) => names.get(taskId) ?? say('runs.taskOf', { id: taskId }),
    )
  }

  /** One page of the records a query leaves. */
  page(query: HistoryQuery): HistoryPage {
    const rows = this.find(query)
    return { rows: rows.slice(query.offset, query.offset + query.limit), total: rows.length }
  }

  async removeLogs(runIds: readonly number[]): Promise<void> {
    for (const id of runIds) {
      await rm(this.logPath(id), { force: true })
      await rm(errorIndexPath(this.logPath(id)), { force: true })
      await rm(marksPath(this.logPath(id)), { force: true })
      await this.removeList(id)
    }
  }

  /** Removes logs whose run is not known any more: a deletion was cut short. */
  async sweepStrays(): Promise<void> {
    const strays = (await this.numbers()).filter((id) => !this.book.has(id))
    await this.removeLogs(strays)
  }

  /** Bytes each log takes. */
  async logSizes(): Promise<Map<number, number>> {
    const sizes = new Map<number, number>()
    for (const id of await this.numbers()) {
      const info = await stat(this.logPath(id)).catch(ifAbsent(null))
      if (info) sizes.set(id, info.size)
    }
    return sizes
  }

  /** The runs that have files here. */
  private async numbers(): Promise<number[]> {
    const found = (await readdir(this.folder)).flatMap((name) => {
      const number = /^(\d+)\.(log|errors|marks)$/.exec(name)?.[1]
      return number === undefined ? [] : [Number(number)]
    })
    return [...new Set(found)]
  }
}
