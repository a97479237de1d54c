import { addedName } from '../run/written-tree'
import type { TaskSettings } from '../task/task'
import { buildCommand, NAMES_APART, type CommandContext } from './build-command'
import { literal } from './filter-rules'
import { changesSource, isOn, keepsPaths } from './option-questions'
import { specOf } from './option-table'
import { readParameters } from './parameters'
import { shellQuote } from './quote'
import { readOptions, type OptionReading } from './read-options'
import { copiesContents, isPattern } from './safeguards'

/** How the other side is reached; rsync refuses some of it where there is no other side. */
const REACHING = new Set([
  ...['secluded-args', 'old-args', 'timeout', 'contimeout', 'password-file', 'rsh', 'rsync-path'],
  ...['port', 'address', 'sockopts', 'blocking-io', 'protocol', 'ipv4', 'ipv6', 'iconv'],
])
/** Where a listing ends. */
const LIMITING = new Set(['one-file-system', 'max-alloc'])

const LIST = ['-r', '--list-only', '--no-h', '--outbuf=L', NAMES_APART]

/**
 * The arguments with which rsync lists what the destination of a task has, by the names that the
 * run itself gives them. The filters of the run count.
 * @param listsHidden no filter counts: what they hide may be deleted, or make way for a folder
 */
export function buildListing(
  task: TaskSettings,
  context: CommandContext = {},
  listsHidden = false,
): readonly string[] {
  const { argv } = buildCommand(task, { ...context, dryRun: false, listsAll: false })
  const reading = readOptions(argv)
  const words = reading.options
    .filter(({ isRemote }) => !isRemote)
    .filter(
      ({ name }) =>
        LIMITING.has(name) ||
        (task.direction === 'PUSH' && REACHING.has(name)) ||
        (!listsHidden && specOf(name).does.includes('filters')),
    )
    .flatMap((option) => option.words)
  return [...words, ...LIST, '--', placeOf(argv.at(-1) ?? '', nameOver(task, reading))]
}

/** The name that the run adds to its destination, as the other side has to be asked for it. */
function nameOver(task: TaskSettings, reading: OptionReading): string {
  const name = addedName(task)
  if (task.direction === 'PULL') return name
  const listed = asListed(name, isOn(reading, 'iconv') === true)
  // With --old-args a shell over there reads the name, which nobody wrote for a shell.
  const isForShell = task.mode === 'SSH' && isOn(reading, 'old-args') === true
  return isForShell ? shellQuote(listed) : listed
}

const SIGNS = /[\\*?[]/g
const FOREIGN = /[^\x20-\x7e]+/g

/**
 * The other side takes what it lists for a pattern, and a name could mean another folder then. The
 * signs of a pattern become `?`, which means the name at least: backslashes do not reach everywhere.
 * With `--iconv` letters may be other bytes over there, and rsync does not convert each argument.
 */
function asListed(name: string, isConverting: boolean): string {
  const letters = isConverting ? name.split(FOREIGN) : [name]
  if (letters.length === 1 && !/[*?[]/.test(name)) return name
  return letters.map((part) => part.replace(SIGNS, '?')).join('*')
}

/**
 * The arguments with which rsync lists the side of a task that is not this computer's, all of it.
 */
export function buildFarListing(
  task: TaskSettings,
  context: CommandContext = {},
): readonly string[] {
  const { argv } = buildCommand(task, { ...context, dryRun: false, listsAll: false })
  const words = reachingWords(argv)
  const reading = readOptions(argv)
  // A receiver that takes links for folders, and a sender that follows them, is followed.
  const links = isOn(reading, 'copy-links') === true ? ['-L'] : []
  const { folder, name } = farFolder(task, argv)
  // What is beside a file or folder that is copied by its name may be the other side of it.
  const only = name === '' ? [] : [`--include=/${name}/***`, '--exclude=/*/']
  return [...words, ...LIST, '-k', ...links, ...only, '--', folder]
}

function reachingWords(argv: readonly string[]): string[] {
  return readOptions(argv)
    .options.filter(({ isRemote, name }) => !isRemote && REACHING.has(name))
    .flatMap((option) => option.words)
}

/** Files of this computer, by the names that a run gives them. */
export interface FarTrial {
  /** The folder in which their names begin. */
  readonly root: string
  readonly names: readonly string[]
}

/**
 * The arguments with which rsync tells, without writing anything, what would become of files over
 * there: new ones are itemised with nine plus signs. Each is looked up by its name, and a daemon says
 * which of them it would refuse; see {@link canTry}.
 */
export function buildFarTrial(
  task: TaskSettings,
  { root, names }: FarTrial,
  context: CommandContext = {},
): readonly string[] {
  const { argv } = buildCommand(task, { ...context, dryRun: false, listsAll: false })
  const words = reachingWords(argv)
  const sources = names.map((name) => `${root.replace(/\/+$/, '')}/./${name}`)
  const folder = farFolder(task, argv).folder.replace(/\/*$/, '/')
  return [
    ...words,
    '-n',
    '-ii',
    '-R',
    '--no-implied-dirs',
    '--out-format=%i %n',
    '--',
    ...sources,
    folder,
  ]
}

/** Whether it is known where the other side has what a run names so and so, and may be written. */
export function canTry(task: TaskSettings): boolean {
  const reading = readParameters(task.extra)
  const isWhole = task.direction === 'PULL' && keepsPaths(reading)
  const isWritten = task.direction === 'PUSH' || changesSource(reading)
  return isWritten && !isWhole && !isPattern(task) && isOn(reading, 'old-args') !== true
}

/** A folder of the far side, and the pattern of what in it the task copies; empty for all of it. */
function farFolder(task: TaskSettings, argv: readonly string[]): { folder: string; name: string } {
  if (task.direction === 'PUSH') {
    return { folder: placeOf(argv.at(-1) ?? '', ''), name: literal(addedName(task)) }
  }
  const source = argv.at(-2) ?? ''
  const [, folder = '', name = ''] = /^(.*[/:])([^/:]+)\/?$/s.exec(source) ?? []
  const isWhole =
    copiesContents(source) || (task.mode === 'MODULE' && !task.remoteModule?.includes('/'))
  if (isWhole || name === '') return { folder: source, name: '' }
  return {
    folder: folder.endsWith(':') ? `${folder}.` : folder,
    name: isPattern(task) ? name : literal(name),
  }
}

/** A folder by its name is listed with the name, and one with a slash by what is in it. */
function placeOf(destination: string, name: string): string {
  const folder = destination.endsWith(':') ? `${destination}.` : destination.replace(/\/+$/, '')
  return `${folder}/${name}`
}
