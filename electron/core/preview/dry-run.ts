import { deletes, removesSource } from '@common/guard/deletes'
import { say } from '@common/i18n/say'
import type { Preview } from '@common/preview/preview'
import type { RunStats } from '@common/run/run'
import type { Task } from '@common/task/task'
import { withAccount } from '../run/account-doubt'
import type { PreparedRun } from '../run/perform-run'
import { PARTIAL, runRsync, type RsyncResult } from '../run/run-rsync'
import { ChangeList } from './change-list'

/** What a dry run lists; finished and in its folder only where it is READY. */
export interface DryRun {
  readonly list: ChangeList
  readonly result: RsyncResult
  readonly ending: Pick<Preview, 'state' | 'reason'>
  /** The run will not delete: something could not be read, and the list has no deletion. */
  readonly keepsAll: boolean
  /** Whether all is listed that the source has: what is not may be at the destination already. */
  readonly listsAll: boolean
  /** What the list is recognised by; empty where it is not finished. */
  readonly fingerprint: string
}

export interface DryRunOptions {
  readonly folder: string
  readonly stop: AbortSignal
  /** Called after each part of the list. */
  readonly onPart?: (list: ChangeList) => void
}

/** Carries out a dry run that lists what is the same on both sides, too, where the task needs it. */
export async function listChanges(
  task: Task,
  { request, askAccount }: PreparedRun,
  { folder, stop, onPart }: DryRunOptions,
): Promise<DryRun> {
  const list = await ChangeList.open(folder)
  try {
    const ran = await runRsync({
      ...{ ...request, stop },
      onItem: (item) => list.add(item),
      onUnchanged: (line) => list.addUnchanged(line),
      log: {
        write: async () => {
          await list.write()
          onPart?.(list)
        },
        writeErrors: (lines) => list.writeErrors(lines),
      },
    })
    const result = { ...ran, outcome: await withAccount(ran.outcome, ran, askAccount, stop) }
    const ending = endingOf(result, list, deletes(task) || removesSource(task))
    const keepsAll = result.exitCode === PARTIAL
    const isReady = ending.state === 'READY'
    if (!isReady) await list.drop()
    const fingerprint = isReady ? await list.finish(keepsAll) : ''
    return { list, result, ending, keepsAll, listsAll: listsAll(result.stats, list), fingerprint }
  } catch (error) {
    await list.drop()
    throw error
  }
}

function endingOf(
  { outcome, stats, exitCode, isOld }: RsyncResult,
  { totals, onBothSides }: ChangeList,
  takesAway: boolean,
): Pick<Preview, 'state' | 'reason'> {
  if (outcome.state === 'ABORTED') return { state: 'STOPPED', reason: outcome.reason }
  // The task's own --max-delete ends a run in failure, after all that it may do.
  const isLimited = outcome.outcome === 'blocked'
  const isThere = outcome.state === 'SUCCESS' || exitCode === PARTIAL || isLimited
  if (!isThere) return { state: 'FAILED', reason: outcome.reason }
  if (isOld && takesAway) return { state: 'FAILED', reason: say('guard.tooOld') }
  if (!isWhole(stats, totals, onBothSides.entries))
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

/** The folder itself is among the figures, and not in the list. */
function listsAll(stats: RunStats | null, { totals, onBothSides }: ChangeList): boolean {
  return stats !== null && totals.added.count + onBothSides.entries + 1 >= stats.filesKnown
}
