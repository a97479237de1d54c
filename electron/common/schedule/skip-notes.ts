import type { SkipReason } from './decide'

/** Why scheduled times were not run, as a sentence for the history. */
export function skipNote(why: SkipReason, count: number, maxAgeHours: number | null): string {
  const times = count === 1 ? 'This time was' : `${count} times were`
  if (why === 'paused')
    return `${count === 1 ? 'This time came' : `${count} times came`} up while schedules were paused.`
  const missed = `${times} missed: the computer was off or asleep, or the app was closed.`
  if (why === 'policy') return `${missed} This task skips missed runs.`
  return `${missed} It was longer ago than the ${maxAgeHours ?? 0} hours after which this task gives up.`
}

/** Why the older ones of several missed times were not run. */
export function supersededNote(count: number): string {
  const times = count === 1 ? 'An earlier time was' : `${count} earlier times were`
  return `${times} missed; only the newest missed time is made up for.`
}
