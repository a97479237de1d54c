/** One entry of a listing. */
export interface ListedEntry {
  readonly isFolder: boolean
  /** Bytes, as rsync counts them: of a link those of its target's name. */
  readonly size: number
  /** As rsync prints it, without a slash at its end. */
  readonly name: string
}

/** The time is 19 characters wide, whatever is in it: `11476/08/15 05:20:0`, `(time out of range)`. */
const ENTRY = /^([-dlcbpsD])\S{9,10} +(\d+) .{19} ([\s\S]*)$/

/** Reads a line of `rsync --list-only --no-h`; null for one that is no entry. */
export function parseListing(line: string): ListedEntry | null {
  const match = ENTRY.exec(line)
  if (!match) return null
  return { isFolder: match[1] === 'd', size: Number(match[2]), name: match[3] ?? '' }
}
