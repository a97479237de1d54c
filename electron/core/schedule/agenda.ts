import nodeSchedule from 'node-schedule'

interface Entry {
  readonly at: number
  readonly act: () => void
}

const ALMOST_NOW_MS = 20

/**
 * What is to be done when, under names: the one owner of node-schedule. It holds a single job,
 * for the earliest entry, by reference and without a name: node-schedule loses jobs whose name is
 * used again, replays a backlog after sleep, and says nothing when it cannot schedule. Thousands
 * of entries cost one timer, however far away (beyond 2^31 ms too).
 */
export class Agenda {
  private readonly entries = new Map<string, Entry>()
  private readonly job = new nodeSchedule.Job(() => this.check())
  private armedAt: number | null = null
  private isArming = false

  /** @param report told of what an entry threw; the others are done all the same */
  constructor(
    private readonly now: () => number,
    private readonly report: (error: unknown) => void,
  ) {
    // Without a listener an error of the job would end the process.
    this.job.on('error', report)
  }

  /** Acts at a time, or soon when it has come; replaces what stood under the name. */
  set(name: string, at: number, act: () => void): void {
    this.entries.set(name, { at, act })
    const isLate = this.armedAt !== null && this.armedAt <= this.now()
    if (this.armedAt === null || at < this.armedAt || isLate) this.armSoon()
  }

  delete(name: string): void {
    this.entries.delete(name)
  }

  /** When an entry is due; null when there is none. */
  at(name: string): number | null {
    return this.entries.get(name)?.at ?? null
  }

  get size(): number {
    return this.entries.size
  }

  /** Does what is due, and arms the timer anew: also after sleep, or when the clock was set. */
  check(): void {
    const now = this.now()
    const due = [...this.entries].filter(([, { at }]) => at <= now)
    for (const [name] of due) this.entries.delete(name)
    // In the order of their times, as if each had been done on time.
    for (const [, { act }] of due.sort(([, a], [, b]) => a.at - b.at)) this.attempt(act)
    this.arm()
  }

  stop(): void {
    this.entries.clear()
    this.job.cancel()
    this.armedAt = null
  }

  private attempt(act: () => void): void {
    try {
      act()
    } catch (error) {
      this.report(error)
    }
  }

  /** Once for all entries that are set in one go. */
  private armSoon(): void {
    if (this.isArming) return
    this.isArming = true
    queueMicrotask(() => {
      this.isArming = false
      this.arm()
    })
  }

  private arm(): void {
    this.job.cancel()
    this.armedAt = null
    let earliest = Infinity
    for (const { at } of this.entries.values()) earliest = Math.min(earliest, at)
    if (earliest === Infinity) return
    this.armedAt = earliest
    // node-schedule refuses what is past, as an entry may be by the time it is armed.
    const delay = Math.max(ALMOST_NOW_MS, earliest - this.now())
    const isArmed = this.job.schedule(new Date(Date.now() + delay))
    if (!isArmed) this.report(new Error(`The timer for ${earliest} could not be set.`))
  }
}
