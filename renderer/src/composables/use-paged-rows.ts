import { onScopeDispose, shallowReactive, shallowRef } from 'vue'
import { asAppError } from '../bridge/bridge'

/** Rows `first` and on, at most `count`, and how many there are in all. */
export type PageSource<Row> = (
  first: number,
  count: number,
) => Promise<{ readonly rows: readonly Row[]; readonly total: number }>

/** Pages kept: scrolling through millions of rows must not fill the memory with them. */
const MAX_PAGES = 300

/**
 * The rows of a list too long to be here as a whole, fetched in pages as they come into sight.
 * Pages are reactive one by one, so an arriving page redraws only what shows it.
 * @param size rows fetched at once
 */
export function usePagedRows<Row>(source: PageSource<Row>, size: number) {
  const pages = shallowReactive(new Map<number, readonly Row[]>())
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
      const page = await source(index * size, size)
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
    for (let index = Math.floor(wanted.first / size); index * size < wanted.end; index++) {
      if (!pages.has(index) && !pending.has(index)) return index
    }
    return null
  }

  /** Reads the end anew: how long the list is now, and its last rows. */
  async function refresh(): Promise<void> {
    const before = total.value
    await fetchPage(Math.floor(Math.max(0, (before ?? 1) - 1) / size))
    const last = Math.floor(Math.max(0, (total.value ?? 1) - 1) / size)
    if (total.value !== before && !pages.has(last)) await fetchPage(last)
    // The page that was the last one has grown beyond what was read of it.
    const grown = before === null ? null : Math.floor(Math.max(0, before - 1) / size)
    if (grown !== null && grown !== last && (pages.get(grown)?.length ?? size) < size) {
      await fetchPage(grown)
    }
  }

  const row = (index: number): Row | null =>
    pages.get(Math.floor(index / size))?.[index % size] ?? null

  return { total, error, need, refresh, row }
}
