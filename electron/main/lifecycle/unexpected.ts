import type { AppLog } from '@core/log/app-log'

export interface UnexpectedDeps {
  readonly log: AppLog
  /** Tells the person; called once. */
  readonly tell: () => void
  /** Ends the app in order. */
  readonly giveUp: () => void
}

/** So many errors within this time are no accident any more. */
const MAX_ERRORS = 20
const WINDOW_MS = 60_000

/**
 * Takes what nobody caught in main. The app goes on: settings and records in memory only change
 * once they are written whole, so no error leaves half of a change behind, and runs are processes
 * of their own. Where errors come in a flood, something of the app has stopped working for good;
 * then it ends in order, with its runs recorded.
 */
export class Unexpected {
  private times: number[] = []
  private hasTold = false

  constructor(private readonly deps: UnexpectedDeps) {}

  take(where: string, error: unknown): void {
    const { log, tell, giveUp } = this.deps
    log.error(where, error)
    const now = performance.now()
    this.times = [...this.times.filter((time) => now - time < WINDOW_MS), now]
    if (this.times.length === MAX_ERRORS) return giveUp()
    if (this.hasTold) return
    this.hasTold = true
    tell()
  }
}

/** From now on, nothing that nobody caught ends the process or opens Electron's own dialog. */
export function followUnexpected(unexpected: Unexpected): void {
  process.on('uncaughtException', (error) => unexpected.take('uncaught exception', error))
  process.on('unhandledRejection', (reason) => unexpected.take('unhandled rejection', reason))
}
