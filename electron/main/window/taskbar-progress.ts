import type { Engine } from '@core/engine'
import { overallProgress } from './overall-progress'

/** What Electron takes for "no bar" and, being above 1, for "busy, nobody knows how long". */
const NO_BAR = -1
const INDETERMINATE = 2

/** As much of a window as is used here. */
interface BarWindow {
  setProgressBar(value: number): void
}

/** Shows on the taskbar icon of the window, while there is one, how far the runs are. */
export class TaskbarProgress {
  constructor(
    private readonly window: () => BarWindow | null,
    private readonly engine: Engine,
    private readonly percents: ReadonlyMap<number, number>,
  ) {}

  /** Call it when runs or their progress have changed, and for a new window. */
  show(): void {
    const running = this.engine.book.active().filter(({ state }) => state === 'RUNNING')
    const overall = overallProgress(running.map(({ id }) => this.percents.get(id) ?? null))
    this.window()?.setProgressBar(overall === 'none' ? NO_BAR : (overall ?? INDETERMINATE))
  }
}
