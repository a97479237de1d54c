import { parseCronExpression } from 'cron-schedule'

/**
 * What another library, cron-schedule, makes of cron lines. It asks the clock of the process, so
 * that is set to the zone in question; its own arithmetic shares nothing with the product.
 */

const MINUTE = 60_000

/** Runs something with the clock of this process in a zone. */
export function inZone<T>(zone: string, action: () => T): T {
  const before = process.env.TZ
  process.env.TZ = zone
  try {
    return action()
  } finally {
    // Assigning undefined would write the word.
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  }
}

/**
 * A range that ends with `sun`: the library takes that for 7, which makes the whole week of
 * `0-sun`; to the product it is 0, and no range but one of a single day can end there.
 */
export const RANGE_TO_SUNDAY = /\b\w+-sun\b/
const read = (cron: string) => parseCronExpression(cron.replace(RANGE_TO_SUNDAY, 'sun'))

/** Its times from `from` on and before `to`, by the clock of this process. */
export function theirTimes(cron: string, from: number, to: number): number[] {
  const schedule = read(cron)
  const times: number[] = []
  for (let at = from - 1; ;) {
    at = schedule.getNextDate(new Date(at)).getTime()
    if (at >= to) return times
    times.push(at)
  }
}

/** A moment at which the clock is set: by how much (forward is positive), and to what, as if UTC. */
export interface ClockChange {
  readonly at: number
  readonly by: number
  readonly wall: number
}

/** When the clock of this process is set. */
export function clockChanges(from: number, to: number): ClockChange[] {
  const changes: ClockChange[] = []
  const offset = (at: number) => -new Date(at).getTimezoneOffset() * MINUTE
  for (let at = from; at < to; at += 15 * MINUTE) {
    const by = offset(at) - offset(at - 1)
    if (by !== 0) changes.push({ at, by, wall: at + offset(at) })
  }
  return changes
}

/**
 * The minutes from a change of the clock on, as long as it is set by, that the rules ask for, told
 * by nothing but the library's own word on what the wall shows. A gap runs at its end, except for
 * schedules of every hour, which follow elapsed hours; of what is shown twice, only they run the
 * second one. Ask with the clock in UTC, where every time of a wall exists.
 */
export function ruledTimes(cron: string, { at, by, wall }: ClockChange): number[] {
  const schedule = read(cron)
  const isWanted = (time: number) => schedule.matchDate(new Date(time))
  const isEveryHour = schedule.hours.length === 24
  if (by < 0 && !isEveryHour) return []
  const minutes = Array.from({ length: Math.abs(by) / MINUTE }, (_, i) => i * MINUTE)
  const isInGap = by > 0 && !isEveryHour && minutes.some((after) => isWanted(wall - by + after))
  return minutes
    .filter((after) => isWanted(wall + after) || (after === 0 && isInGap))
    .map((after) => at + after)
}

/** Why the two may differ at a change of the clock. */
export function reasonFor(cron: string, { by }: ClockChange): string {
  const what = by > 0 ? 'a gap' : 'an hour that comes twice'
  return read(cron).hours.length === 24 ? `every hour, over ${what}` : `over ${what}`
}
