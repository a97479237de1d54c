import { DAY_MS } from '../schedule/zone-clock'

/** `behind`: the last run ended later than now. `ahead`: it ended longer ago than is likely. */
export type ClockDoubt = 'behind' | 'ahead'

/** A computer that was off for longer asks once. */
const LIKELY_DAYS = 30

/**
 * Whether the clock may be wrong, so that nothing is old that seems to be.
 * @param lastEnd when the last run ended, or a person confirmed the clock; null for neither
 */
export function clockDoubt(lastEnd: number | null, now: number): ClockDoubt | null {
  if (lastEnd === null) return null
  if (now < lastEnd) return 'behind'
  return now - lastEnd > LIKELY_DAYS * DAY_MS ? 'ahead' : null
}
