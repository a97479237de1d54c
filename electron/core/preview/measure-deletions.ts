import { limitFindings, type Deletions } from '@common/guard/delete-limits'
import { skipsFiles } from '@common/guard/deletes'
import type { Finding } from '@common/guard/finding'
import { say } from '@common/i18n/say'
import { isListingExact } from '@common/rsync/build-listing'
import type { RunStats } from '@common/run/run'
import { addedName } from '@common/run/written-tree'
import type { Task } from '@common/task/task'
import type { PreparedRun } from '../run/perform-run'
import { runRsync } from '../run/run-rsync'
import type { ChangeList } from './change-list'
import { DestinationListing, type DestinationWeight } from './destination-weight'

export interface MeasureQuestion {
  readonly task: Task
  /** A finished list. */
  readonly list: ChangeList
  readonly folder: string
  readonly stats: RunStats
  /** What lists the destination. */
  readonly listing: () => Promise<PreparedRun>
  readonly stop: AbortSignal
}

export interface MeasuredDeletions {
  readonly findings: readonly Finding[]
  /** Why sizes are not known; empty where they are, or were not asked for. */
  readonly note: string
}

/**
 * Holds what a run would delete against the limits of its task. Counts come from the dry run,
 * which lists what is on both sides; sizes, and counts where the dry run passes files over, from
 * one listing of the destination. A run that deletes nothing costs nothing.
 */
export async function measureDeletions(question: MeasureQuestion): Promise<MeasuredDeletions> {
  const { task, list, stats } = question
  if (list.totals.deleted.count === 0) return { findings: [], note: '' }
  const counted = countOf(list, task, stats)
  const isBlind = skipsFiles(task)
  const known = limitFindings(task, { ...counted, bytes: { deleted: 0, existing: 0 } })
  // More sizes would change nothing.
  const isDecided = counted.isSourceEmpty || (known.length > 0 && !isBlind)
  if (isDecided || task.deleteLimitPercent === null) return { findings: known, note: '' }
  const { weight, error } = await weighed(question)
  const deletions = weight === null ? counted : withWeight(counted, list, weight, isBlind, task)
  const note = weight === null ? say('guard.sizesUnknown', { error }) : ''
  return { findings: limitFindings(task, deletions), note }
}

function countOf(list: ChangeList, task: Task, stats: RunStats): Deletions {
  const { deletedFiles, onBothSides } = list
  const deleted = list.totals.deleted.count
  // A folder that is copied by its name is on both sides itself.
  const isNamed = addedName(task) !== '' && onBothSides.entries > onBothSides.files
  return {
    ...{ deleted, deletedFiles, bytes: null, isSourceEmpty: stats.filesKnown <= 1 },
    existing: deleted + onBothSides.entries - Number(isNamed),
    existingFiles: deletedFiles + onBothSides.files,
  }
}

function withWeight(
  counted: Deletions,
  list: ChangeList,
  { listed, lost, changed }: DestinationWeight,
  isBlind: boolean,
  task: Task,
): Deletions {
  const isExact = isBlind && isListingExact(task)
  const named = Number(addedName(task) !== '')
  return {
    ...counted,
    ...(isExact ? { existing: listed.entries - named, existingFiles: listed.files } : {}),
    bytes: {
      deleted: lost.bytes,
      existing: isExact ? listed.bytes : lost.bytes + changed.bytes + list.unchanged.bytes,
    },
  }
}

/** @returns no weight, and why, where the listing fails or lacks what would be deleted */
async function weighed({
  folder,
  listing,
  stop,
}: MeasureQuestion): Promise<{ weight: DestinationWeight | null; error: string }> {
  let [there, prepared]: [DestinationListing | null, PreparedRun | null] = [null, null]
  try {
    there = await DestinationListing.open(folder)
    prepared = await listing()
    const { outcome } = await runRsync({ ...prepared.request, stop, log: there })
    const weight = await there.weigh()
    if (weight.isWhole) return { weight, error: '' }
    return { weight: null, error: there.errors[0] ?? outcome.reason }
  } catch (error) {
    return { weight: null, error: error instanceof Error ? error.message : String(error) }
  } finally {
    await there?.close()
    await prepared?.dispose().catch(() => undefined)
  }
}
