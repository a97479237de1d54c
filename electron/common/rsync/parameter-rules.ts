import { say } from '../i18n/say'
import type { TaskSettings } from '../task/task'
import { filterRules, type RuleKind } from './filter-rules'
import {
  deletesAny,
  effective,
  isOn,
  isRecursive,
  valueOf,
  withEffect,
  writingInPlace,
} from './option-questions'
import { specOf } from './option-table'
import { adviseParameters, saying } from './parameter-advice'
import { readParameters } from './parameters'
import { poptNumber, type OptionReading, type ReadOption } from './read-options'

/** The settings that decide about an auxiliary parameter. */
export type ParameterSetting = Pick<
  TaskSettings,
  'extra' | 'mode' | 'delete' | 'recursive' | 'archive' | 'delayUpdates' | 'remotePath'
>

/** A parameter with which the task must not run. */
export interface ParameterError {
  readonly index: number
  readonly message: string
}

/**
 * What of the auxiliary parameters keeps a task from being saved and from being run: with it rsync
 * would copy nothing, start a program of its own, end with an error, or undo a safeguard.
 */
export function parameterErrors(task: ParameterSetting): ParameterError[] {
  const reading = readParameters(task.extra)
  return [
    ...adviseParameters(task.extra).filter(({ isRefused }) => isRefused),
    ...(task.mode === 'MODULE' ? shellErrors(reading) : []),
    ...inPlaceErrors(task, reading),
    ...noFoldersErrors(reading),
    ...standardInputErrors(reading),
    ...comparesItselfErrors(reading),
    ...missingErrors(reading),
    ...protocolErrors(reading, task.delete || deletesAny(reading)),
    ...unforeseenErrors(reading),
    ...oldArgsErrors(task, reading),
    ...hiddenErrors(reading),
    ...(task.delete ? whenErrors(reading) : []),
    ...(isOneLevelGuarded(task, reading) ? undoingErrors(reading) : []),
  ]
}

/**
 * What keeps a task from being run: all that keeps it from being saved, and words that are no
 * options. TrueNAS saves those; rsync would take each for one more source, which no guard has seen.
 */
export function runErrors(task: ParameterSetting): ParameterError[] {
  const words = adviseParameters(task.extra).filter(({ level }) => level === 'error')
  return [...parameterErrors(task), ...words]
}

/**
 * What keeps a task with a password from being run: rsync reads it from standard input, and would read
 * it as a rule where a file of rules names that, which such a file may at any time.
 */
export function passwordErrors({ extra }: ParameterSetting): ParameterError[] {
  const merging = filterRules(readParameters(extra)).filter(
    ({ kind, option }) => kind === 'merge' && option.name === 'filter' && !option.isRemote,
  )
  return merging.map(({ option }) =>
    error(option, say('advice.rulesWithPassword', { option: saying(option) })),
  )
}

/** rsync would start that program here, and reach the daemon through it. */
function shellErrors({ options }: OptionReading): ParameterError[] {
  return options
    .filter(({ name, isRemote }) => name === 'rsh' && !isRemote)
    .map((option) => error(option, say('advice.shellWithModule', { option: saying(option) })))
}

/** rsync ends with code 1 for these (options.c: "--inplace cannot be used with --delay-updates"). */
function inPlaceErrors(task: ParameterSetting, reading: OptionReading): ParameterError[] {
  const [option] = writingInPlace(reading)
  if (!option) return []
  const names = { option: saying(option) }
  if (isOn(reading, 'delay-updates') ?? task.delayUpdates)
    return [error(option, say('advice.inPlaceWithDelay', names))]
  const folder = valueOf(reading, 'partial-dir') ?? ''
  return folder === '' || folder === '.'
    ? []
    : [error(option, say('advice.inPlaceWithFolder', names))]
}

/** rsync then passes over the folder of the task, and ends well (measured, 3.5.0). */
function noFoldersErrors(reading: OptionReading): ParameterError[] {
  const off = (['here', 'there'] as const)
    .map((side) => effective(reading, 'recursive', side))
    .filter((option) => option?.isNegated === true && valueOf(reading, 'files-from') === null)
    .filter((option) => isOn(reading, 'dirs', option?.isRemote ? 'there' : 'here') !== true)
  return off.flatMap((option) =>
    option === null ? [] : [error(option, say('advice.noFolders', { option: saying(option) }))],
  )
}

const STANDARD_INPUT = /^(-|\/dev\/(stdin|tty|fd\/0)|\/proc\/self\/fd\/0)$/

/** A run has no standard input: rsync would read an empty list from it. */
function standardInputErrors(reading: OptionReading): ParameterError[] {
  const files = reading.options.filter(
    ({ name, value }) =>
      STANDARD_INPUT.test(value ?? '') && specOf(name).does.includes('reads-here'),
  )
  const rules = filterRules(reading)
    .filter(({ kind, pattern }) => kind === 'merge' && STANDARD_INPUT.test(pattern))
    .map(({ option }) => option)
  return [...new Set([...files, ...rules])].map((option) =>
    error(option, say('advice.standardInput', { option: saying(option) })),
  )
}

/**
 * With `--delete-after` the files of rules that the run itself copies decide what is deleted. A dry
 * run reads those that are there before (measured, 3.5.0).
 */
function unforeseenErrors(reading: OptionReading): ParameterError[] {
  const isAfter = (['here', 'there'] as const).some((side) => isOn(reading, 'delete-after', side))
  if (!isAfter) return []
  const [rule] = filterRules(reading).filter(
    ({ kind, option }) => kind === 'dir-merge' || (kind === 'merge' && option.name === 'filter'),
  )
  if (!rule) return []
  return [error(rule.option, say('advice.unforeseen', { option: saying(rule.option) }))]
}

/** rsync removes at the destination what the folder of `--compare-dest` has (measured, 3.5.0). */
function comparesItselfErrors({ options }: OptionReading): ParameterError[] {
  return options
    .filter(({ name, value }) => name === 'compare-dest' && /^\.?(\/\.?)*$/.test(value ?? 'x'))
    .map((option) => error(option, say('advice.comparesItself', { option: saying(option) })))
}

/**
 * With them rsync takes a source that is missing for nothing to do, and ends well (measured, 3.5.0).
 * Only names of a list may be missing.
 */
function missingErrors(reading: OptionReading): ParameterError[] {
  if (valueOf(reading, 'files-from') !== null) return []
  return reading.options
    .filter(({ name }) => /^(ignore|delete)-missing-args$/.test(name))
    .map((option) => error(option, say('advice.missingSource', { option: saying(option) })))
}

/** Behind rsync's name in `--rsync-path` a shell reads options that no guard sees: `-M` takes them. */
function hiddenErrors({ options }: OptionReading): ParameterError[] {
  return options
    .filter(({ name, isRemote }) => name === 'rsync-path' && !isRemote)
    .filter(({ value }) => HIDDEN_OPTION.test(unquoted(value).replace(/\s--fake-super\b/g, '')))
    .map((option) => error(option, say('advice.hiddenOptions', { option: saying(option) })))
}

const unquoted = (value: string | null): string => (value ?? '').replace(/['"\\]/g, '')

/** Behind whatever is called like rsync (`rsync3`, `r""sync`), quotes left out. */
const HIDDEN_OPTION = /rsync[^\s/]*\s(?:.*\s)?-/s

/** rsync takes none of them beside `--delete-delay`, which Delete is (measured, 3.5.0). */
function whenErrors({ options }: OptionReading): ParameterError[] {
  return options
    .filter(({ name, isRemote }) => /^delete-(before|after)$/.test(name) && !isRemote)
    .map((option) => error(option, say('advice.deleteWhen', { option: saying(option) })))
}

/** Signs by which a remote shell would find an option, in quotes or braces too, or a command. */
const SHELL_WORDS = /(^|[\s{,])['"\\]*-|[;&|<>`$()\n]/
const SHELL_VALUES = /[\s;&|<>`$(){~'"\\]/

/** With `--old-args` the remote shell reads the path and all values (rsync(1)), and no guard does. */
function oldArgsErrors(task: ParameterSetting, reading: OptionReading): ParameterError[] {
  const option = effective(reading, 'old-args')
  return option === null || option.isNegated ? [] : shellWordErrors(task, reading, option)
}

/**
 * The same with `--no-s` before rsync 3.2.4, which is the first that quotes what it gives a shell.
 * @param name that a guard asks for over there
 */
export function openArgsErrors(task: ParameterSetting, name: string): ParameterError[] {
  const reading = readParameters(task.extra)
  const option = effective(reading, 'secluded-args')
  if (option?.isNegated !== true) return []
  const errors = shellWordErrors(task, reading, option)
  if (errors.length > 0 || task.mode !== 'SSH' || !SHELL_VALUES.test(name)) return errors
  return [error(option, say('advice.nameForShell', { option: saying(option), name }))]
}

function shellWordErrors(
  { mode, remotePath }: ParameterSetting,
  reading: OptionReading,
  option: ReadOption,
): ParameterError[] {
  if (mode !== 'SSH') return []
  const isRead = ({ name, value }: ReadOption) =>
    name !== 'rsh' && !specOf(name).does.includes('filters') && SHELL_VALUES.test(value ?? '')
  const isHidden = SHELL_WORDS.test(remotePath) || reading.options.some(isRead)
  return isHidden ? [error(option, say('advice.oldArgs', { option: saying(option) }))] : []
}

/** Below this rsync does not take the rule by which the app's own folder of parts is kept. */
const DELETING_PROTOCOL = 30

/** Above this the other side takes rsync's first word for that of a shell that prints. */
const LAST_PROTOCOL = 40

function protocolErrors(reading: OptionReading, isDeleting: boolean): ParameterError[] {
  return (['here', 'there'] as const)
    .map((side) => effective(reading, 'protocol', side))
    .filter((option) => option !== null)
    .flatMap((option) => {
      const number = poptNumber(option.value ?? '') ?? 0
      const names = { option: saying(option), least: DELETING_PROTOCOL, most: LAST_PROTOCOL }
      if (number > LAST_PROTOCOL) return [error(option, say('advice.newProtocol', names))]
      if (!isDeleting || number >= DELETING_PROTOCOL) return []
      return [error(option, say('advice.oldProtocol', names))]
    })
}

/**
 * Whether the sub-folders of the source are no concern of the task: Recursive is off, and no auxiliary
 * parameter (`-r`, `-a`) says otherwise, as it does on TrueNAS.
 */
export function isOneLevel(
  { recursive, archive }: Pick<ParameterSetting, 'recursive' | 'archive'>,
  reading: OptionReading,
): boolean {
  return !recursive && !archive && !isRecursive(reading)
}

/**
 * Whether folders that are no concern of the task are kept from deletion, here or at the source, by a
 * rule alone: only one level is copied, and something deletes or removes. `--dirs` instead of the rule
 * would not do: with `--delete` rsync then removes a sub-folder that the source lacks (measured, 3.5.0).
 */
export function isOneLevelGuarded(
  task: Pick<ParameterSetting, 'delete' | 'recursive' | 'archive'>,
  reading: OptionReading,
): boolean {
  return isOneLevel(task, reading) && (task.delete || removing(reading).length > 0)
}

/** Rules that come before, forget or outvote that of the app, or bring what nobody has read. */
const UNDOING_RULES: readonly RuleKind[] = [
  'clear',
  'merge',
  'dir-merge',
  'include',
  'risk',
  'show',
  'unknown',
]
/** Options that move the top of the copy, or make rsync choose folders in another way. */
const UNDOING_OPTIONS: readonly string[] = ['relative', 'files-from', 'dirs', 'old-dirs']

function undoingErrors(reading: OptionReading): ParameterError[] {
  const rules = filterRules(reading).filter(({ kind }) => UNDOING_RULES.includes(kind))
  const options = reading.options.filter(
    ({ name, isNegated }) => UNDOING_OPTIONS.includes(name) && !isNegated,
  )
  const found = new Set([...rules.map(({ option }) => option), ...options])
  return [...found].map((option) =>
    error(option, say('advice.undoesOneLevel', { option: option.words.join(' ') })),
  )
}

/** Options that would make a run delete, or take files away from the source. */
export function removing(reading: OptionReading): ReadOption[] {
  return [...withEffect(reading, 'deletes'), ...withEffect(reading, 'removes-source')]
}

function error({ index }: ReadOption, message: string): ParameterError {
  return { index, message }
}
