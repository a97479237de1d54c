import type { Engine } from '@core/engine'

/** Follows the percent of every running run, for those who show it without a page. */
export function followPercents(engine: Engine): ReadonlyMap<number, number> {
  const percents = new Map<number, number>()
  engine.events.on('runs:progressed', ({ runId, progress: { percent } }) => {
    if (percent !== null) percents.set(runId, percent)
  })
  engine.book.events.on('changed', ({ id, endedAt }) => endedAt !== null && percents.delete(id))
  return percents
}
