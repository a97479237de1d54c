import type { Run } from './run'
import { MINUTE_MS } from '../schedule/zone-clock'

/** Time before the first retry; each further one waits four times as long. */
const FIRST_DELAY_MS = MINUTE_MS
const DELAY_FACTOR = 4
const LONGEST_DELAY_MS = 30 * MINUTE_MS

/** Milliseconds before the given attempt, 2 being the first retry: 1, 4, 16, then 30 minutes. */
export function retryDelay(attempt: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * DELAY_FACTOR ** Math.max(0, attempt - 2))
}

/**
 * When a run that ended is tried again; null when it is not. A run that a command waits for is
 * not: its exit code is the answer.
 */
export function retryTime(run: Run, isTransient: boolean, now: number): number | null {
  const mayRetry = run.state === 'FAILED' && isTransient && run.attempt < run.maxAttempts
  if (!mayRetry || run.trigger === 'command-line') return null
  return now + retryDelay(run.attempt + 1)
}
