import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { UnreadableSettings } from './unreadable-settings'

/**
 * The highest number of a task, a credential or a revision. No app comes near it: what does came
 * from a file that somebody made, and counting on from the end of exact numbers gives one twice.
 */
export const MAX_NUMBER = 2 ** 31 - 1

/**
 * Whether a value is a number that the app may have given out.
 * @throws UnreadableSettings when it is above {@link MAX_NUMBER}
 */
export function isGivenNumber(value: unknown): value is number {
  if (!Number.isInteger(value) || (value as number) < 1) return false
  const found = value as number
  if (found <= MAX_NUMBER) return true
  throw new UnreadableSettings(say('store.largeNumber', { found, max: MAX_NUMBER }))
}

/**
 * The number behind the highest that was given out.
 * @throws AppError CONFLICT when there is none
 */
export function following(last: number): number {
  if (last < MAX_NUMBER) return last + 1
  throw new AppError('CONFLICT', say('store.noNumberLeft', { max: MAX_NUMBER }))
}

/** A revision other than the one before: only that they differ counts, so they begin again. */
export function nextRevision(revision: number): number {
  return revision < MAX_NUMBER ? revision + 1 : 1
}
