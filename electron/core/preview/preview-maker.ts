import { countDeletions, limitFindings } from '@common/guard/delete-limits'
import { deletes, removesSource } from '@common/guard/deletes'
import type { Finding } from '@common/guard/finding'
import { say } from '@common/i18n/say'
import { NO_TOTALS, type Preview } from '@common/preview/preview'
import type { RunStats } from '@common/run/run'
import type { Task } from '@common/task/task'
import type { PreparedRun } from '../run/perform-run'
import { runRsync, type RsyncResult } from '../run/run-rsync'
import { ChangeList } from './change-list'
import type { PreviewStore, StoredPreview } from './preview-store'

export interface MakerDeps {
  readonly store: PreviewStore
  /** What the dry run of a task is: its run's command and `-n`. */
  readonly plan: (task: Task, marker?: Record<string, string>) => Promise<PreparedRun>
  /** User and command, by which a task is recognised. */
  readonly basisOf: (task: Task) => string
  readonly now: () => number
}

/** Which preview is made. */
export interface PreviewIdentity {
  readonly id: string
  readonly taskId: number | null
  readonly runId: number | null
  readonly task: Task
}

export interface MakeOptions {
  readonly stop: AbortSignal
  /** Found before the dry run: about the places. */
  readonly findings: readonly Finding[]
  /** Variables for the environment of rsync (see `runMarker`). */
  readonly marker?: Record<string, string>
  readonly onChange?: (stored: StoredPreview) => void
}

export interface MadePreview {
  readonly stored: StoredPreview
  /** How the dry run ended; null when it could not be started. */
  readonly result: RsyncResult | null
  /** What rsync said to standard error. */
  readonly errors: readonly string[]
}

/** Code 23: part of it could not be read. What could is listed, and rsync then deletes nothing. */
export const PARTIAL = 23

/** Makes dry runs and keeps what they list. Changes nothing anywhere but in the store. */
export class PreviewMaker {
  constructor(private readonly deps: MakerDeps) {}

  begin({ id, taskId, runId, task }: PreviewIdentity): StoredPreview {
    const preview: Preview = {
      ...{ id, taskId, runId, state: 'RUNNING', startedAt: this.deps.now(), endedAt: null },
      ...{ reason: '', totals: NO_TOTALS, findings: [], canRun: false, difference: null },
      removesSource: removesSource(task),
    }
    return { preview, basis: this.deps.basisOf(task), fingerprint: '' }
  }

  /** Never rejects: what goes wrong becomes the reason. */
  async make(task: Task, begun: StoredPreview, options: MakeOptions): Promise<MadePreview> {
    const { store, plan, now } = this.deps
    let list: ChangeList | null = null
    let prepared: PreparedRun | null = null
    const end = (part: Partial<Preview>, fingerprint = ''): StoredPreview => {
      const preview = { ...begun.preview, findings: options.findings, ...part, endedAt: now() }
      return { ...begun, preview, fingerprint }
    }
    const missing = options.findings.find(({ kind }) => kind === 'source-missing')
    if (missing) {
      const stored = end({ state: 'FAILED', reason: missing.message })
      return { stored, result: null, errors: [] }
    }
    try {
      prepared = await plan(task, options.marker)
      list = await ChangeList.open(store.folderOf(begun.preview.id))
      const filled = list
      const result = await runRsync({
        ...prepared.request,
        stop: options.stop,
        onItem: (item) => filled.add(item),
        log: {
          write: async () => {
            await filled.write()
            options.onChange?.({
              ...begun,
              preview: { ...begun.preview, totals: { ...filled.totals } },
            })
          },
          writeErrors: (lines) => filled.writeErrors(lines),
        },
      })
      const ending = endingOf(result, filled)
      if (ending.state !== 'READY') {
        await filled.drop()
        return { stored: end(ending), result, errors: filled.errors }
      }
      const fingerprint = await filled.finish()
      const totals = { ...filled.totals }
      const findings = [...options.findings, ...limits(task, totals, result)]
      const canRun = findings.every(({ canRunAnyway }) => canRunAnyway)
      const stored = end({ ...ending, totals, findings, canRun }, fingerprint)
      return { stored, result, errors: filled.errors }
    } catch (error) {
      await list?.drop()
      const reason = error instanceof Error ? error.message : String(error)
      return { stored: end({ state: 'FAILED', reason }), result: null, errors: [] }
    } finally {
      await prepared?.dispose().catch(() => undefined)
    }
  }
}

function limits(task: Task, totals: Preview['totals'], { stats }: RsyncResult): Finding[] {
  return stats && deletes(task) ? limitFindings(task, countDeletions(totals, stats)) : []
}

function endingOf(
  { outcome, stats, exitCode }: RsyncResult,
  { totals }: ChangeList,
): Pick<Preview, 'state' | 'reason'> {
  if (outcome.state === 'ABORTED') return { state: 'STOPPED', reason: outcome.reason }
  // The task's own --max-delete ends a run in failure, after all that it may do.
  const isLimited = outcome.outcome === 'blocked'
  const isThere = outcome.state === 'SUCCESS' || exitCode === PARTIAL || isLimited
  if (!isThere) return { state: 'FAILED', reason: outcome.reason }
  if (!isWhole(stats, totals)) return { state: 'FAILED', reason: say('guard.listIncomplete') }
  return { state: 'READY', reason: outcome.outcome === 'success' ? '' : outcome.reason }
}

/** Figures and list must agree; an option that quietens rsync leaves one of them out. */
function isWhole(stats: RunStats | null, totals: ChangeList['totals']): boolean {
  return stats !== null && totals.deleted.count >= stats.filesDeleted
}
