import { filterRules } from '../rsync/filter-rules'
import {
  changesSource,
  deletesAny,
  effective,
  isOn,
  valueOf,
  leavesOut as leavesOutAny,
  miscounting,
} from '../rsync/option-questions'
import { readParameters } from '../rsync/parameters'
import type { TaskSettings } from '../task/task'

/** The settings that can make a task delete. */
type Deleting = Pick<TaskSettings, 'delete' | 'extra'>

/**
 * Whether runs of a task delete at the destination, by the setting Delete or by any auxiliary
 * parameter (see {@link deletesAny}). An alias of popt's brings none: see `unguarded`.
 */
export function deletes(task: Deleting): boolean {
  return task.delete || deletesAny(readParameters(task.extra))
}

/** Whether what is sent is deleted at the source: what the option is for, so no limit applies. */
export function removesSource(task: Deleting): boolean {
  return changesSource(readParameters(task.extra))
}

/**
 * Which files runs remove from the source: with `--remove-source-files` all that the destination
 * has in the end, with the older `--remove-sent-files` those that were sent to it; null where none.
 * Told to the other side alone (`-M`), rsync removes nothing in either direction (measured, 3.5.0).
 */
export function removedFromSource({ extra }: Deleting): 'passed' | 'sent' | null {
  const option = effective(readParameters(extra), 'remove-source-files')
  if (option === null) return null
  return option.name === 'remove-sent-files' ? 'sent' : 'passed'
}

/**
 * Whether runs can delete what the source does have, but does not send: then a destination that is
 * the source itself loses it.
 */
export function deletesUnsent(task: Deleting): boolean {
  if (!deletes(task)) return false
  const reading = readParameters(task.extra)
  if (isOn(reading, 'delete-excluded') === true || valueOf(reading, 'iconv') !== null) return true
  return filterRules(reading).some(
    ({ kind, modifiers, option }) =>
      option.isRemote || !['exclude', 'include'].includes(kind) || /[sr]/.test(modifiers),
  )
}

/** Whether parts of the folders are left out, which can make folders inside each other sensible. */
export function leavesOut({ extra }: Deleting): boolean {
  return leavesOutAny(readParameters(extra))
}

/** Whether disks that are mounted in the source are left out. */
export function staysOnOneDisk({ extra }: Deleting): boolean {
  return isOn(readParameters(extra), 'one-file-system') === true
}

/** Whether a dry run does not list just what is on both sides; see {@link miscounting}. */
export function miscounts({ extra }: Deleting): boolean {
  return miscounting(readParameters(extra)).length > 0
}

/** Whether what is deleted may have two names there: links to folders are taken for folders. */
export function hasSecondNames({ extra }: Deleting): boolean {
  const reading = readParameters(extra)
  return (['here', 'there'] as const).some((side) => isOn(reading, 'keep-dirlinks', side) === true)
}
