import { say } from '../i18n/say'
import type { Preview } from '../preview/preview'
import type { RunStats } from '../run/run'
import type { TaskSettings } from '../task/task'
import type { Finding } from './finding'

/**
 * Fewer deletions than this are no matter of per cent: in a folder of three files one is a third.
 */
const FEW = 10
/** But nothing of it may be left: with so many, that is another folder, not a tidied one. */
const FEW_BUT_ALL = 3

/** What a dry run says about the destination. */
export interface Deletions {
  readonly deleted: number
  /** Entries the destination has, as far as rsync tells: see {@link countDeletions}. */
  readonly existing: number
  /** True when the source has nothing to copy but its own folder. */
  readonly isSourceEmpty: boolean
}

/**
 * rsync does not say how many entries the destination has. It has those that would be deleted and
 * those that stand on both sides: all of the source's that need not be created, less the folder
 * itself. What filters leave out is in neither, so the share is never made smaller by it.
 */
export function countDeletions(totals: Preview['totals'], stats: RunStats): Deletions {
  const deleted = totals.deleted.count
  const onBothSides = Math.max(0, stats.filesKnown - stats.filesCreated - 1)
  return { deleted, existing: deleted + onBothSides, isSourceEmpty: stats.filesKnown <= 1 }
}

/**
 * What of a run's deletions is out of the ordinary: an empty source at all, a number over the
 * task's limit, or a share over it. A small folder with a file removed meets neither, nor does a
 * rotation; a source that is empty, not mounted or another one leaves nothing of the destination.
 */
export function limitFindings(task: TaskSettings, count: Deletions): Finding[] {
  const { deleted, existing, isSourceEmpty } = count
  if (deleted === 0) return []
  if (isSourceEmpty) {
    const message = say('guard.sourceEmpty', {}, deleted)
    return [{ kind: 'source-empty', message, field: sourceField(task), canRunAnyway: true }]
  }
  const over = overLimit(task, count)
  if (over === null) return []
  const percent = Math.floor((deleted * 100) / existing)
  const message = say(over, { existing, percent, ...limitsOf(task) }, deleted)
  const field = over === 'guard.tooMany' ? 'deleteLimit' : 'deleteLimitPercent'
  return [{ kind: 'delete-limit', message, field, canRunAnyway: true }]
}

function overLimit(
  { deleteLimit, deleteLimitPercent }: TaskSettings,
  { deleted, existing }: Deletions,
) {
  if (deleteLimit !== null && deleted > deleteLimit) return 'guard.tooMany'
  if (deleteLimitPercent === null) return null
  const isMuch = deleted >= FEW || (deleted === existing && deleted >= FEW_BUT_ALL)
  return isMuch && deleted * 100 > existing * deleteLimitPercent ? 'guard.tooLarge' : null
}

function limitsOf({ deleteLimit, deleteLimitPercent }: TaskSettings) {
  return { limit: deleteLimit ?? 0, limitPercent: deleteLimitPercent ?? 100 }
}

function sourceField(task: TaskSettings): keyof TaskSettings {
  if (task.direction === 'PUSH') return 'path'
  return task.mode === 'SSH' ? 'remotePath' : 'remoteModule'
}
