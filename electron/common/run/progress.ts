import type { ProgressRecord } from '../rsync/parse-line'
import type { RunProgress } from './run'

export const NO_PROGRESS: RunProgress = {
  percent: null,
  bytes: 0,
  bytesPerSecond: 0,
  secondsLeft: null,
  filesDone: 0,
  filesSent: 0,
  filesKnown: null,
}

/**
 * The next progress after one more record. rsync's own percent is the share of all bytes that
 * was sent, so it stays near 0 when little has changed, and it falls while files are still being
 * found (peers 3.4). Here files that were checked and not sent fill up what the bytes leave open,
 * the percent never falls, it is null until all files are known, and 100 is kept for the end.
 */
export function advance(previous: RunProgress, record: ProgressRecord): RunProgress {
  const { files } = record
  // Within the first file nothing tells whether all files are known. They are, up to about a
  // thousand (rsync looks that far ahead); with more, the percent then stands until they are.
  const isFirstFile = previous.filesDone === 0 && files === null
  const isComplete = record.isListComplete ?? (previous.filesKnown !== null || isFirstFile)
  const filesKnown = isComplete ? (files?.known ?? previous.filesKnown) : null
  const filesDone = files ? files.known - files.left : previous.filesDone
  const filesSent = files?.sent ?? previous.filesSent
  const skipped = filesKnown ? Math.max(0, filesDone - filesSent) / filesKnown : 0
  const reached = Math.min(99, Math.floor(record.percent + (100 - record.percent) * skipped))
  return {
    percent: isComplete ? Math.max(previous.percent ?? 0, reached) : previous.percent,
    bytes: record.bytes,
    bytesPerSecond: record.bytesPerSecond,
    secondsLeft: isComplete ? record.secondsLeft : null,
    filesDone,
    filesSent,
    filesKnown,
  }
}
