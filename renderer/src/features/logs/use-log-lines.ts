import { onScopeDispose, shallowReactive, shallowRef } from 'vue'
import { asAppError } from '../../bridge/bridge'
import type { LogRow, LogSource } from './log-source'

/** Lines fetched at once; main gives at most 2000. */
const PAGE = 1000
/** Pages kept: scrolling through millions of lines must not fill the memory with them. */
const MAX_PAGES = 60

/**
 * The rows of a log, or of those that match, fetched in pages as they come into sight. Pages are
 * reactive one by one, so an arriving page redraws only what shows it.
 */
export function useLogLines(source: LogSource) {
  const pages = shallowReactive(new Map<number, readonly LogRow[]>())
  const total = shallowRef<number | null>(null)
  const error = shallowRef<string | null>(null)
  const pending = new Set<number>()
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

  /** Sees to it that these rows are, or will be, here. */
  function need(first: number, end: number): void {
    for (let index = Math.floor(first / PAGE); index * PAGE < end; index++) {
      if (!pages.has(index)) void fetchPage(index)
    }
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
  for (let first = Math.max(0, total - count); first < total; first += PAGE) {
    const { rows } = await source(first, Math.min(PAGE, total - first))
    lines.push(...rows.map(({ text }) => text))
  }
  return lines
}
