import { DAY_MS } from '../schedule/zone-clock'
import { isActive, isRealRun, type Run } from './run'

export interface RetentionPolicy {
  /** Null keeps runs for ever. */
  readonly keepRunsDays: number | null
  /** Null sets no limit. */
  readonly keepLogsMegabytes: number | null
}

/** So many runs of a task stay, whatever their age and size. */
const ALWAYS_KEPT = 3
const MEGABYTE = 1_000_000

/**
 * The runs to be removed: those that are too old, and then the oldest until the logs of the rest
 * fit. A task always keeps its last three runs and its last success; what goes on is never touched.
 * @param logBytes size of a run's log
 */
export function expiredRuns(
  runs: readonly Run[],
  logBytes: (runId: number) => number,
  { keepRunsDays, keepLogsMegabytes }: RetentionPolicy,
  now: number,
): number[] {
  const kept = lastOnes(runs)
  const removable = runs
    .filter((run) => !kept.has(run.id) && !isActive(run))
    .sort((a, b) => timeOf(a) - timeOf(b) || a.id - b.id)
  const oldest = keepRunsDays === null ? -Infinity : now - keepRunsDays * DAY_MS
  const limit = keepLogsMegabytes === null ? Infinity : keepLogsMegabytes * MEGABYTE
  let total = runs.reduce((sum, { id }) => sum + logBytes(id), 0)
  const expired: number[] = []
  for (const run of removable) {
    const isTooMuch = total > limit && logBytes(run.id) > 0
    if (timeOf(run) >= oldest && !isTooMuch) continue
    expired.push(run.id)
    total -= logBytes(run.id)
  }
  return expired
}

/** The numbers of each task's last runs and of its last success. */
function lastOnes(runs: readonly Run[]): Set<number> {
  const kept = new Set<number>()
  const [counts, successes] = [new Map<number, number>(), new Set<number>()]
  for (const run of runs.toSorted((a, b) => b.id - a.id)) {
    const { id, taskId, state } = run
    const count = counts.get(taskId) ?? 0
    if (isRealRun(run) && count < ALWAYS_KEPT) {
      counts.set(taskId, count + 1)
      kept.add(id)
    }
    if (state === 'SUCCESS' && !successes.has(taskId)) {
      successes.add(taskId)
      kept.add(id)
    }
  }
  return kept
}

function timeOf(run: Run): number {
  return run.endedAt ?? run.queuedAt
}
