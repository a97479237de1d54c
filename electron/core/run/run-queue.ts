import type { Run } from '@common/run/run'

/**
 * Which waiting runs may start now. A task runs once at a time, and at most `limit` runs go on
 * together; who came first starts first.
 */
export function startable(active: readonly Run[], limit: number): Run[] {
  const running = active.filter(({ state }) => state === 'RUNNING')
  const busy = new Set(running.map(({ taskId }) => taskId))
  const chosen: Run[] = []
  for (const run of active) {
    if (running.length + chosen.length >= limit) break
    if (run.state !== 'WAITING' || busy.has(run.taskId)) continue
    busy.add(run.taskId)
    chosen.push(run)
  }
  return chosen
}
