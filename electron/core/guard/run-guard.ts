import type { Finding, RunHold } from '@common/guard/finding'
import { say } from '@common/i18n/say'
import type { PreviewDifference } from '@common/preview/preview'
import type { Run } from '@common/run/run'
import type { Task } from '@common/task/task'
import { compareLists } from '../preview/compare-lists'
import type { MadePreview, PreviewMaker } from '../preview/preview-maker'
import type { PreviewStore, StoredPreview } from '../preview/preview-store'
import type { RsyncResult } from '../run/run-rsync'

/** What becomes of a run before rsync is started for good. */
export type Verdict =
  | { readonly kind: 'go' }
  /** `list` is the preview's folder, for the log. */
  | { readonly kind: 'held'; readonly hold: RunHold }
  /** The dry run did not come through, so the run does not begin. */
  | { readonly kind: 'failed'; readonly result: RsyncResult; readonly errors: readonly string[] }

export interface GuardDeps {
  readonly maker: PreviewMaker
  readonly store: PreviewStore
}

export interface GuardedRun {
  readonly run: Run
  readonly task: Task
  readonly stop: AbortSignal
  readonly marker: Record<string, string>
}

/** Looks before a run leaps: nothing has been touched when it holds one. */
export class RunGuard {
  constructor(private readonly deps: GuardDeps) {}

  async check(guarded: GuardedRun): Promise<Verdict> {
    const { run } = guarded
    if (run.approves === null) return { kind: 'go' }
    const made = await this.plan(guarded)
    const { stored, result, errors } = made
    if (stored.preview.state !== 'READY') return { kind: 'failed', result: failureOf(made), errors }
    const approved = this.deps.store.find(run.approves)
    if (result && approved && isSame(approved, stored)) {
      await this.deps.store.remove(stored.preview.id)
      return { kind: 'go' }
    }
    return this.hold(await this.withDifference(stored, approved))
  }

  private plan({ run, task, stop, marker }: GuardedRun): Promise<MadePreview> {
    const { maker } = this.deps
    const begun = maker.begin({ id: `run-${run.id}`, taskId: task.id, runId: run.id, task })
    return maker.make(task, begun, { stop, marker })
  }

  private async withDifference(
    stored: StoredPreview,
    approved: StoredPreview | null,
  ): Promise<StoredPreview> {
    const { store } = this.deps
    const difference =
      approved &&
      (await compareLists(
        store.folderOf(approved.preview.id),
        store.folderOf(stored.preview.id),
      ).catch(() => null))
    const findings = [changedSince(difference), ...stored.preview.findings]
    return { ...stored, preview: { ...stored.preview, difference, findings } }
  }

  private async hold(stored: StoredPreview): Promise<Verdict> {
    const { id, findings } = stored.preview
    const canRunAnyway = findings.every((finding) => finding.canRunAnyway)
    await this.deps.store.save(stored)
    return { kind: 'held', hold: { findings, previewId: id, canRunAnyway } }
  }
}

/** The same entries, by the same command: what was approved is what would be done. */
function isSame(approved: StoredPreview, now: StoredPreview): boolean {
  return approved.basis === now.basis && approved.fingerprint === now.fingerprint
}

function changedSince(difference: PreviewDifference | null): Finding {
  const hasChanges = difference !== null && difference.appeared + difference.gone > 0
  const message = hasChanges
    ? say('guard.changedSince', { appeared: difference.appeared, gone: difference.gone })
    : say('guard.otherwiseSince')
  return { kind: 'changed-since-preview', message, field: null, canRunAnyway: true }
}

function failureOf({ stored, result }: MadePreview): RsyncResult {
  const { state, reason } = stored.preview
  if (result && (state === 'STOPPED' || result.outcome.state !== 'SUCCESS')) return result
  return {
    outcome: { state: 'FAILED', hasWarning: false, reason },
    ...{ isTransient: false, exitCode: result?.exitCode ?? null, stats: null },
  }
}
