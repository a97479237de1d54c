import { spawnSync } from 'node:child_process'
import { lstatSync, readFileSync, readlinkSync, statSync, type Stats } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ifAbsent, isAbsent, unlessShortage } from '@common/text/system-error'
import { readMountsNow, isOnlyThrough } from './mounts'
import { isAloneInGroup } from './own-group'
import { startedFrom } from './started-from'
import { systemPath } from './system-path'

/** Rights, as they stand for others. */
const READ = 4
const WRITE = 2
const ENTER = 1
/** So much further to the left they stand for the group. */
const GROUP_SHIFT = 3
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
 * (sticky, as in /tmp), or which they cannot reach, below a folder that only root and the user may
 * enter. What is missing at the end will be ours.
 * @returns null when nobody but root and the user decides what is there
 * @throws the system's error, when a folder on the way cannot be looked at
 */
export function whyNotOwn(path: string, uid: number): FolderDanger | null {
  const trusted = trustedOwners(uid)
  let left = partsOf(resolve(path))
  let at = '/'
  /** The last on the way that others may not enter; a link starts on a new way. */
  let gate: string | null = null
  for (let links = 0; ;) {
    const info = lstatSync(at, { throwIfNoEntry: false })
    if (info === undefined) return null
    if (!trusted.has(info.uid)) return { path: at, owner: info.uid }
    if (info.isSymbolicLink()) {
      if (++links > MAX_LINKS) return { path: at, owner: null }
      left = [...partsOf(resolve(dirname(at), readlinkSync(at))), ...left]
      at = '/'
      gate = null
      continue
    }
    const folder = at
    const isOpen = isOpenToOthers(info, () => hasAcl(folder))
    if (isOpen && !(gate !== null && isBehind(gate, folder))) return { path: at, owner: null }
    if (!othersMay(ENTER, info, () => hasAcl(folder))) gate = folder
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
  return (mode & STICKY) === 0 && othersMay(WRITE, { mode, gid }, hasAcl)
}

/** What others than root and the user, its owner, may do in a folder. */
export function rightsOfOthers(path: string): { canWrite: boolean; canEnterOrList: boolean } {
  const info = statSync(path)
  const may = (rights: number) => othersMay(rights, info, () => hasAcl(path))
  return { canWrite: may(WRITE), canEnterOrList: may(READ | ENTER) }
}

/** Whether they have one of the rights. */
function othersMay(
  rights: number,
  { mode, gid }: Pick<Stats, 'mode' | 'gid'>,
  hasAcl: () => boolean,
): boolean {
  if ((mode & rights) !== 0) return true
  // With an access control list these bits are the most that anybody named in it may do.
  return (mode & (rights << GROUP_SHIFT)) !== 0 && (!isOwnGroup(gid) || hasAcl())
}

/** Whether nobody gets to a folder who may not enter the other one, above it. */
function isBehind(gate: string, folder: string): boolean {
  const mounts = readMountsNow()
  return mounts !== null && isOnlyThrough(gate, folder, mounts)
}

/** Asked of ls(1), since Node has no call for it; what cannot be found out counts as one. */
function hasAcl(path: string): boolean {
  const { program, argv, cwd } = startedFrom({ program: 'ls', argv: ['-ld', '--', path], cwd: '/' })
  const env = { PATH: systemPath(), LC_ALL: 'C' }
  const options = { env, cwd, encoding: 'utf8', timeout: LIST_MS, killSignal: 'SIGKILL' } as const
  const { stdout } = spawnSync(program, argv, options)
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
