import type { Run } from '@common/run/run'
import { toWire } from '@common/task/wire-names'
import type { Task } from '@common/task/task'
import type { TaskView } from '@common/task/task-view'

const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

/** A run for the outside: snake case like TrueNAS's jobs, times in ISO 8601. */
export function wireRun(run: Run, logPath: string): Record<string, unknown> {
  return {
    id: run.id,
    task: run.taskId,
    trigger: run.trigger,
    state: run.state,
    warning: run.hasWarning,
    reason: run.reason,
    exit_code: run.exitCode,
    time_queued: time(run.queuedAt),
    time_started: time(run.startedAt),
    time_finished: time(run.endedAt),
    scheduled_for: time(run.slot),
    scheduled_times: run.slotCount,
    attempt: run.attempt,
    max_attempts: run.maxAttempts,
    retry_at: time(run.retryAt),
    approves: run.approves,
    held: run.hold && {
      reasons: run.hold.findings.map(({ kind, message }) => ({ kind, message })),
      preview: run.hold.previewId,
      can_run_anyway: run.hold.canRunAnyway,
    },
    rsync_version: run.rsyncVersion,
    stats: run.stats && {
      files: run.stats.filesKnown,
      created: run.stats.filesCreated,
      deleted: run.stats.filesDeleted,
      transferred: run.stats.filesTransferred,
      total_bytes: run.stats.totalSize,
      transferred_bytes: run.stats.transferredSize,
    },
    command: run.command,
    logs_path: logPath,
  }
}

/** A task for the outside, with its number. */
export function wireTask({ id, revision: _, ...settings }: Task): Record<string, unknown> {
  return { id, ...toWire(settings) }
}

/** A task with its state, as TrueNAS's query answers. */
export function wireView(
  view: TaskView,
  logPath: (runId: number) => string,
): Record<string, unknown> {
  return {
    ...wireTask(view.task),
    state: view.run?.state ?? 'PENDING',
    next_run: time(view.nextRunAt),
    last_success: time(view.lastSuccessAt),
    overdue_at: time(view.overdueAt),
    waits_for: view.waitsFor,
    job: view.run && wireRun(view.run, logPath(view.run.id)),
  }
}
