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
import { notOwn } from './not-own'

const OTHERS = 0o077
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

/**
 * Closes what is in a folder to everybody but its owner, who must be the user. The folder itself is
 * closed already, so nobody else changes anything meanwhile; whoever calls it has the folder's lock.
 * @throws AppError STORAGE_FAILED for what cannot be put right safely: a file of another user, a
 *   link that leads out of the folder, a device or a pipe
 */
export function closeTree(folder: string, uid: number): ClosedTree {
  const opened: string[] = []
  const named: Named = new Map()
  const root = realpathSync(folder)
  // A copy of the locked file would not be locked; there is nothing of worth in it.
  const lock = join(root, 'lock')
  const folders = [root]
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    for (const name of readdirSync(at)) {
      const path = join(at, name)
      const info = lstatSync(path, { throwIfNoEntry: false })
      if (info === undefined) continue
      // Root can change everything here anyway; what others may not write is no danger.
      if (info.uid === 0 && uid !== 0 && (info.mode & 0o022) === 0) continue
      if (info.uid !== uid) throw notOwn('foreign', path, info.uid)
      if (info.isSymbolicLink()) {
        if (!leadsInto(path, root)) throw notOwn('link', path)
        continue
      }
      if (!info.isDirectory() && !info.isFile() && !info.isSocket()) throw notOwn('special', path)
      if (close(path, info)) opened.push(path)
      if (info.isDirectory()) folders.push(path)
      if (info.isFile() && info.nlink > 1 && path !== lock) note(named, path, info)
    }
  }
  const outside = [...named.values()].filter(({ links, paths }) => paths.length < links)
  const linked = outside.flatMap(({ paths }) => paths)
  for (const path of linked) makeOwn(path)
  return { opened, linked }
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

type Named = Map<string, { links: number; paths: string[] }>

function note(named: Named, path: string, { dev, ino, nlink }: Stats): void {
  const one = named.get(`${dev} ${ino}`) ?? { links: nlink, paths: [] }
  one.paths.push(path)
  named.set(`${dev} ${ino}`, one)
}

/** A copy in place of a file that has another name somewhere else, where others may reach it. */
function makeOwn(path: string): void {
  const copy = `${path}.own`
  rmSync(copy, { force: true })
  copyFileSync(path, copy, constants.COPYFILE_EXCL)
  chmodSync(copy, FILE)
  renameSync(copy, path)
}
