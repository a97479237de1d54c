import type { ItemRecord } from '../rsync/parse-line'

/** What a run would do to an entry of the destination. */
export const CHANGE_KINDS = ['added', 'changed', 'deleted', 'metadata'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** What stands in one place: rsync's letter of it. A deletion does not say; a folder's name ends in `/`. */
export type EntryType = 'file' | 'folder' | 'link' | 'device' | 'special'

/** Whether an entry of a newer preview stood in the one it is compared with just so. */
export type ChangeSince = 'same' | 'new' | 'gone'

/** One entry that a run would add, change or delete. */
export interface Change {
  readonly kind: ChangeKind
  /** `file` for a deletion that is no folder: rsync does not say more. */
  readonly type: EntryType
  /** rsync's eleven letters (see `man rsync`, --itemize-changes), for people who read them. */
  readonly itemized: string
  /** Bytes of a file that would be sent as a whole at most; 0 for all else, and for deletions, of which rsync tells no size. */
  readonly bytes: number
  /** The path below the destination, as rsync prints it: unprintable bytes as `\#ooo`; a link with ` -> target`. */
  readonly name: string
  readonly since: ChangeSince
}

const TYPES: Readonly<Record<string, EntryType>> = {
  f: 'file',
  d: 'folder',
  L: 'link',
  D: 'device',
  S: 'special',
}

/**
 * Behind what becomes a further name of another file, which follows. Of one that is already, rsync
 * names no other (measured, 3.5.0).
 */
export const NEW_NAME = ' => '

/**
 * What an itemised line of rsync means; null for one that says that nothing would change, such
 * as `-ii` prints (man rsync, --itemize-changes: `YXcstpoguax`).
 */
export function kindOf({ change, name }: Pick<ItemRecord, 'change' | 'name'>): ChangeKind | null {
  if (change.startsWith('*deleting')) return 'deleted'
  const [update, details] = [change.charAt(0), change.slice(2)]
  if (/^\++$/.test(details)) return 'added'
  // Nothing but dots and blanks: all is as it should be.
  const isMade = update === '<' || update === '>' || (update === 'h' && name.includes(NEW_NAME))
  if (/^[. ]*$/.test(details)) return isMade ? 'changed' : null
  return update === '.' ? 'metadata' : 'changed'
}

/** The type of an entry, by rsync's letter or, for a deletion, by the end of its name. */
export function typeOf({ change, name }: Pick<ItemRecord, 'change' | 'name'>): EntryType {
  if (change.startsWith('*')) return name.endsWith('/') ? 'folder' : 'file'
  return TYPES[change.charAt(1)] ?? 'file'
}
