import { limitFindings, type Deletions } from '@common/guard/delete-limits'
import { miscount } from '@common/guard/deletes'
import type { Finding } from '@common/guard/finding'
import { say } from '@common/i18n/say'
import { isListingExact } from '@common/rsync/build-listing'
import { keepsPaths } from '@common/rsync/option-questions'
import { readParameters } from '@common/rsync/parameters'
import type { RunStats } from '@common/run/run'
import { addedName } from '@common/run/written-tree'
import type { Task } from '@common/task/task'
import { systemErrorText } from '@common/text/system-error'
import type { PreparedRun } from '../run/perform-run'
import type { PlanOptions } from '../run/run-planner'
import { PARTIAL, runRsync } from '../run/run-rsync'
import type { ChangeList } from './change-list'
import { DestinationListing, type DestinationWeight } from './destination-weight'

type Miscount = ReturnType<typeof miscount>

export interface MeasureQuestion {
  readonly task: Task
  /** A finished list. */
  readonly list: ChangeList
  readonly folder: string
  readonly stats: RunStats
  /** What lists the destination. */
  readonly listing: (options: Pick<PlanOptions, 'listsHidden'>) => Promise<PreparedRun>
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
 * one listing of the destination. The listing also finds files that make way for a new folder, link
 * or device, which rsync reports nowhere. A run that neither deletes nor adds those costs nothing.
 */
export async function measureDeletions(question: MeasureQuestion): Promise<MeasuredDeletions> {
  const { task, list, stats } = question
  if (list.totals.deleted.count === 0 && !list.mayReplace) return { findings: [], note: '' }
  const counted = countOf(list, task, stats)
  const missed = miscount(task)
  const known = limitFindings(task, { ...counted, bytes: { deleted: 0, existing: 0 } })
  // What is passed over may be at the destination, and then the source is not empty.
  const isDoubtful = missed === 'less' && stats.filesKnown > 1
  // More sizes would change nothing.
  const isDecided = counted.isSourceEmpty ? !isDoubtful : known.length > 0 && missed === 'none'
  const isFree =
    !counted.isSourceEmpty &&
    task.deleteLimitPercent === null &&
    (task.deleteLimit === null || !list.mayReplace)
  if (isDecided || isFree) return { findings: known, note: '' }
  const { weight, listsHidden, error } = await weighed(question)
  const isExact = missed !== 'none' && isListingExact(task, listsHidden)
  const deletions =
    weight === null
      ? withoutWeight(counted, missed)
      : withWeight(counted, list, weight, isExact ? 'exact' : missed, task)
  const note = weight === null ? say('guard.sizesUnknown', { error }) : ''
  return { findings: limitFindings(task, deletions), note }
}

function countOf(list: ChangeList, task: Task, stats: RunStats): Deletions {
  const { deletedFiles, onBothSides } = list
  const deleted = list.totals.deleted.count
  // A folder that is copied by its name is on both sides itself.
  const isNamed = addedName(task) !== '' && onBothSides.entries > onBothSides.files
  return {
    deleted,
    deletedFiles,
    replaced: { count: 0, first: '' },
    existing: deleted + onBothSides.entries - Number(isNamed),
    existingFiles: deletedFiles + onBothSides.files,
    bytes: null,
    isSourceEmpty: stats.filesKnown <= 1 || hasNothingToCopy(list, task, Number(isNamed)),
  }
}

/** Whether the source lists only what is not copied: links, say, or folders of a path that is kept. */
function hasNothingToCopy({ totals, onBothSides }: ChangeList, task: Task, named: number): boolean {
  if (totals.added.count + totals.changed.count > 0) return false
  const { files, entries } = onBothSides
  return keepsPaths(readParameters(task.extra)) ? files === 0 : entries === named
}

/** Where too much was counted and nothing can be listed, nothing is known to be left. */
function withoutWeight(counted: Deletions, missed: Miscount): Deletions {
  const { deleted, deletedFiles } = counted
  return missed === 'more'
    ? { ...counted, existing: deleted, existingFiles: deletedFiles }
    : counted
}

function withWeight(
  counted: Deletions,
  list: ChangeList,
  { listed, lost, changed, replaced }: DestinationWeight,
  missed: Miscount | 'exact',
  task: Task,
): Deletions {
  const named = Number(addedName(task) !== '')
  const gone = lost.bytes + replaced.bytes
  const deleted = counted.deleted + replaced.files
  const deletedFiles = counted.deletedFiles + replaced.files
  const there = { ...listed, entries: listed.entries - named }
  const kept = {
    entries: counted.existing + replaced.files,
    files: counted.existingFiles + replaced.files,
    bytes: gone + changed.bytes + list.unchanged.bytes,
  }
  // Of what another folder has nobody knows how much is here.
  const unknown = { entries: deleted, files: deletedFiles, bytes: gone }
  const existing = missed === 'exact' ? there : missed === 'more' ? unknown : kept
  return {
    deleted,
    deletedFiles,
    replaced: { count: replaced.files, first: replaced.first },
    existing: Math.max(existing.entries, deleted),
    existingFiles: Math.max(existing.files, deletedFiles),
    bytes: { deleted: gone, existing: Math.max(existing.bytes, gone) },
    isSourceEmpty: counted.isSourceEmpty && existing.files <= deletedFiles,
  }
}

interface Weighed {
  readonly weight: DestinationWeight | null
  /** Whether all was listed, whatever the filters. */
  readonly listsHidden: boolean
  /** Why there is no weight. */
  readonly error: string
}

/**
 * Many a rule hides from a listing what the run deletes: of one side, in a file, or one that does not
 * count in a folder that goes. So none is judged: where something is not listed, all is listed.
 * @returns no weight, and why, where the listing fails or lacks what would be deleted
 */
async function weighed(question: MeasureQuestion): Promise<Weighed> {
  const first = await weighedBy(question, question.list.mayReplace)
  return first.weight || question.list.mayReplace ? first : weighedBy(question, true)
}

async function weighedBy(
  { folder, list, listing, stop }: MeasureQuestion,
  listsHidden: boolean,
): Promise<Weighed> {
  let [there, prepared]: [DestinationListing | null, PreparedRun | null] = [null, null]
  try {
    there = await DestinationListing.open(folder)
    prepared = await listing({ listsHidden })
    const { outcome, exitCode } = await runRsync({ ...prepared.request, stop, log: there })
    const weight = await there.weigh(list.mayReplace)
    // A destination that is not there, or has folders that cannot be read, is listed all the same.
    const isListed = outcome.state === 'SUCCESS' || exitCode === PARTIAL
    if (weight.isWhole && isListed) return { weight, listsHidden, error: '' }
    return { weight: null, listsHidden, error: there.errors[0] ?? outcome.reason }
  } catch (error) {
    return { weight: null, listsHidden, error: systemErrorText(error) }
  } finally {
    await there?.close()
    await prepared?.dispose().catch(() => undefined)
  }
}
