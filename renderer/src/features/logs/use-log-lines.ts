import { onScopeDispose, shallowReactive, shallowRef } from 'vue'
import { asAppError } from '../../bridge/bridge'
import type { LogRow, LogSource } from './log-source'

/** Lines fetched at once: some windows full, and little enough to arrive between two frames. */
const PAGE = 200
/** Pages kept: scrolling through millions of lines must not fill the memory with them. */
const MAX_PAGES = 300
/** Lines fetched at once where nobody scrolls meanwhile; main gives no more. */
const COPIED_PAGE = 2000

/**
 * The rows of a log, or of those that match, fetched in pages as they come into sight. Pages are
 * reactive one by one, so an arriving page redraws only what shows it.
 */
export function useLogLines(source: LogSource) {
  const pages = shallowReactive(new Map<number, readonly LogRow[]>())
  const total = shallowRef<number | null>(null)
  const error = shallowRef<string | null>(null)
  const pending = new Set<number>()
  let wanted = { first: 0, end: 0 }
  let isFetching = false
  let isGone = false
  onScopeDispose(() => (isGone = true))

  async function fetchPage(index: number): Promise<void> {
    if (pending.has(index)) return
    pending.add(index)
    try {
      const page = await source(index * PAGE, PAGE)
      if (isGone) return
      pages.set(index, page.rows)
      total.value = page.total
      error.value = null
      forgetOld(index)
    } catch (reason) {
      error.value = asAppError(reason).message
    } finally {
      pending.delete(index)
    }
  }

  /** Throws out the page farthest from the one just read. */
  function forgetOld(index: number): void {
    while (pages.size > MAX_PAGES) {
      const farthest = [...pages.keys()].reduce((a, b) =>
        Math.abs(b - index) > Math.abs(a - index) ? b : a,
      )
      pages.delete(farthest)
    }
  }

  /** Sees to it that these rows are, or will be, here. Rows wanted before are wanted no more. */
  function need(first: number, end: number): void {
    wanted = { first, end }
    if (!isFetching) void fetchWanted()
  }

  /**
   * One page at a time, always of what is in sight by then: a drag across millions of lines asks
   * for those it stops at, not for every page that it passes.
   */
  async function fetchWanted(): Promise<void> {
    isFetching = true
    for (let index = missingPage(); index !== null && !isGone; index = missingPage()) {
      await fetchPage(index)
      if (error.value !== null) break
    }
    isFetching = false
  }

  function missingPage(): number | null {
    for (let index = Math.floor(wanted.first / PAGE); index * PAGE < wanted.end; index++) {
      if (!pages.has(index) && !pending.has(index)) return index
    }
    return null
  }

  /** Reads the end anew: how long the log is now, and its last lines. */
  async function refresh(): Promise<void> {
    const before = total.value
    await fetchPage(Math.floor(Math.max(0, (before ?? 1) - 1) / PAGE))
    const last = Math.floor(Math.max(0, (total.value ?? 1) - 1) / PAGE)
    if (total.value !== before && !pages.has(last)) await fetchPage(last)
    // The page that was the last one has grown beyond what was read of it.
    const grown = before === null ? null : Math.floor(Math.max(0, before - 1) / PAGE)
    if (grown !== null && grown !== last && (pages.get(grown)?.length ?? PAGE) < PAGE) {
      await fetchPage(grown)
    }
  }

  const row = (index: number): LogRow | null =>
    pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null

  return { total, error, need, refresh, row }
}

/** At most the last `count` rows of a log, for the clipboard. */
export async function readEnd(source: LogSource, total: number, count: number): Promise<string[]> {
  const lines: string[] = []
  for (let first = Math.max(0, total - count); first < total; first += COPIED_PAGE) {
    const { rows } = await source(first, Math.min(COPIED_PAGE, total - first))
    lines.push(...rows.map(({ text }) => text))
  }
  return lines
}
