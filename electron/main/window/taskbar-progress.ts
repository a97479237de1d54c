import type { BrowserWindow } from 'electron'
import type { Engine } from '@core/engine'
import { overallProgress } from './overall-progress'

/** What Electron takes for "no bar" and, being above 1, for "busy, nobody knows how long". */
const NO_BAR = -1
const INDETERMINATE = 2

/** Shows on the taskbar icon how far the runs are that go on now. */
export function showProgressOn(window: BrowserWindow, engine: Engine): void {
  const percents = new Map<number, number | null>()
  const show = () => {
    if (window.isDestroyed()) return
    const running = engine.book.active().filter(({ state }) => state === 'RUNNING')
    const overall = overallProgress(running.map(({ id }) => percents.get(id) ?? null))
    window.setProgressBar(overall === 'none' ? NO_BAR : (overall ?? INDETERMINATE))
  }
  engine.events.on('runs:progressed', ({ runId, progress }) => {
    percents.set(runId, progress.percent)
    show()
  })
  engine.book.events.on('changed', (run) => {
    if (run.endedAt !== null) percents.delete(run.id)
    show()
  })
}
