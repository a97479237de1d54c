import type { LogFilter } from '@common/ipc/contract'
import { invoke } from '../../bridge/bridge'

export interface LogRow {
  /** From 1, as editors count. */
  readonly number: number
  readonly text: string
}

/** Rows `first` and on, at most `count`, and how many there are in all. */
export type LogSource = (
  first: number,
  count: number,
) => Promise<{ readonly rows: readonly LogRow[]; readonly total: number }>

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
