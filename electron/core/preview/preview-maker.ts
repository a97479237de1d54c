import { systemErrorText } from '@common/text/system-error'
import { deletes, removedFromSource, removesSource } from '@common/guard/deletes'
import type { Finding } from '@common/guard/finding'
import { say } from '@common/i18n/say'
import { NO_TOTALS, type Preview } from '@common/preview/preview'
import type { Task } from '@common/task/task'
import { preparedUnlessStopped, type PreparedRun } from '../run/perform-run'
import type { PlanOptions } from '../run/run-planner'
import type { RsyncResult } from '../run/run-rsync'
import type { ChangeList } from './change-list'
import { listChanges, type DryRun } from './dry-run'
import { measureDeletions, type MeasuredDeletions, type MeasureOptions } from './measure-deletions'
import type { PreviewStore, StoredPreview } from './preview-store'

export interface MakerDeps {
  readonly store: PreviewStore
  /** The dry run of a task: its run's command and `-n`. Or a listing of its destination. */
  readonly plan: (
    task: Task,
    options: MeasureOptions & Pick<PlanOptions, 'marker'>,
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
  /** Whether these are of all that the source has; see `DryRun`. */
  readonly listsAll: boolean
  /** See `ChangeList`; asked where the destination is here. */
  readonly deletedLikeSource: readonly string[]
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
    const folder = store.folderOf(begun.preview.id)
    const { stop } = options
    const planned = (what: MeasureOptions) =>
      preparedUnlessStopped(plan(task, { ...what, ...marked }), stop)
    const unready = ({ ending, result, list: { errors } }: DryRun) => {
      return { ...UNMADE, stored: end(ending), result, errors }
    }
    try {
      prepared = await planned({ dryRun: true, listsAll })
      const dryRun = await listChanges(task, prepared, {
        ...{ folder, stop },
        onPart: ({ totals }) =>
          options.onChange?.({ ...begun, preview: { ...begun.preview, totals: { ...totals } } }),
      })
      if (dryRun.ending.state !== 'READY') return unready(dryRun)
      const { result, fingerprint, keepsAll } = dryRun
      list = dryRun.list
      const { stats } = result
      const measured =
        stats && deletes(task)
          ? await measureDeletions({
              ...{ task, list, stats, folder, stop },
              plan: planned,
            })
          : NOTHING_MEASURED
      if (measured.unready) {
        await list.drop()
        return unready(measured.unready)
      }
      stop.throwIfAborted()
      const findings = [...options.findings, ...measured.findings]
      const canRun = findings.every(({ canRunAnyway }) => canRunAnyway)
      const removal = keepsAll ? null : removedFromSource(task)
      const sourceRemoval = removal && { count: list[removal].files, bytes: list[removal].bytes }
      const { reason: ended, state } = dryRun.ending
      const kept = keepsAll && listsAll ? say('preview.keepsAll') : ''
      const reason = [ended, kept, measured.note].filter((text) => text !== '').join(' ')
      const totals = { ...list.totals }
      const stored = end({ state, reason, totals, sourceRemoval, findings, canRun }, fingerprint)
      const notes = measured.note === '' ? [] : [measured.note]
      const sharedFiles = [...list.sharedFiles.values()]
      const deletedLikeSource = task.direction === 'PULL' ? await list.deletedLikeSource() : []
      const files = { sharedFiles, deletedLikeSource, listsAll: dryRun.listsAll }
      return { stored, result, errors: list.errors, notes, ...files, keepsAll }
    } catch (error) {
      await list?.drop()
      return { ...UNMADE, stored: end(withoutList(error, stop)) }
    } finally {
      await prepared?.dispose().catch(() => undefined)
    }
  }
}

const UNMADE = {
  ...{ result: null, errors: [], notes: [], sharedFiles: [], deletedLikeSource: [] },
  ...{ listsAll: true, keepsAll: false },
} as const
const NOTHING_MEASURED: MeasuredDeletions = { findings: [], note: '', unready: null }

function withoutList(error: unknown, stop: AbortSignal): Pick<Preview, 'state' | 'reason'> {
  if (stop.aborted) return { state: 'STOPPED', reason: say('runs.stoppedBy.person') }
  return { state: 'FAILED', reason: systemErrorText(error) }
}
