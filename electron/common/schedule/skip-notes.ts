import { say } from '../i18n/say'
import type { SkipReason } from './decide'

/** Why scheduled times were not run, as a sentence for the history. */
export function skipNote(why: SkipReason, count: number, maxAgeHours: number | null): string {
  if (why === 'paused') return say('skips.paused', {}, count)
  if (why === 'policy') return say('skips.policy', {}, count)
  return say('skips.tooOld', { maxAge: maxAgeHours ?? 0 }, count)
}

/** Why the older ones of several missed times were not run. */
export function supersededNote(count: number): string {
  return say('skips.superseded', {}, count)
}
