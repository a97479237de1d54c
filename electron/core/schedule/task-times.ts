import { overdueAt } from '@common/schedule/rhythm'
import { soundHandled } from '@common/schedule/decide'
import { nextRun, toCron, type ScheduleFields } from '@common/schedule/schedule'
import { readTimetable } from '@common/schedule/slots'
import type { Task } from '@common/task/task'
import type { SlotLedger } from './slot-ledger'

interface Answer {
  readonly key: string
  readonly at: number | null
}

/**
 * Looks up when tasks run next and when they become overdue. An answer holds until that time has
 * come, and many tasks share a schedule, so that a list of thousands costs next to nothing.
 */
export class TaskTimes {
  private readonly next = new Map<string, { from: number; at: number | null }>()
  private readonly overdue = new Map<number, Answer>()

  constructor(
    private readonly ledger: Pick<SlotLedger, 'of'>,
    private readonly zone: () => string,
  ) {}

  /** Milliseconds since the epoch; null when the schedule never fires. */
  nextAfter(schedule: ScheduleFields, now: number): number | null {
    const key = `${this.zone()} ${toCron(schedule)}`
    const found = this.next.get(key)
    if (found && found.from <= now && (found.at === null || now < found.at)) return found.at
    const at = nextRun(schedule, new Date(now), this.zone())?.getTime() ?? null
    this.next.set(key, { from: now, at })
    return at
  }

  /**
   * When a task last succeeded, seen from now: a success at a time that never came, since the
   * clock was set back by days, counts as of when that was noticed.
   */
  soundSuccess(task: Task, at: number | null, now: number): number | null {
    if (at === null || soundHandled(at, now) === at) return at
    return this.ledger.of(task.id, toCron(task.schedule))?.since ?? null
  }

  /** When a task becomes overdue unless it succeeds before; null when its schedule is not kept. */
  overdueAt(task: Task, lastSuccessAt: number | null): number | null {
    const cron = toCron(task.schedule)
    const entry = task.enabled ? this.ledger.of(task.id, cron) : null
    if (entry === null) return null
    const since = Math.max(entry.since, lastSuccessAt ?? 0)
    const key = `${this.zone()} ${cron} ${since}`
    const known = this.overdue.get(task.id)
    if (known?.key === key) return known.at
    const table = readTimetable(task.schedule)
    const at = table && overdueAt(table, since, this.zone())
    this.overdue.set(task.id, { key, at })
    return at
  }

  forget(taskId: number): void {
    this.overdue.delete(taskId)
  }
}
