import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { unlessShortage } from '@common/text/system-error'

const MOUNTS = '/proc/self/mountinfo'

/** Something that is mounted (proc(5), mountinfo). */
export interface Mount {
  /** The number of the file system, the same wherever it shows. */
  readonly device: string
  readonly mountPoint: string
  /** The folder of the file system that shows there: of a bind mount, or a subvolume. */
  readonly root: string
  readonly type: string
  /** A device, `host:/export`, or just a name. */
  readonly source: string
}

/**
 * What is mounted now and can be reached, what is below behind what is above; null where the system
 * does not tell (macOS).
 * @throws when the app has run out of something: nobody may take that for an answer
 */
export async function readMounts(): Promise<readonly Mount[] | null> {
  const text = await readFile(MOUNTS, 'utf8').catch(unlessShortage(null))
  return text === null ? null : mountsIn(text)
}

/** As {@link readMounts}, for what comes before everything else. The kernel answers at once. */
export function readMountsNow(): readonly Mount[] | null {
  try {
    return mountsIn(readFileSync(MOUNTS, 'utf8'))
  } catch (error) {
    return unlessShortage(null)(error)
  }
}

/**
 * The mounts of a mountinfo that a path leads to. The kernel lists also what another one covers: at
 * the same place, or mounted over a folder above it. To a program that is not mounted any more.
 */
export function mountsIn(text: string): Mount[] {
  const lines = text.split('\n').flatMap((line) => parseLine(line) ?? [])
  const ids = new Set(lines.map(({ id }) => id))
  /** By the mount that they are in, then by place: of two at one place the later one is on top. */
  const inside = new Map<string, Map<string, MountLine>>()
  for (const line of lines) {
    // What is mounted over the root covers nothing: a process keeps the root that it began with.
    if (line.mount.mountPoint === '/' && ids.has(line.parent)) continue
    const beside = inside.get(line.parent) ?? new Map<string, MountLine>()
    inside.set(line.parent, beside.set(line.mount.mountPoint, line))
  }
  const shown: Mount[] = []
  // Begins with the root; in a chroot, with what is mounted in that. Grows meanwhile.
  const reached = [...inside.keys()].filter((parent) => !ids.has(parent))
  for (const parent of reached) {
    const beside = inside.get(parent) ?? new Map<string, MountLine>()
    for (const { id, mount } of beside.values()) {
      if (foldersAbove(mount.mountPoint).some((folder) => beside.has(folder))) continue
      reached.push(id)
      const isCovered = inside.get(id)?.has(mount.mountPoint) === true
      // What is mounted when it is used covers what mounts it.
      if (!isCovered || mount.type === 'autofs') shown.push(mount)
    }
  }
  return shown
}

function foldersAbove(path: string): string[] {
  const above = posix.dirname(path)
  return above === path ? [] : [above, ...foldersAbove(above)]
}

interface MountLine {
  readonly id: string
  /** What it is mounted in; none for what is its own. */
  readonly parent: string
  readonly mount: Mount
}

/** One line of mountinfo; null for one that is none. Blanks in names are written as `\040`. */
function parseLine(line: string): MountLine | null {
  const [own = '', rest = ''] = line.split(' - ')
  const [id = '', parent = '', device, root, mountPoint] = own.split(' ')
  const [type, source] = rest.split(' ')
  if (!device || !root || !mountPoint || !type || source === undefined) return null
  const mount = {
    ...{ device, root: named(root), mountPoint: named(mountPoint) },
    ...{ type, source: named(source) },
  }
  return { id, parent: parent === id ? '' : parent, mount }
}

/** The kernel writes blanks, tabs, line ends and backslashes in names as octal numbers. */
function named(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(parseInt(octal, 8)),
  )
}

/** The mount that a real path lies in: the deepest, and of those at one place the last. */
export function mountOf(mounts: readonly Mount[], realPath: string): Mount | null {
  let found: Mount | null = null
  for (const mount of mounts) {
    const isAbove = isInside(realPath, mount.mountPoint)
    if (isAbove && mount.mountPoint.length >= (found?.mountPoint.length ?? 0)) found = mount
  }
  return found
}

/** True when a path is a folder or lies in it. Both without a slash at the end. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`)
}

/**
 * Whether there is no way to a path but through a folder above it. What is mounted in that folder
 * may show elsewhere, and so may a part of it.
 * @param path absolute, without links, and so is the folder
 */
export function isOnlyThrough(folder: string, path: string, mounts: readonly Mount[]): boolean {
  const [above, below] = [mountOf(mounts, folder), mountOf(mounts, path)]
  if (!above || !below || above.device !== below.device) return false
  const [gate, end] = [within(above, folder), within(below, path)]
  const ways = mounts.filter(({ device, root }) => device === below.device && isInside(end, root))
  return isInside(end, gate) && ways.every(({ root }) => isInside(gate, root))
}

/**
 * The path by which a folder is found without bind mounts: where a mount shows a folder of a file
 * system that is mounted elsewhere with what is above it, the path over there.
 * @param path absolute, without links
 */
export function behindMounts(path: string, mounts: readonly Mount[]): string {
  const mount = mountOf(mounts, path)
  if (!mount) return path
  const inside = within(mount, path)
  const origin = mounts
    .filter(({ device, root }) => device === mount.device && isInside(mount.root, root))
    .reduce((a, b) => (b.root.length < a.root.length ? b : a), mount)
  if (origin.root === mount.root) return path
  return join(origin.mountPoint, inside.slice(origin.root.length))
}

/**
 * All paths by which a folder is found: its own, and where a mount shows it, or a folder above it.
 * @param path absolute, without links
 */
export function pathsOf(path: string, mounts: readonly Mount[]): string[] {
  const own = mountOf(mounts, path)
  if (!own) return [path]
  const inside = within(own, path)
  return mounts.flatMap((mount) => {
    const { device, root, mountPoint } = mount
    if (device !== own.device || !isInside(inside, root)) return []
    const shown = join(mountPoint, inside.slice(root.length))
    return mountOf(mounts, shown) === mount ? [shown] : []
  })
}

/**
 * Where a folder, or a part of it, is found in another one: itself, or shown there by a mount; null
 * where it is not.
 * @param folder without links, and so is `outer`
 */
export function foundIn(outer: string, folder: string, mounts: readonly Mount[]): string | null {
  const path = pathsOf(folder, mounts).find((one) => isInside(one, outer))
  const own = mountOf(mounts, folder)
  if (path !== undefined || !own) return path ?? null
  const inside = within(own, folder)
  const part = mounts.find(
    ({ device, root, mountPoint }) =>
      device === own.device &&
      isInside(root, inside) &&
      mountPoint !== outer &&
      isInside(mountPoint, outer),
  )
  return part?.mountPoint ?? null
}

/** The path in the file system itself. */
function within({ root, mountPoint }: Mount, path: string): string {
  return join(root, path.slice(mountPoint.length))
}

function join(folder: string, rest: string): string {
  return `${folder}/${rest}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '')
}
