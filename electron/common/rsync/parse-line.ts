/** One progress record of `--info=progress2` (peers 3.4). */
export interface ProgressRecord {
  readonly kind: 'progress'
  /** Bytes transferred so far. */
  readonly bytes: number
  /** Share of the total size of all files known so far, 0 to 100. */
  readonly percent: number
  readonly bytesPerSecond: number
  /**
   * Null where rsync does not know it, and on records that end a file: there the same column is the
   * time that went by (measured, 3.5.0; `is_last` in its progress.c).
   */
  readonly secondsLeft: number | null
  /** Set on records that end a file: files sent, files left to check, files known. */
  readonly files: { readonly sent: number; readonly left: number; readonly known: number } | null
  /** False while rsync is still finding files, so that `percent` may fall. */
  readonly isListComplete: boolean | null
}

/** One change rsync made or would make. */
export interface ItemRecord {
  readonly kind: 'item'
  /** rsync's eleven letters, such as `>f+++++++++`, or `*deleting  `. */
  readonly change: string
  readonly bytes: number
  /** As rsync prints it: unprintable bytes as `\#ooo`. For reading, never for acting on. */
  readonly name: string
}

/** A figure of `--stats`. */
export interface StatRecord {
  readonly kind: 'stat'
  readonly name: string
  readonly value: number
}

export interface MessageRecord {
  readonly kind: 'message'
  readonly text: string
}

export type OutputRecord = ProgressRecord | ItemRecord | StatRecord | MessageRecord

const PROGRESS =
  /^\s*(\d+)\s+(\d+)%\s+([\d.]+)([kMGTP]?)B\/s\s+(?:(\d+):(\d\d):(\d\d)|\?\?:\?\?:\?\?)(?:\s+\(xfr#(\d+), (ir|to)-chk=(\d+)\/(\d+)\))?\s*$/
const ITEM = /^(.{11}) (\d+) ([\s\S]*)$/
const STAT = /^((?:Number of|Total|Literal data|Matched data|File list)[a-z ]*): (\d+)/
// progress.c divides by 1024 and prints "kB".
const UNITS: Record<string, number> = {
  '': 1,
  k: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
  P: 2 ** 50,
}

/**
 * Reads one line of rsync's standard output that is no item, without its line end. File names cannot
 * pass for one: items carry a prefix, and rsync writes line breaks in names as `\#012`.
 */
export function parseLine(line: string): ProgressRecord | StatRecord | MessageRecord {
  return parseProgress(line) ?? parseStat(line) ?? { kind: 'message', text: line }
}

/** True for a progress record, without the cost of reading it. */
export function isProgressLine(line: string): boolean {
  return PROGRESS.test(line)
}

/** Reads an itemised line without its prefix; null where it is not whole. */
export function parseItem(line: string): ItemRecord | null {
  const match = ITEM.exec(line)
  if (!match) return null
  return { kind: 'item', change: match[1] ?? '', bytes: Number(match[2]), name: match[3] ?? '' }
}

function parseProgress(line: string): ProgressRecord | null {
  const match = PROGRESS.exec(line)
  if (!match) return null
  const [, bytes, percent, speed, unit = '', hours, minutes, seconds, sent, list, left, known] =
    match
  const bytesPerSecond = Math.round(Number(speed) * (UNITS[unit] ?? 1))
  const time = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  // Without a speed rsync prints zero, and not that it does not know (progress.c).
  const isUnknown = hours === undefined || (time === 0 && bytesPerSecond === 0)
  return {
    kind: 'progress',
    bytes: Number(bytes),
    percent: Math.min(100, Number(percent)),
    bytesPerSecond,
    secondsLeft: isUnknown || sent !== undefined ? null : time,
    files:
      sent === undefined ? null : { sent: Number(sent), left: Number(left), known: Number(known) },
    isListComplete: list === undefined ? null : list === 'to',
  }
}

function parseStat(line: string): StatRecord | null {
  const match = STAT.exec(line)
  return match ? { kind: 'stat', name: match[1] ?? '', value: Number(match[2]) } : null
}
