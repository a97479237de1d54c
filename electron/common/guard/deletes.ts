import { splitWords } from '../rsync/words'
import type { TaskSettings } from '../task/task'

/**
 * Options that delete at the destination beside the setting Delete: `--delete-*`, `--del`, and
 * `--force`, which empties a folder that a file is to replace; also for the remote side alone.
 */
const DELETING = /^(-M|--remote-option=)?--(del|delete(-\w+)*|force)$/
const FILTERING =
  /^--(exclude|include|filter|files-from|cvs-exclude|one-file-system)|^-[a-zA-Z]*[fFCx]/
const MOVING = /^--remove-(source|sent)-files$/

/** The settings that can make a task delete. */
type Deleting = Pick<TaskSettings, 'delete' | 'extra'>

/**
 * Whether runs of a task delete at the destination. A value that looks like such an option counts,
 * too: it costs one dry run.
 */
export function deletes(task: Deleting): boolean {
  return task.delete || words(task).some((word) => DELETING.test(word))
}

/** Whether what is sent is deleted at the source: what the option is for, so no limit applies. */
export function removesSource(task: Deleting): boolean {
  return words(task).some((word) => MOVING.test(word))
}

/** Whether parts of the folders are left out, which can make folders inside each other sensible. */
export function leavesOut(task: Deleting): boolean {
  return words(task).some((word) => FILTERING.test(word))
}

function words({ extra }: Deleting): readonly string[] {
  return extra.flatMap((fragment) => {
    const split = splitWords(fragment)
    return split.ok ? split.words : []
  })
}
