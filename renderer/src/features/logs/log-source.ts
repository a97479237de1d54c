import { append } from '@common/lists'
import type { LogFilter } from '@common/ipc/contract'
import { invoke } from '../../bridge/bridge'
import type { PageSource } from '../../composables/use-paged-rows'

/** Lines fetched at once: some windows full, and little enough to arrive between two frames. */
export const LOG_PAGE = 200
/** Lines fetched at once where nobody scrolls meanwhile; main gives no more. */
const COPIED_PAGE = 2000

export interface LogRow {
  /** From 1, as editors count. */
  readonly number: number
  readonly text: string
}

export type LogSource = PageSource<LogRow>

export const NO_FILTER: LogFilter = { text: '', errorsOnly: false }

export function isFiltered({ text, errorsOnly }: LogFilter): boolean {
  return text !== '' || errorsOnly
}

/** The lines of a run's log, or only those that match. */
export function logSource(runId: number, filter: LogFilter): LogSource {
  return isFiltered(filter) ? matchesOf(runId, filter) : linesOf(runId)
}

function linesOf(runId: number): LogSource {
  return async (first, count) => {
    const { lines, totalLines } = await invoke('logs:read', runId, first, count)
    const rows = lines.map((text, index) => ({ number: first + index + 1, text }))
    return { rows, total: totalLines }
  }
}

function matchesOf(runId: number, filter: LogFilter): LogSource {
  return async (first, count) => {
    const page = await invoke('logs:readMatches', runId, filter, first, count)
    const rows = page.matches.map(({ line, text }) => ({ number: line + 1, text }))
    return { rows, total: page.totalMatches }
  }
}

/** At most the last `count` rows of a log, for the clipboard. */
export async function readEnd(source: LogSource, total: number, count: number): Promise<string[]> {
  const lines: string[] = []
  for (let first = Math.max(0, total - count); first < total; first += COPIED_PAGE) {
    const { rows } = await source(first, Math.min(COPIED_PAGE, total - first))
    append(
      lines,
      rows.map(({ text }) => text),
    )
  }
  return lines
}
