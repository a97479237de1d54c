import { specOf, type OptionEffect } from './option-table'
import { poptNumber, type OptionProblem, type OptionReading, type ReadOption } from './read-options'

/**
 * Questions about options that were read. All of the app asks here what a task does, and none of
 * it looks at raw words. Where it is about what a run may touch, a doubt counts as yes.
 */

/** Which side an option is for. */
export type Side = 'here' | 'there'

const isAt = (side: Side) => (option: ReadOption) => option.isRemote === (side === 'there')

/**
 * The last option on one side that says something about a switch, on or off; null where none does.
 * The short forms of several switches count: `-a` for `recursive`, `-P` for `partial`.
 * @param name canonical, as in the option table
 */
export function effective(
  reading: OptionReading,
  name: string,
  side: Side = 'here',
): ReadOption | null {
  const last = reading.options
    .filter(isAt(side))
    .findLast((option) => option.name === name || switchesOf(option).includes(name))
  return last ?? null
}

/** What an option switches on or off; `--no-acls` leaves alone what `--acls` sets beside its own. */
export function switchesOf({ name, isNegated }: ReadOption): readonly string[] {
  const { sets } = specOf(name)
  return isNegated && sets.includes(name) ? [name] : sets
}

/** Whether a switch is on at the end; null where no option speaks of it. */
export function isOn(reading: OptionReading, name: string, side: Side = 'here'): boolean | null {
  const option = effective(reading, name, side)
  return option && !option.isNegated
}

/** The value that counts at the end; null where there is none, or it was taken back. */
export function valueOf(reading: OptionReading, name: string, side: Side = 'here'): string | null {
  return effective(reading, name, side)?.value ?? null
}

/** All options with an effect that nothing later takes back, on both sides. */
export function withEffect(reading: OptionReading, effect: OptionEffect): ReadOption[] {
  return reading.options.filter(
    ({ name, isNegated, isRemote }) =>
      !isNegated &&
      specOf(name).does.includes(effect) &&
      isOn(reading, name, isRemote ? 'there' : 'here') === true,
  )
}

/**
 * Whether something at the destination can be removed: `--delete…`, `--del`,
 * `--delete-missing-args`, and `--force`, which empties a folder that a file is to replace; here
 * or by `-M` on the other side. `--max-delete` only limits it and counts for nothing, 0 included.
 */
export function deletesAny(reading: OptionReading): boolean {
  return withEffect(reading, 'deletes').length > 0
}

/** Whether the source is changed: what was sent is removed there, whichever side is told to. */
export function changesSource(reading: OptionReading): boolean {
  return withEffect(reading, 'removes-source').length > 0
}

/**
 * Options with which a dry run does not list just what is on both sides: some pass files over by a
 * criterion (`--existing`, `--ignore-existing`, `--update`, `--max-size`, `--min-size`), with others
 * another folder may have a file, or a folder has two names (`--compare-dest`, `--copy-dest`,
 * `--link-dest`, `--keep-dirlinks`; measured, 3.5.0).
 */
export function miscounting(reading: OptionReading): ReadOption[] {
  return [...withEffect(reading, 'skips'), ...withEffect(reading, 'overcounts')]
}

/** Whether parts of the folders are left out: rules, a list of files, one file system only. */
export function leavesOut(reading: OptionReading): boolean {
  return (
    withEffect(reading, 'filters').length > 0 ||
    valueOf(reading, 'files-from') !== null ||
    isOn(reading, 'one-file-system') === true
  )
}

/**
 * What a newer rsync than any known here may know, in the words it was said by: nobody can tell what
 * that does.
 */
export function unknownTo({ problems }: OptionReading): OptionProblem[] {
  return problems.filter(
    ({ kind, isRemote }) => (kind === 'unknown' || kind === 'unwanted-value') && !isRemote,
  )
}

/** Options with which rsync copies nothing, or does something else; on both sides. */
export function notCopying(reading: OptionReading): ReadOption[] {
  return [...withEffect(reading, 'no-copy'), ...reading.options.filter(printsHelp)]
}

/** rsync then prints what the option takes, and ends well (measured, 3.5.0). */
function printsHelp({ name, value }: ReadOption): boolean {
  return ['info', 'debug'].includes(name) && /(^|,)help\d*(,|$)/i.test(value ?? '')
}

/** Whether rsync copies at all: no dry run, no list, no daemon, and nothing that it ends for. */
export function copies(reading: OptionReading): boolean {
  return notCopying(reading).length === 0 && reading.problems.length === 0
}

/** Whether it is only a trial, on either side: rsync ends well and has changed nothing. */
export function isDryRun(reading: OptionReading): boolean {
  return (['here', 'there'] as const).some((side) => isOn(reading, 'dry-run', side) === true)
}

/**
 * Options that have files written in place, without a folder for parts of them: rsync refuses
 * `--partial-dir` and `--delay-updates` beside them (options.c, `inplace`).
 */
export function writingInPlace(reading: OptionReading, side: Side = 'here'): ReadOption[] {
  return ['inplace', 'append', 'append-verify', 'write-devices'].flatMap((name) => {
    const option = effective(reading, name === 'append-verify' ? 'append' : name, side)
    return option?.name === name && !option.isNegated ? [option] : []
  })
}

/** Whether paths are sent whole, as with `--relative`; `--files-from` brings that along. */
export function keepsPaths(reading: OptionReading): boolean {
  return isOn(reading, 'relative') ?? valueOf(reading, 'files-from') !== null
}

/** Whether rsync goes into sub-folders: `-r`, and `-a` unless `--files-from` takes that back. */
export function isRecursive(reading: OptionReading): boolean {
  const option = effective(reading, 'recursive')
  if (option === null || option.isNegated) return false
  const isSaid = reading.options.some(({ name, isNegated }) => name === 'recursive' && !isNegated)
  return isSaid || valueOf(reading, 'files-from') === null
}

/** Seconds without any data after which rsync ends; null for never. */
export function ioTimeout(reading: OptionReading): number | null {
  const seconds = poptNumber(valueOf(reading, 'timeout') ?? '0') ?? 0
  return seconds > 0 ? seconds : null
}
