import { systemErrorText } from '@common/text/system-error'
import { deletes, removedFromSource, removesSource } from '@common/guard/deletes'
import type { Finding } from '@common/guard/finding'
import { say } from '@common/i18n/say'
import { NO_TOTALS, type Preview } from '@common/preview/preview'
import type { RunStats } from '@common/run/run'
import type { Task } from '@common/task/task'
import { withAccount } from '../run/account-doubt'
import { preparedUnlessStopped, type PreparedRun } from '../run/perform-run'
import type { PlanOptions } from '../run/run-planner'
import { PARTIAL, runRsync, type RsyncResult } from '../run/run-rsync'
import { ChangeList } from './change-list'
import { measureDeletions } from './measure-deletions'
import type { PreviewStore, StoredPreview } from './preview-store'

export interface MakerDeps {
  readonly store: PreviewStore
  /** The dry run of a task: its run's command and `-n`. Or a listing of its destination. */
  readonly plan: (
    task: Task,
    options: Pick<PlanOptions, 'dryRun' | 'listsAll' | 'isListing' | 'listsHidden' | 'marker'>,
  ) => Promise<PreparedRun>
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
  /**
   * True where the dry run met something that it could not read or replace: then its run gets no
   * option that deletes, or removes from the source.
   */
  readonly keepsAll: boolean
  /** How the dry run ended; null when it could not be started. */
  readonly result: RsyncResult | null
  /** What rsync said to standard error. */
  readonly errors: readonly string[]
  /** What a guard could not look at, a sentence each. */
  readonly notes: readonly string[]
  /** Files on both sides, one of a folder; see `ChangeList`. */
  readonly sharedFiles: readonly string[]
}

/** Makes dry runs and keeps what they list. Changes nothing anywhere but in the store. */
export class PreviewMaker {
  constructor(private readonly deps: MakerDeps) {}

  begin({ id, taskId, runId, task }: PreviewIdentity): StoredPreview {
    const preview: Preview = {
      ...{ id, taskId, runId, state: 'RUNNING', startedAt: this.deps.now(), endedAt: null },
      ...{ reason: '', totals: NO_TOTALS, findings: [], canRun: false, difference: null },
      sourceRemoval: removedFromSource(task) && { count: 0, bytes: 0 },
    }
    return { preview, basis: this.deps.basisOf(task), fingerprint: '' }
  }

  /** One that came to nothing before its dry run. */
  unmade(begun: StoredPreview, error: unknown, stop: AbortSignal): StoredPreview {
    const preview = { ...begun.preview, ...withoutList(error, stop), endedAt: this.deps.now() }
    return { ...begun, preview }
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
      return { ...UNMADE, stored }
    }
    const marked = options.marker ? { marker: options.marker } : {}
    const listsAll = deletes(task) || removesSource(task)
    try {
      const planned = plan(task, { dryRun: true, listsAll, ...marked })
      prepared = await preparedUnlessStopped(planned, options.stop)
      list = await ChangeList.open(store.folderOf(begun.preview.id))
      const filled = list
      const ran = await runRsync({
        ...prepared.request,
        stop: options.stop,
        onItem: (item) => filled.add(item),
        onUnchanged: (line) => filled.addUnchanged(line),
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
      const result = { ...ran, outcome: await withAccount(ran.outcome, ran, prepared.askAccount) }
      const ending = endingOf(result, filled, deletes(task))
      if (ending.state !== 'READY') {
        await filled.drop()
        return { ...UNMADE, stored: end(ending), result, errors: filled.errors }
      }
      const keepsAll = result.exitCode === PARTIAL
      const fingerprint = await filled.finish(keepsAll)
      const totals = { ...filled.totals }
      const listing = (hidden: Pick<PlanOptions, 'listsHidden'>) =>
        plan(task, { isListing: true, ...hidden, ...marked })
      const { stats } = result
      const measured =
        stats && deletes(task)
          ? await measureDeletions({
              ...{ task, list: filled, stats, listing, stop: options.stop },
              folder: store.folderOf(begun.preview.id),
            })
          : NOTHING_MEASURED
      options.stop.throwIfAborted()
      const findings = [...options.findings, ...measured.findings]
      const canRun = findings.every(({ canRunAnyway }) => canRunAnyway)
      const removal = keepsAll ? null : removedFromSource(task)
      const sourceRemoval = removal && {
        count: filled[removal].files,
        bytes: filled[removal].bytes,
      }
      const kept = keepsAll && listsAll ? say('preview.keepsAll') : ''
      const reason = [ending.reason, kept, measured.note].filter((text) => text !== '').join(' ')
      const stored = end(
        { ...ending, reason, totals, sourceRemoval, findings, canRun },
        fingerprint,
      )
      const notes = measured.note === '' ? [] : [measured.note]
      const sharedFiles = [...filled.sharedFiles.values()]
      return { stored, result, errors: filled.errors, notes, sharedFiles, keepsAll }
    } catch (error) {
      await list?.drop()
      return { ...UNMADE, stored: end(withoutList(error, options.stop)) }
    } finally {
      await prepared?.dispose().catch(() => undefined)
    }
  }
}

const UNMADE = { result: null, errors: [], notes: [], sharedFiles: [], keepsAll: false } as const
const NOTHING_MEASURED = { findings: [], note: '' } as const

function withoutList(error: unknown, stop: AbortSignal): Pick<Preview, 'state' | 'reason'> {
  if (stop.aborted) return { state: 'STOPPED', reason: say('runs.stoppedBy.person') }
  return { state: 'FAILED', reason: systemErrorText(error) }
}

function endingOf(
  { outcome, stats, exitCode }: RsyncResult,
  { totals, onBothSides, isVague }: ChangeList,
  isDeleting: boolean,
): Pick<Preview, 'state' | 'reason'> {
  if (outcome.state === 'ABORTED') return { state: 'STOPPED', reason: outcome.reason }
  // The task's own --max-delete ends a run in failure, after all that it may do.
  const isLimited = outcome.outcome === 'blocked'
  const isThere = outcome.state === 'SUCCESS' || exitCode === PARTIAL || isLimited
  if (!isThere) return { state: 'FAILED', reason: outcome.reason }
  if (!isWhole(stats, totals, onBothSides.entries) || (isVague && isDeleting))
    return { state: 'FAILED', reason: say('guard.listIncomplete') }
  return { state: 'READY', reason: outcome.outcome === 'success' ? '' : outcome.reason }
}

/**
 * Figures and list must agree: an option that quietens rsync leaves something out, and a message of
 * the other side that looks like an item adds something.
 */
function isWhole(
  stats: RunStats | null,
  { added, deleted }: ChangeList['totals'],
  onBothSides: number,
): boolean {
  if (stats === null || deleted.count < stats.filesDeleted) return false
  return added.count + onBothSides <= stats.filesKnown
}
