import { lstatSync, readFileSync, readlinkSync, type Stats } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isAbsent, unlessShortage } from '@common/text/system-error'

const OTHERS_WRITE = 0o002
const GROUP_WRITE = 0o020
const STICKY = 0o1000
/** As many links as Linux itself follows in one path. */
const MAX_LINKS = 40

/** Why somebody else could put another folder in the place of one. */
export interface FolderDanger {
  /** The folder or link on the way to it that is not safe. */
  readonly path: string
  /** Its owner, where that is somebody else than root and the user; null when others may write in it. */
  readonly owner: number | null
}

/**
 * Looks at every folder and link on the way to a path, as the system follows it: each must belong
 * to root or the user, and others may write only where they cannot rename what is not theirs
 * (sticky, as in /tmp). What is missing at the end will be ours.
 * @returns null when nobody but root and the user decides what is there
 * @throws the system's error, when a folder on the way cannot be looked at
 */
export function whyNotOwn(path: string, uid: number): FolderDanger | null {
  const trusted = trustedOwners(uid)
  const left = partsOf(resolve(path))
  let at = '/'
  for (let links = 0; ;) {
    const info = lstatSync(at, { throwIfNoEntry: false })
    if (info === undefined) return null
    if (!trusted.has(info.uid)) return { path: at, owner: info.uid }
    if (info.isSymbolicLink()) {
      if (++links > MAX_LINKS) return { path: at, owner: null }
      left.unshift(...partsOf(resolve(dirname(at), readlinkSync(at))))
      at = '/'
      continue
    }
    if (isOpenToOthers(info)) return { path: at, owner: null }
    const next = left.shift()
    if (next === undefined) return null
    at = join(at, next)
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '')
}

/** Whether others than the owner may put something else in the place of what is in a folder. */
export function isOpenToOthers({ mode, gid }: Pick<Stats, 'mode' | 'gid'>): boolean {
  if ((mode & STICKY) !== 0) return false
  return (mode & OTHERS_WRITE) !== 0 || ((mode & GROUP_WRITE) !== 0 && !isOwnGroup(gid))
}

/** Whether nobody but root or the user is in the group, as most systems give each user one. */
function isOwnGroup(gid: number): boolean {
  if (gid === 0) return true
  if (gid !== process.getgid?.()) return false
  const [name, user] = [
    entryOf('/etc/group', gid),
    entryOf('/etc/passwd', process.getuid?.() ?? -1),
  ]
  if (name === null || user === null) return false
  const members = name[3]?.split(',').filter((member) => member !== '') ?? []
  return name[0] === user[0] && members.every((member) => member === user[0])
}

/** The fields of the line of a user or group of that number. */
function entryOf(file: string, id: number): string[] | null {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    return (
      lines.map((line) => line.split(':')).find(([, , number]) => number === String(id)) ?? null
    )
  } catch (error) {
    return unlessShortage(null)(error)
  }
}

/** In a user namespace without root, such as Flatpak's, root's folders show as those of nobody. */
function trustedOwners(uid: number): Set<number> {
  const trusted = new Set([0, uid])
  try {
    const isWholeSystem = /^\s*0\s+0\s+4294967295\s*$/.test(
      readFileSync('/proc/self/uid_map', 'utf8'),
    )
    if (!isWholeSystem)
      trusted.add(Number(readFileSync('/proc/sys/kernel/overflowuid', 'utf8').trim()))
  } catch (error) {
    // Not Linux.
    if (!isAbsent(error)) throw error
  }
  return trusted
}
