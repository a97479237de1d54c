import { slotsAfter, type Timetable } from './slots'
import { DAY_MS, HOUR_MS } from './zone-clock'

/**
 * When a task without a further success becomes overdue, by its own rhythm: half a period after
 * the next slot, but at least an hour and at most a day, so that a retry or a late start is no
 * alarm. A daily task is overdue after a day and a half, a weekly one after eight days.
 * @param since the last success, or when the schedule was set if that is later or there is none
 * @returns null when the schedule has no further slots
 */
export function overdueAt(table: Timetable, since: number, zone: string): number | null {
  const [first, second] = take(slotsAfter(table, since, zone), 2)
  if (first === undefined) return null
  const period = second === undefined ? DAY_MS : second - first
  return first + Math.min(DAY_MS, Math.max(HOUR_MS, period / 2))
}

function take(slots: Generator<number>, count: number): number[] {
  const taken: number[] = []
  for (const slot of slots) {
    taken.push(slot)
    if (taken.length === count) break
  }
  return taken
}
