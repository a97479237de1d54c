import type { Run } from '../run/run'

/** Which ends of runs are told by a notification, from all to none. */
export const NOTIFY_LEVELS = ['ALL', 'WARNINGS', 'ERRORS', 'NONE'] as const
export type NotifyLevel = (typeof NOTIFY_LEVELS)[number]

/**
 * Whether the end of a run is worth a notification.
 * @param isQuiet the task's Quiet: informational messages are suppressed, failures are not
 */
export function isWorthTelling(run: Run, level: NotifyLevel, isQuiet: boolean): boolean {
  if (run.endedAt === null || run.state === 'SKIPPED' || level === 'NONE') return false
  // It is tried again by itself; only the last try decides.
  if (run.retryAt !== null) return level === 'ALL'
  if (run.state === 'FAILED' || run.state === 'BLOCKED') return true
  if (run.hasWarning) return level !== 'ERRORS'
  return level === 'ALL' && !isQuiet
}
