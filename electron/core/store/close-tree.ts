import {
  chmodSync,
  copyFileSync,
  constants,
  lstatSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
} from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@common/errors'
import { ifAbsent, unlessShortage } from '@common/text/system-error'
import { notOwn } from './not-own'

const OTHERS = 0o077
const OTHERS_WRITE = 0o022
/** What the owner needs of a folder, and of anything else. */
const FOLDER = 0o700
const FILE = 0o600

/** What was put right below a folder. */
export interface ClosedTree {
  /** What others could read or change, and cannot any more. */
  readonly opened: readonly string[]
  /** Files that had a second name outside of the folder, and are copies now. */
  readonly linked: readonly string[]
}

/** What came of a look through a folder. */
export interface TreeLook {
  /** Folders in it that others could change, or look into, and cannot any more. */
  readonly opened: readonly string[]
  /**
   * False where something could not be looked at, or has a second name outside of the folder: then
   * nobody writes there before it is closed.
   */
  readonly isOwn: boolean
}

/**
 * Closes what is in a folder to everybody but its owner, who must be the user. The folder itself is
 * closed already, so nobody else changes anything meanwhile; whoever calls it has the folder's lock.
 * @throws AppError STORAGE_FAILED for what cannot be put right safely: a file of another user, a
 *   link that leads out of the folder, a device or a pipe
 */
export function closeTree(folder: string, uid: number): ClosedTree {
  const opened: string[] = []
  const written: string[] = []
  const names = new Names()
  const root = realpathSync(folder)
  // A copy of the locked file would not be locked; there is nothing of worth in it.
  const lock = join(root, 'lock')
  for (const { path, info } of ownEntries(root, uid, opened)) {
    if (info.isSymbolicLink() || info.isDirectory()) continue
    if (close(path, info)) opened.push(path)
    if (path === lock) continue
    names.note(path, info)
    if (info.isFile() && (info.mode & OTHERS_WRITE) !== 0) written.push(path)
  }
  const linked = names.outside()
  // Whoever has opened a file can go on writing to it, but not to its copy.
  for (const path of written.filter((one) => !linked.includes(one))) makeOwn(path)
  for (const path of linked) makeOwn(path)
  return { opened, linked }
}

/**
 * Looks through a folder as {@link closeTree} does, and changes no file: also for a process that has
 * not its lock. Folders are closed, so that all stays as it was seen.
 * @param apart names of folders in it that are closed, and not entered
 * @throws AppError STORAGE_FAILED as {@link closeTree} does
 */
export function lookThroughTree(folder: string, uid: number, apart: readonly string[]): TreeLook {
  const opened: string[] = []
  const names = new Names()
  const root = realpathSync(folder)
  const left = new Set(apart.map((name) => join(root, name)))
  try {
    for (const { path, info } of ownEntries(root, uid, opened, left)) names.note(path, info)
  } catch (error) {
    if (error instanceof AppError) throw error
    return { opened, isOwn: unlessShortage(false)(error) }
  }
  return { opened, isOwn: names.outside().length === 0 }
}

interface Entry {
  readonly path: string
  readonly info: Stats
}

/**
 * All that is the user's below a folder that is closed to others. Each folder in it is closed before
 * it is listed: who may write in one could lay something else there as soon as it was looked at.
 * @param opened gets the folders that were open to others
 * @param left folders that are not entered
 * @throws AppError STORAGE_FAILED for anything else, save what root alone can change
 */
function* ownEntries(
  root: string,
  uid: number,
  opened: string[],
  left?: ReadonlySet<string>,
): Generator<Entry> {
  const folders = [root]
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    for (const name of namesIn(at)) {
      const path = join(at, name)
      const info = lstatSync(path, { throwIfNoEntry: false })
      if (info === undefined) continue
      // Root can change everything here anyway; what others may not write is no danger.
      const isRoots = info.uid === 0 && uid !== 0 && (info.mode & OTHERS_WRITE) === 0
      if (isRoots && isUsual(info)) continue
      if (info.uid !== uid && !isRoots) throw notOwn('foreign', path, info.uid)
      if (info.isSymbolicLink() && !leadsInto(path, root)) throw notOwn('link', path)
      if (!isUsual(info)) throw notOwn('special', path)
      if (info.isDirectory() && close(path, info)) opened.push(path)
      yield { path, info }
      if (info.isDirectory() && !left?.has(path)) folders.push(path)
    }
  }
}

/** None where the process that has the lock has just removed it. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    return ifAbsent([])(error)
  }
}

function isUsual(info: Stats): boolean {
  return info.isDirectory() || info.isFile() || info.isSymbolicLink() || info.isSocket()
}

/** True when others had access. */
function close(path: string, info: Stats): boolean {
  const mode = info.mode & 0o777
  const wanted = (mode & ~OTHERS) | (info.isDirectory() ? FOLDER : FILE)
  if (mode === wanted) return false
  chmodSync(path, wanted)
  if (((lstatSync(path, { throwIfNoEntry: false })?.mode ?? 0) & OTHERS) !== 0)
    throw notOwn('unclosed', path)
  return (mode & OTHERS) !== 0
}

function leadsInto(path: string, root: string): boolean {
  try {
    return realpathSync(path).startsWith(`${root}/`)
  } catch {
    return false
  }
}

/** Files with several names. */
class Names {
  private readonly files = new Map<string, { links: number; paths: string[] }>()

  note(path: string, info: Stats): void {
    if (!info.isFile() || info.nlink < 2) return
    const key = `${info.dev} ${info.ino}`
    const one = this.files.get(key) ?? { links: info.nlink, paths: [] }
    one.paths.push(path)
    this.files.set(key, one)
  }

  /** Those of which not all names were noted. */
  outside(): string[] {
    const some = [...this.files.values()].filter(({ links, paths }) => paths.length < links)
    return some.flatMap(({ paths }) => paths)
  }
}

/** A copy in place of a file that has another name somewhere else, where others may reach it. */
function makeOwn(path: string): void {
  const copy = `${path}.own`
  rmSync(copy, { force: true })
  copyFileSync(path, copy, constants.COPYFILE_EXCL)
  chmodSync(copy, lstatSync(path).mode & 0o777)
  renameSync(copy, path)
}
