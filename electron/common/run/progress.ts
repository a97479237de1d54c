import type { ProgressRecord } from '../rsync/parse-line'
import type { ProgressPlan, RunProgress } from './run'

export const NO_PROGRESS: RunProgress = {
  percent: null,
  bytes: 0,
  bytesPerSecond: 0,
  secondsLeft: null,
  filesDone: 0,
  filesSent: 0,
  filesKnown: null,
  currentFile: null,
}

/**
 * The next progress after one more record. With a plan the percent is the share of the planned
 * bytes. Without one it cannot be rsync's own, which is the share of all bytes that was sent: that
 * stays near 0 when little has changed, and it falls while files are still being found (peers
 * 3.4). Instead files that were checked and not sent fill up what the bytes leave open, and it is
 * null until all files are known. In both cases it never falls, and 100 is kept for the end.
 */
export function advance(
  previous: RunProgress,
  record: ProgressRecord,
  plan: ProgressPlan | null = null,
): RunProgress {
  const { files, bytes, bytesPerSecond } = record
  // Within the first file nothing tells whether all files are known. They are, up to about a
  // thousand (rsync looks that far ahead); with more, the percent then stands until they are.
  const isFirstFile = previous.filesDone === 0 && files === null
  const isComplete = record.isListComplete ?? (previous.filesKnown !== null || isFirstFile)
  const now = {
    bytes,
    bytesPerSecond,
    filesDone: files ? files.known - files.left : previous.filesDone,
    filesSent: files?.sent ?? previous.filesSent,
    filesKnown: isComplete ? (files?.known ?? previous.filesKnown) : null,
    currentFile: previous.currentFile,
  }
  const reached = plan && plan.bytes > 0 ? planned(now, plan) : null
  const seen = reached ?? (isComplete ? estimated(now, record) : null)
  if (seen === null) return { ...now, percent: previous.percent, secondsLeft: null }
  return { ...now, ...seen, percent: Math.max(previous.percent ?? 0, Math.min(99, seen.percent)) }
}

type Reached = Pick<RunProgress, 'percent' | 'secondsLeft'> & { readonly percent: number }
type Figures = Omit<RunProgress, 'percent' | 'secondsLeft'>

function planned({ bytes, bytesPerSecond }: Figures, plan: ProgressPlan): Reached {
  const left = Math.max(0, plan.bytes - bytes)
  return {
    percent: Math.floor((100 * bytes) / plan.bytes),
    secondsLeft: bytesPerSecond > 0 ? Math.ceil(left / bytesPerSecond) : null,
  }
}

function estimated({ filesDone, filesSent, filesKnown }: Figures, record: ProgressRecord): Reached {
  const skipped = filesKnown ? Math.max(0, filesDone - filesSent) / filesKnown : 0
  // rsync takes it that everything will be sent. What was sent of what was checked is a better
  // guess, and of a fresh copy it is the same.
  const sentShare = filesDone > 0 ? Math.min(1, filesSent / filesDone) : 1
  const secondsLeft = record.files ? secondsLeftAt(record) : record.secondsLeft
  return {
    percent: Math.floor(record.percent + (100 - record.percent) * skipped),
    secondsLeft: secondsLeft === null ? null : Math.ceil(secondsLeft * sentShare),
  }
}

/** What rsync itself tells only within a file: the bytes that are left, at the speed so far. */
function secondsLeftAt({ bytes, percent, bytesPerSecond }: ProgressRecord): number | null {
  if (percent === 0 || bytesPerSecond === 0) return null
  return (bytes * (100 - percent)) / percent / bytesPerSecond
}
