import type { TaskSettings } from '../task/task'
import { filterRules, type RuleKind } from './filter-rules'
import {
  deletesAny,
  isOn,
  miscounting,
  valueOf,
  withEffect,
  writingInPlace,
} from './option-questions'
import { isOneLevel, removing } from './parameter-rules'
import { readParameters } from './parameters'
import { readOptions, type OptionReading, type ReadOption } from './read-options'

/**
 * Where the receiver keeps what it has of a file when a run is stopped, and, with Delay Updates,
 * all of them until the end. rsync's own `.~tmp~` would be in the way of a file of that name.
 */
export const PARTIAL_DIR = '.rsync-tasks-partial'

/** Seconds without any data after which rsync gives up; a dead line must not hang for ever. */
const IO_TIMEOUT_S = 300
export const CONNECT_TIMEOUT_S = 30

/**
 * rsync leaves its partial-dir alone, but not with --delete-excluded. `p`: it goes along when the
 * folder around it is removed.
 */
const PARTIAL_FILTER = `--filter=Pp ${PARTIAL_DIR}/`

/** What commands of ours have by themselves; said again it adds nothing. */
export const OWN_DEFAULTS: readonly string[] = [
  `--timeout=${IO_TIMEOUT_S}`,
  `--partial-dir=${PARTIAL_DIR}`,
  `--contimeout=${CONNECT_TIMEOUT_S}`,
  PARTIAL_FILTER,
]

/** Defaults of ours that an auxiliary parameter may change, because it comes later. */
export function overridable(task: TaskSettings, reading: OptionReading): string[] {
  return [
    ...(secludesArgs(task, reading) ? ['-s'] : []),
    `--timeout=${IO_TIMEOUT_S}`,
    ...(usesPartialDir(reading) ? [`--partial-dir=${PARTIAL_DIR}`] : []),
    ...(task.mode === 'MODULE' ? [`--contimeout=${CONNECT_TIMEOUT_S}`] : []),
  ]
}

/**
 * Arguments reach the other side outside its shell; the long name differs between versions. rsync
 * refuses it beside `--old-args`. A daemon uses no shell, and one without a `charset` waits for
 * ever where it comes with `--iconv`, which it refuses otherwise (measured, 3.5.0).
 */
function secludesArgs({ mode }: TaskSettings, reading: OptionReading): boolean {
  const isConverting = !['-', null].includes(valueOf(reading, 'iconv'))
  return isOn(reading, 'old-args') !== true && !(mode === 'MODULE' && isConverting)
}

/** rsync refuses a partial-dir beside what writes in place; `--no-partial` asks for none. */
function usesPartialDir(reading: OptionReading): boolean {
  const inPlace = (['here', 'there'] as const).flatMap((side) => writingInPlace(reading, side))
  return inPlace.length === 0 && isOn(reading, 'partial') !== false
}

/** Rules that keep data safe: of those that match the first one counts, so they come first. */
export function safeguards(task: TaskSettings, reading: OptionReading): string[] {
  const isDeleting = task.delete || deletesAny(reading)
  return [
    ...(isDeleting && usesPartialDir(reading) ? [PARTIAL_FILTER] : []),
    ...(isOneLevel(task, reading) ? oneLevelOnly(task, reading) : []),
  ]
}

/** What keeps data safe and comes behind the auxiliary parameters, so that none takes it back. */
export function lastSafeguards(task: TaskSettings, reading: OptionReading): string[] {
  if (!task.delete && !deletesAny(reading)) return []
  return [
    ...(forgetsRules(reading) && usesPartialDir(reading) ? [PARTIAL_FILTER] : []),
    // Without it a read error in a sub-directory still deletes files at the top (peers 7c).
    '--no-inc-recursive',
  ]
}

/** Rules that are or may hold a `!`, which forgets all rules before it. */
const FORGETTING: readonly RuleKind[] = ['clear', 'merge', 'dir-merge']

/** Whether such a rule is among the options. */
export function forgetsRules(reading: OptionReading): boolean {
  return filterRules(reading).some(({ kind }) => FORGETTING.includes(kind))
}

/** The words without the options that delete, or that remove what was sent from the source. */
export function withoutRemoval(words: readonly string[]): string[] {
  return without(words, readOptions(words), removing)
}

/** The words without the logs of rsync's own, here or there: a trial would write them, too. */
export function withoutLogs(words: readonly string[]): string[] {
  return without(
    words,
    readOptions(words),
    named(({ name }) => name === 'log-file'),
  )
}

/**
 * The words without what quietens rsync, here or there, or has it speak elsewhere: the app reads
 * what it says. What the app says itself later takes back the others of this side.
 */
export function withoutSilence(words: readonly string[]): string[] {
  return without(words, readOptions(words), named(isSilencing))
}

const isSilencing = ({ name, isRemote }: ReadOption): boolean =>
  ['quiet', 'stderr', 'msgs2stderr'].includes(name) ||
  (isRemote && ['info', 'out-format', 'itemize-changes'].includes(name))

/**
 * The words without what makes a dry run miscount, and without `--checksum`: it changes nothing in
 * what is there, and takes long.
 */
export function withoutMiscount(words: readonly string[]): string[] {
  const checksums = named(({ name }) => name === 'checksum')
  return without(words, readOptions(words), (reading) => [
    ...miscounting(reading),
    ...checksums(reading),
  ])
}

const named =
  (isWanted: (option: ReadOption) => boolean) =>
  ({ options }: OptionReading): ReadOption[] =>
    options.filter(isWanted)

/** A word of several letters keeps its others. */
function without(
  words: readonly string[],
  reading: OptionReading,
  unwanted: (reading: OptionReading) => ReadOption[],
): string[] {
  const removed = unwanted(reading)
  const isRemoved = (option: ReadOption) =>
    removed.includes(option) ||
    (option.name === 'remote-option' &&
      removed.some(({ isRemote, index }) => isRemote && index === option.index))
  const starts = new Set(
    [...reading.options, ...reading.operands, ...reading.problems].map(({ index }) => index),
  )
  let start = 0
  return words.flatMap((word, index) => {
    const isStart = starts.has(index)
    if (isStart) start = index
    const here = reading.options.filter((option) => option.index === start && !option.isRemote)
    if (!here.some(isRemoved)) return [word]
    return isStart ? here.filter((option) => !isRemoved(option)).flatMap((one) => one.words) : []
  })
}

/**
 * Recursive off: "only the specified directory is included" (seed). Bare rsync would skip the
 * directory, copy nothing and report success; instead it goes in and leaves sub-directories out.
 * The anchor's depth follows rsync's own rule for a trailing slash. What is left out is not deleted
 * either; with `--delete-excluded` that has to be said, for these folders are no concern of the task.
 */
export function oneLevelOnly(task: TaskSettings, reading: OptionReading): string[] {
  // Of a pattern nobody knows which folders it names; none of them is gone into.
  const isTop = copiesContents(sourceOf(task)) || isPattern(task)
  const folders = isTop ? '/*/' : '/*/*/'
  const isDeletingExcluded = withEffect(reading, 'deletes').some(
    ({ name }) => name === 'delete-excluded',
  )
  const isDeleting = task.delete || deletesAny(reading)
  return [
    ...['-r', `--exclude=${folders}`],
    // Else a folder is emptied where the source has a file of its name (measured, 3.5.0).
    ...(isDeleting ? [`--filter=P ${folders}**`] : []),
    ...(isDeletingExcluded ? [`--filter=P ${folders}`] : []),
  ]
}

/** A module alone is copied as with a slash at its end; a folder in it is like any other. */
export function sourceOf({
  direction,
  mode,
  path,
  remotePath,
  remoteModule,
}: TaskSettings): string {
  if (direction === 'PUSH') return path
  if (mode === 'SSH') return remotePath
  return remoteModule?.includes('/') ? remoteModule : './'
}

/** True where rsync copies what is in the directory rather than the directory itself. */
export function copiesContents(path: string): boolean {
  return /(^|\/)\.{0,2}$/.test(path)
}

/**
 * Whether a remote source may stand for several: the far side expands patterns, and with
 * `--old-args` its shell reads the whole path.
 */
export function isPattern({
  direction,
  mode,
  remotePath,
  remoteModule,
  extra,
}: TaskSettings): boolean {
  if (direction === 'PUSH') return false
  const isByShell = mode === 'SSH' && isOn(readParameters(extra), 'old-args') === true
  const source = mode === 'SSH' ? remotePath : (remoteModule ?? '')
  return isByShell ? /[^\w./:@+,=-]/.test(source.replace(/^~/, '')) : /[*?[]/.test(source)
}
