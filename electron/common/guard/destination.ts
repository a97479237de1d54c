import { addedName } from '../run/written-tree'
import type { TaskSettings } from '../task/task'

/** Where a task puts what it copies, the name that rsync adds included. */
export interface Destination {
  readonly isHere: boolean
  /** Absolute and tidied up; of a remote one it may begin at the home folder: `~`, `~/photos`. */
  readonly path: string
}

/** The remote side of a task, as far as it is known. */
export interface FarSide {
  /** Whether that host is this computer. */
  readonly isHere: boolean
  /** Where paths that do not begin at the root begin; null where that is not known. */
  readonly home: string | null
}

/**
 * The folder that a task fills, and in which it deletes; null for a module, which has a folder of
 * its own by its nature.
 */
export function destinationOf(task: TaskSettings, far: FarSide): Destination | null {
  const folder = destinationFolder(task, far)
  return folder && at(folder.isHere, `${folder.path}/${addedName(task)}`)
}

/** The folder that a task names as its destination; null for a module. */
export function destinationFolder(task: TaskSettings, far: FarSide): Destination | null {
  if (task.direction === 'PULL') return at(true, task.path)
  if (task.mode === 'MODULE') return null
  return at(far.isHere, fromHome(task, far))
}

/** The folder that a task reads, where it is one of this computer; null for all others. */
export function localSource(task: TaskSettings, far: FarSide): string | null {
  if (task.direction === 'PUSH') return at(true, task.path).path
  if (task.mode === 'MODULE' || !far.isHere) return null
  const { path } = at(true, fromHome(task, far))
  return path.startsWith('/') ? path : null
}

/** Here a path can be looked up, and behind a link `..` leads elsewhere than it looks. */
function at(isHere: boolean, path: string): Destination {
  return { isHere, path: tidied(path, isHere && path.startsWith('/')) }
}

/** Homes of people, on whatever system: `/root`, `/home/anna`, `/Users/anna`, and `~`. */
export function isHomeFolder(path: string): boolean {
  return /^(~[^/]*|\/(var\/)?root|\/(home|Users)(\/[^/]+)?)$/.test(path)
}

/** ssh starts in the home folder. */
function fromHome({ remotePath }: TaskSettings, { home }: FarSide): string {
  const path = /^[/~]/.test(remotePath) ? remotePath : `~/${remotePath}`
  return home === null ? path : path.replace(/^~(?=\/|$)/, home)
}

/** A path without `.`, doubled slashes, the one at its end and, unless they are kept, `..`. */
function tidied(path: string, keepsUp = false): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..' && !keepsUp && parts.length > 0) parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return path.startsWith('/') ? `/${parts.join('/')}` : parts.join('/')
}
