import type { LogFilter, LogMatchPage, LogPage } from '@common/ipc/contract'

/** A log without its text in memory: three million lines are a function and a number. */
export interface FakeLog {
  totalLines: number
  line(index: number): string
  isError?(index: number): boolean
}

const NO_LOG: FakeLog = { totalLines: 0, line: () => '' }

export function readLog(log: FakeLog | undefined, firstLine: number, count: number): LogPage {
  const { totalLines, line } = log ?? NO_LOG
  const length = Math.max(0, Math.min(count, totalLines - firstLine))
  return { firstLine, totalLines, lines: Array.from({ length }, (_, i) => line(firstLine + i)) }
}

export function readMatches(
  log: FakeLog | undefined,
  { text, errorsOnly }: LogFilter,
  firstMatch: number,
  count: number,
): LogMatchPage {
  const { totalLines, line, isError } = log ?? NO_LOG
  const all = Array.from({ length: totalLines }, (_, index) => ({
    line: index,
    text: line(index),
  })).filter(
    (match) =>
      match.text.toLowerCase().includes(text.toLowerCase()) &&
      (!errorsOnly || isError?.(match.line)),
  )
  const matches = all.slice(firstMatch, firstMatch + count)
  return { matches, firstMatch, totalMatches: all.length }
}
