import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
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
 * What is mounted now, in the order it was; null where the system does not tell (macOS).
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

function mountsIn(text: string): Mount[] {
  return text.split('\n').flatMap((line) => parseMount(line) ?? [])
}

/** One line of mountinfo; null for one that is none. Blanks in names are written as `\040`. */
export function parseMount(line: string): Mount | null {
  const [own = '', rest = ''] = line.split(' - ')
  const [, , device, root, mountPoint] = own.split(' ')
  const [type, source] = rest.split(' ')
  if (!device || !root || !mountPoint || !type || source === undefined) return null
  return {
    ...{ device, root: named(root), mountPoint: named(mountPoint) },
    ...{ type, source: named(source) },
  }
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

/** The path in the file system itself. */
function within({ root, mountPoint }: Mount, path: string): string {
  return join(root, path.slice(mountPoint.length))
}

function join(folder: string, rest: string): string {
  return `${folder}/${rest}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '')
}
