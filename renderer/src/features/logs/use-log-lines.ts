import { onScopeDispose, shallowReactive, shallowRef } from 'vue'
import { asAppError, invoke } from '../../bridge/bridge'

/** Lines fetched at once; main gives at most 2000. */
const PAGE = 1000
/** Pages kept: scrolling through millions of lines must not fill the memory with them. */
const MAX_PAGES = 60

/**
 * The log of one run, fetched in pages as they come into sight. Pages are reactive one by one, so
 * an arriving page redraws only what shows it.
 */
export function useLogLines(runId: number) {
  const pages = shallowReactive(new Map<number, readonly string[]>())
  const total = shallowRef<number | null>(null)
  const error = shallowRef<string | null>(null)
  const pending = new Set<number>()
  let isGone = false
  onScopeDispose(() => (isGone = true))

  async function fetchPage(index: number): Promise<void> {
    if (pending.has(index)) return
    pending.add(index)
    try {
      const page = await invoke('logs:read', runId, index * PAGE, PAGE)
      if (isGone) return
      pages.set(index, page.lines)
      total.value = page.totalLines
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

  /** Sees to it that these lines are, or will be, here. */
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

  const line = (index: number): string | null =>
    pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null

  return { total, error, need, refresh, line }
}

/** At most the last `count` lines of a log, for the clipboard. */
export async function readEnd(runId: number, total: number, count: number): Promise<string[]> {
  const lines: string[] = []
  for (let first = Math.max(0, total - count); first < total; first += PAGE) {
    const page = await invoke('logs:read', runId, first, Math.min(PAGE, total - first))
    lines.push(...page.lines)
  }
  return lines
}
