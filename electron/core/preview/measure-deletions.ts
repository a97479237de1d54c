import { join } from 'node:path'
import { limitFindings, type Deletions } from '@common/guard/delete-limits'
import { hasSecondNames, miscounts, staysOnOneDisk } from '@common/guard/deletes'
import type { Finding } from '@common/guard/finding'
import { say } from '@common/i18n/say'
import { keepsPaths } from '@common/rsync/option-questions'
import { readParameters } from '@common/rsync/parameters'
import type { RunStats } from '@common/run/run'
import { addedName } from '@common/run/written-tree'
import type { Task } from '@common/task/task'
import { systemErrorText } from '@common/text/system-error'
import type { PreparedRun } from '../run/perform-run'
import type { PlanOptions } from '../run/run-planner'
import { PARTIAL, runRsync } from '../run/run-rsync'
import type { ChangeList, Tally } from './change-list'
import { DestinationListing, type DestinationWeight } from './destination-weight'
import { listChanges, type DryRun } from './dry-run'

/** What is planned to measure: a dry run, or a listing of the destination. */
export type MeasureOptions = Pick<
  PlanOptions,
  'dryRun' | 'listsAll' | 'countsAll' | 'isListing' | 'listsHidden'
>

export interface MeasureQuestion {
  readonly task: Task
  /** A finished list. */
  readonly list: ChangeList
  readonly folder: string
  readonly stats: RunStats
  readonly plan: (options: MeasureOptions) => Promise<PreparedRun>
  readonly stop: AbortSignal
}

export interface MeasuredDeletions {
  readonly findings: readonly Finding[]
  /** Why sizes are not known; empty where they are, or were not asked for. */
  readonly note: string
  /** The dry run that was to count, where it did not come through. */
  readonly unready: DryRun | null
}

/** What is on both sides: the list of a dry run, and where it is. */
interface Left {
  readonly list: ChangeList
  readonly folder: string
}

/**
 * Holds what a run would delete against the limits of its task. Counts come from the dry run,
 * which lists what is on both sides, or, where options make it miscount, from another one without
 * them; sizes come from a listing of the destination. The listing also finds files that make way for
 * a new folder, link or device, which rsync reports nowhere. A run that neither deletes nor adds
 * those costs nothing.
 */
export async function measureDeletions(question: MeasureQuestion): Promise<MeasuredDeletions> {
  const { task, list, stats, folder } = question
  const found = (findings: readonly Finding[], note = '') => ({ findings, note, unready: null })
  if (list.totals.deleted.count === 0 && !list.mayReplace) return found([])
  const asListed = countOf(list, list, task, stats)
  // No limit of the task asks for more than the dry run has counted.
  const isCountEnough =
    !asListed.isSourceEmpty &&
    task.deleteLimitPercent === null &&
    (task.deleteLimit === null || !list.mayReplace)
  const isMiscounted = !isCountEnough && miscounts(task) && !isBare(list, stats)
  const again = isMiscounted ? await countAgain(question) : null
  if (again && again.ending.state !== 'READY') return { ...found([]), unready: again }
  try {
    const left = again ? { list: again.list, folder: againFolder(folder) } : { list, folder }
    const counted = countOf(list, left.list, task, stats)
    const known = limitFindings(task, { ...counted, bytes: { deleted: 0, existing: 0 } })
    // More sizes would change nothing.
    if (known.length > 0 || isCountEnough) return found(known)
    const { weight, isListed, error } = await weighed(question, left)
    if (weight !== null) {
      const all = withWeight(counted, left.list.unchanged, weight)
      return found(limitFindings(task, isListedWhole(task) ? atMost(all, weight) : all))
    }
    const isFound = !isListed && !hasSecondNames(task)
    const findings = limitFindings(task, { ...counted, isFound })
    return found(findings, say('guard.sizesUnknown', { error }))
  } finally {
    await again?.list.drop()
  }
}

const againFolder = (folder: string): string => join(folder, 'counted')

async function countAgain({ task, folder, plan, stop }: MeasureQuestion): Promise<DryRun> {
  const prepared = await plan({ dryRun: true, listsAll: true, countsAll: true })
  try {
    return await listChanges(task, prepared, { folder: againFolder(folder), stop })
  } finally {
    await prepared.dispose().catch(() => undefined)
  }
}

function countOf(
  list: ChangeList,
  { onBothSides }: ChangeList,
  task: Task,
  stats: RunStats,
): Deletions {
  const { deletedFiles } = list
  const deleted = list.totals.deleted.count
  // A folder that is copied by its name is on both sides itself.
  const named = Number(addedName(task) !== '' && onBothSides.entries > onBothSides.files)
  const isEmpty = hasNothingToCopy(list, task, named) && hasNone(onBothSides, task, named)
  return {
    deleted,
    deletedFiles,
    replaced: { count: 0, first: '' },
    existing: deleted + onBothSides.entries - named,
    existingFiles: deletedFiles + onBothSides.files,
    bytes: null,
    isFound: true,
    isSourceEmpty: isBare(list, stats) || isEmpty,
  }
}

/** Whether the source has nothing but its own folder. One entry may also be a file by its name. */
function isBare({ passed }: ChangeList, { filesKnown }: RunStats): boolean {
  return filesKnown <= 1 && passed.files === 0
}

/** Whether the source lists only what is not copied: links, say, or folders of a path that is kept. */
function hasNothingToCopy({ totals, onBothSides }: ChangeList, task: Task, named: number): boolean {
  return totals.added.count + totals.changed.count === 0 && hasNone(onBothSides, task, named)
}

function hasNone({ files, entries }: Tally, task: Task, named: number): boolean {
  return keepsPaths(readParameters(task.extra)) ? files === 0 : entries === named
}

function withWeight(
  counted: Deletions,
  unchanged: Tally,
  { lost, changed, replaced }: DestinationWeight,
): Deletions {
  const gone = lost.bytes + replaced.bytes
  return {
    ...counted,
    deleted: counted.deleted + replaced.files,
    deletedFiles: counted.deletedFiles + replaced.files,
    replaced: { count: replaced.files, first: replaced.first },
    existing: counted.existing + replaced.files,
    existingFiles: counted.existingFiles + replaced.files,
    bytes: { deleted: gone, existing: gone + changed.bytes + unchanged.bytes },
  }
}

/**
 * Where names are the same but for their case, or one letter has several forms, a file of the
 * destination has two names: the one that would be deleted, and that of the source. It is one file.
 */
function atMost(count: Deletions, { listed }: DestinationWeight): Deletions {
  const { existing, existingFiles, bytes } = count
  return {
    ...count,
    existing: Math.min(existing, listed.entries),
    existingFiles: Math.min(existingFiles, listed.files),
    bytes: bytes && { ...bytes, existing: Math.min(bytes.existing, listed.bytes) },
  }
}

/** Links that count as folders are listed as links, and other disks not at all. */
const isListedWhole = (task: Task): boolean => !hasSecondNames(task) && !staysOnOneDisk(task)

interface Weighed {
  readonly weight: DestinationWeight | null
  /** Whether the destination was listed; without a weight something is missing there. */
  readonly isListed: boolean
  /** Why there is no weight. */
  readonly error: string
}

/**
 * Many a rule hides from a listing what the run deletes: of one side, in a file, or one that does not
 * count in a folder that goes. So none is judged: where something is not listed, or less than was
 * counted, all is listed.
 * @returns no weight, and why, where the listing fails or lacks what would be deleted
 */
async function weighed(question: MeasureQuestion, left: Left): Promise<Weighed> {
  const { list, task } = question
  const first = await weighedBy(question, left, list.mayReplace)
  const counted = isListedWhole(task) ? list.deletedFiles + left.list.onBothSides.files : 0
  const isEnough = first.weight !== null && first.weight.listed.files >= counted
  return isEnough || list.mayReplace ? first : weighedBy(question, left, true)
}

async function weighedBy(
  { folder, list, plan, stop }: MeasureQuestion,
  left: Left,
  listsHidden: boolean,
): Promise<Weighed> {
  let [there, prepared]: [DestinationListing | null, PreparedRun | null] = [null, null]
  try {
    there = await DestinationListing.open(folder)
    prepared = await plan({ isListing: true, listsHidden })
    const { outcome, exitCode } = await runRsync({ ...prepared.request, stop, log: there })
    const weight = await there.weigh(list.mayReplace, left.folder)
    // A destination that is not there, or has folders that cannot be read, is listed all the same.
    const isListed = outcome.state === 'SUCCESS' || exitCode === PARTIAL
    if (weight.isWhole && isListed) return { weight, isListed, error: '' }
    return { weight: null, isListed, error: there.errors[0] ?? outcome.reason }
  } catch (error) {
    return { weight: null, isListed: false, error: systemErrorText(error) }
  } finally {
    await there?.close()
    await prepared?.dispose().catch(() => undefined)
  }
}
