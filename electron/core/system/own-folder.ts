import { spawnSync } from 'node:child_process'
import { lstatSync, readFileSync, readlinkSync, type Stats } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ifAbsent, isAbsent, unlessShortage } from '@common/text/system-error'
import { isAloneInGroup } from './own-group'

const OTHERS_WRITE = 0o002
const GROUP_WRITE = 0o020
const STICKY = 0o1000
/** To list one folder takes a moment. */
const LIST_MS = 5_000
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
  let left = partsOf(resolve(path))
  let at = '/'
  for (let links = 0; ;) {
    const info = lstatSync(at, { throwIfNoEntry: false })
    if (info === undefined) return null
    if (!trusted.has(info.uid)) return { path: at, owner: info.uid }
    if (info.isSymbolicLink()) {
      if (++links > MAX_LINKS) return { path: at, owner: null }
      left = [...partsOf(resolve(dirname(at), readlinkSync(at))), ...left]
      at = '/'
      continue
    }
    const folder = at
    if (isOpenToOthers(info, () => hasAcl(folder))) return { path: at, owner: null }
    const next = left.shift()
    if (next === undefined) return null
    at = join(at, next)
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '')
}

/**
 * Whether others than the owner may put something else in the place of what is in a folder.
 * @param hasAcl asked only where it counts
 */
export function isOpenToOthers(
  { mode, gid }: Pick<Stats, 'mode' | 'gid'>,
  hasAcl: () => boolean,
): boolean {
  if ((mode & STICKY) !== 0) return false
  if ((mode & OTHERS_WRITE) !== 0) return true
  // With an access control list these bits are the most that anybody named in it may do.
  return (mode & GROUP_WRITE) !== 0 && (!isOwnGroup(gid) || hasAcl())
}

/** Asked of ls(1), since Node has no call for it; what cannot be found out counts as one. */
function hasAcl(path: string): boolean {
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' }
  const options = { env, encoding: 'utf8', timeout: LIST_MS } as const
  const { stdout } = spawnSync('ls', ['-ld', '--', path], options)
  // Ten letters; `.` and `@` stand for other things than lists.
  return !/^[a-z-][a-zST-]{9}[.@]? /.test(stdout ?? '')
}

/** Whether nobody but root or the user is in the group. */
function isOwnGroup(gid: number): boolean {
  try {
    return isAloneInGroup(process.getuid?.() ?? -1, gid, {
      groups: readFileSync('/etc/group', 'utf8'),
      users: readFileSync('/etc/passwd', 'utf8'),
      sources: readIfThere('/etc/nsswitch.conf'),
    })
  } catch (error) {
    return unlessShortage(false)(error)
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return ifAbsent('')(error)
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
