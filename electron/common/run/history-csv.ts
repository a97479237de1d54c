import { shellLine } from '../rsync/quote'
import { durationOf, filesChanged, type HistoryRow } from './history'

const COLUMNS: readonly (readonly [string, (row: HistoryRow) => string | number | null])[] = [
  ['run', ({ run }) => run.id],
  ['task', ({ run }) => run.taskId],
  ['task_name', ({ taskName }) => taskName],
  ['trigger', ({ run }) => run.trigger],
  ['state', ({ run }) => run.state],
  ['warning', ({ run }) => (run.hasWarning ? 'yes' : 'no')],
  ['reason', ({ run }) => run.reason],
  ['scheduled_for', ({ run }) => time(run.slot)],
  ['scheduled_times', ({ run }) => run.slotCount],
  ['attempt', ({ run }) => run.attempt],
  ['queued', ({ run }) => time(run.queuedAt)],
  ['started', ({ run }) => time(run.startedAt)],
  ['ended', ({ run }) => time(run.endedAt)],
  ['seconds', ({ run }) => seconds(durationOf(run))],
  ['exit_code', ({ run }) => run.exitCode],
  ['files_added', ({ run }) => run.stats?.filesCreated ?? null],
  ['files_changed', ({ run }) => filesChanged(run)],
  ['files_deleted', ({ run }) => run.stats?.filesDeleted ?? null],
  ['transferred_bytes', ({ run }) => run.stats?.transferredSize ?? null],
  ['total_bytes', ({ run }) => run.stats?.totalSize ?? null],
  ['rsync_version', ({ run }) => run.rsyncVersion],
  ['command', ({ run }) => (run.command.length === 0 ? '' : shellLine(run.command))],
]

/** Records as CSV (RFC 4180), with a line of headings. Times are ISO 8601 in UTC. */
export function historyCsv(rows: readonly HistoryRow[]): string {
  const head = COLUMNS.map(([name]) => name).join(',')
  const lines = rows.map((row) => COLUMNS.map(([, value]) => cell(value(row))).join(','))
  return [head, ...lines].map((line) => `${line}\r\n`).join('')
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  // A spreadsheet would run a text that begins like this as a formula; some read wide signs, too.
  const safe = /^[=+\-@＝＋－＠\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function time(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 100) / 10
}
