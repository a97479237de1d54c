import { readParameters } from '../rsync/parameters'
import { saying } from '../rsync/parameter-advice'
import type { ReadOption } from '../rsync/read-options'
import type { TaskSettings } from '../task/task'
import { destinationFolder, type FarSide } from './destination'
import { removedFromSource } from './deletes'

/** The effect on the source when a folder that an option names is inside it. */
export type OptionRisk =
  /** Files of the source are written over by those of the same names. */
  | 'overwrites'
  /** A file is written there. */
  | 'writes'
  /** Copies are the files of the source themselves. */
  | 'links'
  /** Files count as copied, so the run removes them. */
  | 'removes'

/** A file or folder that an option names, on the computer that has the source. */
export interface OptionPlace {
  /** As a sentence names it. */
  readonly option: string
  /** Absolute; `..` behind a link leads elsewhere than it looks. */
  readonly path: string
  readonly risk: OptionRisk
}

/** The side that looks the path up, and the effect on a source that contains it. */
const RISKS: Readonly<Record<string, readonly ['receiver' | 'here', OptionRisk]>> = {
  'backup-dir': ['receiver', 'overwrites'],
  'partial-dir': ['receiver', 'overwrites'],
  'temp-dir': ['receiver', 'overwrites'],
  'log-file': ['here', 'writes'],
  'write-batch': ['here', 'writes'],
  'link-dest': ['receiver', 'links'],
  'compare-dest': ['receiver', 'removes'],
}

/**
 * The places that auxiliary parameters name on the computer of the source, where they could harm
 * it. A relative one begins at the destination or, of a log, at the home of the user.
 * @param home of the task's user
 */
export function optionPlaces(task: TaskSettings, far: FarSide, home: string): OptionPlace[] {
  const isSourceHere = task.direction === 'PUSH' || (far.isHere && task.mode === 'SSH')
  if (!isSourceHere) return []
  const isRemoving = removedFromSource(task) === 'passed'
  return readParameters(task.extra).options.flatMap((option) => {
    const [by, risk] = RISKS[option.name] ?? []
    if (!by || !risk || !option.value || (risk === 'removes' && !isRemoving)) return []
    const base = by === 'here' ? hereBase(option, far, home) : receiverBase(task, option, far)
    if (base === null) return []
    const path = option.value.startsWith('/') ? option.value : `${base}/${option.value}`
    return [{ option: saying(option), path, risk }]
  })
}

/** A folder whose files rsync then takes away from the destination (measured, 3.5.0). */
export function comparedFolder({ extra }: TaskSettings): { option: string; path: string } | null {
  const option = readParameters(extra).options.findLast(({ name }) => name === 'compare-dest')
  return option?.value ? { option: saying(option), path: option.value } : null
}

/**
 * A folder of parts whose name looks like one of a person's: rsync takes each file in it for a part
 * of the file of that name beside it, uses it up and removes it (measured, 3.5.0).
 */
export function folderOfParts({ extra }: TaskSettings): { option: string; name: string } | null {
  const { options } = readParameters(extra)
  const named = options.flatMap((option) => {
    const name = option.value?.split('/').findLast((part) => part !== '') ?? '.'
    const isParts = option.name === 'partial-dir' && !name.startsWith('.')
    return isParts ? [{ option: saying(option), name }] : []
  })
  return named[0] ?? null
}

/** An option, and its folder where that is one of this computer, still to be looked up. */
export interface DoubtfulPlace {
  readonly option: string
  readonly path: string | null
}

/**
 * Options that may name a folder outside of the destination where only a daemon of this computer
 * knows what its module leads to: the folder may be the source, or in it.
 */
export function optionsBehindModule(task: TaskSettings, far: FarSide): DoubtfulPlace[] {
  if (task.mode !== 'MODULE' || !far.isHere) return []
  const isRemoving = removedFromSource(task) === 'passed'
  return readParameters(task.extra).options.flatMap((option): DoubtfulPlace[] => {
    const { name, value } = option
    const [by, risk] = RISKS[name] ?? []
    if (by !== 'receiver' || !value || (risk === 'removes' && !isRemoving)) return []
    const said = { option: saying(option) }
    if (task.direction === 'PULL')
      return [{ ...said, path: value.startsWith('/') ? value : `${task.path}/${value}` }]
    const isOutside = value.startsWith('/') || value.split('/').includes('..')
    return isOutside ? [{ ...said, path: null }] : []
  })
}

function hereBase({ isRemote }: ReadOption, far: FarSide, home: string): string | null {
  if (!isRemote) return home
  return far.isHere ? (far.home ?? '/') : null
}

/** Null where the receiver is another computer, or does not get the option. */
function receiverBase(task: TaskSettings, { isRemote }: ReadOption, far: FarSide): string | null {
  if (task.direction === 'PULL') return isRemote ? null : task.path
  const folder = destinationFolder(task, far)
  return folder?.isHere === true ? folder.path : null
}
