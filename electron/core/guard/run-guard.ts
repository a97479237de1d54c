import { isDeepStrictEqual } from 'node:util'
import {
  deletes,
  deletesUnsent,
  hasSecondNames,
  leavesOut,
  removesSource,
} from '@common/guard/deletes'
import type { Finding, RunHold } from '@common/guard/finding'
import { say } from '@common/i18n/say'
import type { PreviewDifference } from '@common/preview/preview'
import { isPattern } from '@common/rsync/safeguards'
import { failed } from '@common/run/outcome'
import { OPEN_LOG } from '@common/run/remedy'
import type { ProgressPlan, Run } from '@common/run/run'
import type { Task } from '@common/task/task'
import { compareLists } from '../preview/compare-lists'
import type { MadePreview, PreviewMaker } from '../preview/preview-maker'
import type { PreviewStore, StoredPreview } from '../preview/preview-store'
import { NOT_RUN, type RsyncResult } from '../run/run-rsync'
import { deletionsIn } from './deletion-lines'
import { goneFindings, type PlaceReport } from './place-findings'
import type { SamePlace } from './same-place'

/** What becomes of a run before rsync is started for good. */
export type Verdict =
  /**
   * `keepsAll`: the dry run met something it could not read, so nothing may be deleted. `plan` is
   * what the dry run found to do, where there was one. `notes`: what could not be looked at.
   */
  | {
      readonly kind: 'go'
      readonly keepsAll: boolean
      readonly plan?: ProgressPlan
      readonly notes?: readonly string[]
    }
  /** `lines` of the log say what would have been deleted. */
  | { readonly kind: 'held'; readonly hold: RunHold; readonly lines: readonly string[] }
  /** The dry run did not come through, so the run does not begin. */
  | { readonly kind: 'failed'; readonly result: RsyncResult; readonly errors: readonly string[] }

export interface GuardDeps {
  readonly maker: PreviewMaker
  readonly store: PreviewStore
  readonly samePlace: SamePlace
}

export interface GuardedRun {
  readonly run: Run
  readonly task: Task
  /** Of the task's places, looked at just now. */
  readonly report: PlaceReport
  readonly stop: AbortSignal
  readonly marker: Record<string, string>
}

/**
 * Looks before a run leaps: nothing has been touched when it holds one. A run that deletes, or
 * that a person approved, or whose places are not as they were, makes a dry run first; what that
 * one lists decides. Between the dry run and the run time passes: what changes in those moments
 * is not held any more.
 */
export class RunGuard {
  constructor(private readonly deps: GuardDeps) {}

  /** @throws NoAnswer, or the reason of `stop` where no rsync has ended by it */
  async check(guarded: GuardedRun): Promise<Verdict> {
    const { run, task, report, stop } = guarded
    const { findings } = report
    if (!findings.every(({ canRunAnyway }) => canRunAnyway)) return heldFor(findings)
    const isHarmless = findings.length === 0 && !deletes(task) && !removesSource(task)
    if (run.approves === null && isHarmless) return GO
    const made = await this.plan(guarded)
    const { preview } = made.stored
    if (preview.state !== 'READY' || made.result === null) {
      if (made.result === null) stop.throwIfAborted()
      return { kind: 'failed', result: failureOf(made), errors: made.errors }
    }
    const same = await this.samePlaceFindings(guarded, made).catch(async (error: unknown) => {
      await this.deps.store.remove(preview.id)
      throw error
    })
    if (same.some(({ canRunAnyway }) => !canRunAnyway)) {
      await this.deps.store.remove(preview.id)
      return heldFor(same)
    }
    const verdict = await this.judge(run, withFindings(made, same))
    const gone =
      verdict.kind === 'go'
        ? await goneFindings(task, report.place, { stop, asUser: report.asUser })
        : []
    return gone.length > 0 ? heldFor(gone) : verdict
  }

  /** Asked where a run could take the only copy: what it removes is at the destination already. */
  private async samePlaceFindings(
    { task, report, stop }: GuardedRun,
    { stored, sharedFiles, listsAll, deletedLikeSource, keepsAll }: MadePreview,
  ): Promise<readonly Finding[]> {
    const takes = removesSource(task) && (sharedFiles.length > 0 || !listsAll)
    const { added, deleted } = stored.preview.totals
    // No path tells where these lead: perhaps to the source, or to a folder that has it.
    const isUntold = task.mode === 'MODULE' || isPattern(task) || hasSecondNames(task)
    // This computer may be behind any address, but a folder has nothing that is new to itself.
    const isNothingNew = task.mode === 'MODULE' && added.count === 0
    const isUnclear = (report.isFarHere && isUntold) || isNothingNew
    const isDeleting = deleted.count > 0
    const isSure = takes || (deletesUnsent(task) && isDeleting)
    if (!isSure && !(isUnclear && isDeleting)) return []
    const { samePlace } = this.deps
    const found = await samePlace.findings(task, sharedFiles, deletedLikeSource, stop)
    if (isSure && !keepsAll) return found
    const proven = found.filter(({ canRunAnyway }) => !canRunAnyway)
    // What is left out of the run may be just the source.
    return leavesOut(task) ? proven.map((one) => ({ ...one, canRunAnyway: true })) : proven
  }

  private judge(run: Run, made: MadePreview): Promise<Verdict> {
    if (run.approves !== null) return this.compare(made, this.deps.store.find(run.approves))
    return made.stored.preview.findings.length > 0 ? this.hold(made.stored) : this.go(made)
  }

  private plan({ run, task, report, stop, marker }: GuardedRun): Promise<MadePreview> {
    const { maker } = this.deps
    const begun = maker.begin({ id: `run-${run.id}`, taskId: task.id, runId: run.id, task })
    return maker.make(task, begun, { stop, marker, findings: report.findings })
  }

  private async compare(made: MadePreview, approved: StoredPreview | null): Promise<Verdict> {
    const { stored } = made
    if (approved && isSame(approved, stored)) return this.go(made)
    const difference = approved && (await this.differenceOf(approved, stored))
    const findings = [changedSince(difference), ...stored.preview.findings]
    return this.hold({ ...stored, preview: { ...stored.preview, difference, findings } })
  }

  private differenceOf(
    { preview: before }: StoredPreview,
    { preview: now }: StoredPreview,
  ): Promise<PreviewDifference | null> {
    const { store } = this.deps
    return compareLists(store.folderOf(before.id), store.folderOf(now.id)).catch(() => null)
  }

  private async go({ stored, result, notes, keepsAll }: MadePreview): Promise<Verdict> {
    await this.deps.store.remove(stored.preview.id)
    const plan = result ? planned(result) : {}
    return { kind: 'go', keepsAll, ...plan, notes }
  }

  private async hold(stored: StoredPreview): Promise<Verdict> {
    const { id, findings } = stored.preview
    await this.deps.store.save(stored)
    const lines = await deletionsIn(this.deps.store.folderOf(id), stored.preview.totals)
    return { kind: 'held', hold: { findings, previewId: id, canRunAnyway: true }, lines }
  }
}

const GO: Verdict = { kind: 'go', keepsAll: false }

/** What no person can let pass. */
function heldFor(findings: readonly Finding[]): Verdict {
  return { kind: 'held', hold: { findings, previewId: null, canRunAnyway: false }, lines: [] }
}

function withFindings(made: MadePreview, found: readonly Finding[]): MadePreview {
  const { stored } = made
  const findings = [...stored.preview.findings, ...found]
  return { ...made, stored: { ...stored, preview: { ...stored.preview, findings } } }
}

/** The same entries, by the same command, and nothing found that was not found then. */
function isSame(approved: StoredPreview, now: StoredPreview): boolean {
  const known = new Set(approved.preview.findings.map(({ message }) => message))
  return (
    approved.basis === now.basis &&
    approved.fingerprint === now.fingerprint &&
    isDeepStrictEqual(approved.preview.sourceRemoval, now.preview.sourceRemoval) &&
    now.preview.findings.every(({ message }) => known.has(message))
  )
}

function changedSince(difference: PreviewDifference | null): Finding {
  const hasChanges = difference !== null && difference.appeared + difference.gone > 0
  const message = hasChanges
    ? say('guard.changedSince', { what: differenceText(difference) })
    : say('guard.otherwiseSince')
  return { kind: 'changed-since-preview', message, field: null, canRunAnyway: true }
}

function differenceText({ appeared, gone }: PreviewDifference): string {
  const [more, fewer] = [say('guard.appeared', {}, appeared), say('guard.gone', {}, gone)]
  if (gone === 0) return more
  return appeared === 0 ? fewer : say('guard.appearedAndGone', { more, fewer })
}

function planned({ stats }: RsyncResult): { plan?: ProgressPlan } {
  return stats ? { plan: { bytes: stats.transferredSize, files: stats.filesTransferred } } : {}
}

function failureOf({ stored, result }: MadePreview): RsyncResult {
  const { state, reason } = stored.preview
  // What the dry run counts has not been done.
  if (result && (state === 'STOPPED' || result.outcome.state !== 'SUCCESS'))
    return { ...result, stats: null }
  return {
    ...NOT_RUN,
    outcome: failed('failed', reason, OPEN_LOG),
    exitCode: result?.exitCode ?? null,
  }
}
