import type { AppLog } from '@core/log/app-log'

/** The reactions to errors, which need an open app. */
export interface Reactions {
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
  private reactions: Reactions | null = null
  private hasTold = false

  constructor(private readonly log: AppLog) {}

  /** The app is open: errors taken before are told now. */
  attach(reactions: Reactions): void {
    this.reactions = reactions
    this.react()
  }

  take(where: string, error: unknown): void {
    this.log.error(where, error)
    const now = performance.now()
    this.times = [...this.times.filter((time) => now - time < WINDOW_MS), now]
    this.react()
  }

  private react(): void {
    const { reactions } = this
    if (!reactions || this.times.length === 0) return
    if (this.times.length >= MAX_ERRORS) return reactions.giveUp()
    if (this.hasTold) return
    this.hasTold = true
    reactions.tell()
  }
}

/**
 * From now on, an error that nobody caught neither ends the process nor opens Electron's own dialog,
 * which would hold up all of main. Call it before a page can call anything.
 */
export function followUnexpected(log: AppLog): Unexpected {
  const unexpected = new Unexpected(log)
  process.on('uncaughtException', (error) => unexpected.take('uncaught exception', error))
  process.on('unhandledRejection', (reason) => unexpected.take('unhandled rejection', reason))
  return unexpected
}
