export interface WatchdogDeps {
  /** The clock on the wall, which can be set and goes on in sleep. */
  readonly now: () => number
  /** A clock that only ever runs, and on most systems stops in sleep. */
  readonly uptime: () => number
  /** Told when the two disagree, or much time passed unseen: sleep, or a clock that was set. */
  readonly onJump: () => void
  /** Told at every look that finds nothing unusual. */
  readonly onTick: () => void
}

/** How often the clocks are compared. */
export const WATCH_MS = 30_000
/** Clocks drift and are corrected by seconds all the time; that is no jump. */
const TOLERANCE_MS = 5_000

/** Notices sleep and changes of the clock, also where the system does not tell of them. */
export class Watchdog {
  private timer: NodeJS.Timeout | null = null
  private last = { now: 0, uptime: 0 }

  constructor(private readonly deps: WatchdogDeps) {}

  start(): void {
    this.stop()
    this.look()
    this.timer = setInterval(() => this.compare(), WATCH_MS)
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer)
    this.timer = null
  }

  private compare(): void {
    const before = this.last
    this.look()
    const elapsed = this.last.uptime - before.uptime
    const drift = Math.abs(this.last.now - before.now - elapsed)
    const isJump = drift > TOLERANCE_MS || elapsed > 3 * WATCH_MS
    if (isJump) this.deps.onJump()
    else this.deps.onTick()
  }

  private look(): void {
    this.last = { now: this.deps.now(), uptime: this.deps.uptime() }
  }
}
