import type { Remedy } from '@common/run/remedy'
import type { Run } from '@common/run/run'
import { toWire, wireName } from '@common/task/wire-names'
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
    outcome: run.outcome,
    warning: run.hasWarning,
    reason: run.reason,
    remedy: run.remedy && wireRemedy(run.remedy),
    failed_paths: run.failedPaths,
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
      matched_bytes: run.stats.matchedSize,
    },
    command: run.command,
    logs_path: logPath,
  }
}

/** A remedy with TrueNAS's name of the field it opens. */
function wireRemedy(remedy: Remedy): Record<string, unknown> {
  if (remedy.kind !== 'open-field') return { ...remedy }
  return { ...remedy, field: wireName(remedy.field) }
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
