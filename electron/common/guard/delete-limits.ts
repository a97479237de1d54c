import { say } from '../i18n/say'
import { bytesText } from '../run/bytes-text'
import type { TaskSettings } from '../task/task'
import type { Finding } from './finding'

/**
 * Fewer deletions than this are no matter of per cent: in a folder of three files one is a third.
 */
const FEW = 10
/** But some file must be left: with so many, that is another folder, not a tidied one. */
const FEW_BUT_ALL = 3
/** Per cent of the destination's bytes that may not go, however few files they are. */
const BYTES_LIMIT_PERCENT = 95

/** What a run would delete of the destination, measured. Files are all entries but folders. */
export interface Deletions {
  readonly deleted: number
  readonly deletedFiles: number
  /** Those of them that make way for a new folder, link or device; the first is empty for none. */
  readonly replaced: { readonly count: number; readonly first: string }
  /** What the destination has, what would be deleted included; nothing that filters leave out. */
  readonly existing: number
  readonly existingFiles: number
  /** Null where the sizes at the destination could not be read. */
  readonly bytes: { readonly deleted: number; readonly existing: number } | null
  /**
   * False where something that would be deleted is nowhere found at the destination, under another
   * name say: then nobody knows how much is left.
   */
  readonly isFound: boolean
  /** True when the source has nothing to copy but its own folder. */
  readonly isSourceEmpty: boolean
}

/**
 * What of a run's deletions is out of the ordinary: an empty source at all, a number over the
 * task's limit, a share over it, or nearly all bytes. A small folder with a file removed meets
 * none of them; a source that is empty, not mounted or another one leaves nothing of the
 * destination.
 */
export function limitFindings(task: TaskSettings, count: Deletions): Finding[] {
  const { deleted, isSourceEmpty } = count
  if (deleted === 0) return []
  if (isSourceEmpty) {
    const message = say('guard.sourceEmpty', {}, deleted)
    return [{ kind: 'source-empty', message, field: sourceField(task), canRunAnyway: true }]
  }
  const over = overLimit(task, count)
  if (over === null) return []
  const message = [messageOf(over, task, count), ...replacedText(count)].join(' ')
  const field = over === 'guard.tooMany' ? 'deleteLimit' : 'deleteLimitPercent'
  return [{ kind: 'delete-limit', message, field, canRunAnyway: true }]
}

function overLimit(
  { deleteLimit, deleteLimitPercent }: TaskSettings,
  { deleted, deletedFiles, existing, existingFiles, bytes, isFound }: Deletions,
) {
  if (deleteLimit !== null && deleted > deleteLimit) return 'guard.tooMany'
  if (deleteLimitPercent === null) return null
  if (!isFound && deleted >= FEW_BUT_ALL) return 'guard.notFound'
  // Without sizes nobody knows how dear a few files are.
  const few = bytes === null ? FEW_BUT_ALL : FEW
  const isMuch = deleted >= few || (deletedFiles === existingFiles && deleted >= FEW_BUT_ALL)
  const isOver = (part: number, whole: number) => part * 100 > whole * deleteLimitPercent
  if (isMuch && isOver(deleted, existing)) return 'guard.tooLarge'
  if (isMuch && deletedFiles === existingFiles && deletedFiles > 0) return 'guard.allFiles'
  // Folders that stay would make the share of the files small.
  if (deletedFiles >= few && isOver(deletedFiles, existingFiles)) return 'guard.mostFiles'
  const isDear =
    bytes !== null &&
    bytes.deleted > 0 &&
    bytes.deleted * 100 >= bytes.existing * BYTES_LIMIT_PERCENT
  return isDear ? 'guard.tooDear' : null
}

function replacedText({ replaced: { count, first } }: Deletions): string[] {
  return count === 0 ? [] : [say('guard.replaced', { name: first }, count)]
}

function messageOf(
  key: NonNullable<ReturnType<typeof overLimit>>,
  task: TaskSettings,
  { deleted, deletedFiles, existing, existingFiles, bytes }: Deletions,
): string {
  if (key === 'guard.allFiles') return say(key, {}, deletedFiles)
  if (key === 'guard.tooDear') {
    const [gone, all] = [bytes?.deleted ?? 0, bytes?.existing ?? 1]
    const sizes = { gone: bytesText(gone), all: bytesText(all) }
    return say(key, { ...sizes, percent: Math.floor((gone * 100) / all) }, deleted)
  }
  const [part, whole] =
    key === 'guard.mostFiles' ? [deletedFiles, existingFiles] : [deleted, existing]
  const percent = Math.floor((part * 100) / whole)
  return say(key, { existing: whole, percent, ...limitsOf(task) }, part)
}

function limitsOf({ deleteLimit, deleteLimitPercent }: TaskSettings) {
  return { limit: deleteLimit ?? 0, limitPercent: deleteLimitPercent ?? 100 }
}

function sourceField(task: TaskSettings): keyof TaskSettings {
  if (task.direction === 'PUSH') return 'path'
  return task.mode === 'SSH' ? 'remotePath' : 'remoteModule'
}
