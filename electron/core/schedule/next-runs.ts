import { nextRun, toCron, type ScheduleFields } from '@common/schedule/schedule'

/**
 * Looks up when schedules fire next. An answer holds until that time has come, and many tasks
 * share a schedule, so that a list of thousands costs next to nothing.
 */
export class NextRuns {
  private readonly known = new Map<string, { from: number; next: number | null }>()

  /** Milliseconds since the epoch; null when the schedule never fires. */
  after(schedule: ScheduleFields, now: number): number | null {
    const cron = toCron(schedule)
    const found = this.known.get(cron)
    if (found && found.from <= now && (found.next === null || now < found.next)) return found.next
    const next = nextRun(schedule, new Date(now))?.getTime() ?? null
    this.known.set(cron, { from: now, next })
    return next
  }
}
