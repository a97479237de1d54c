import { readdir, readFile, realpath } from 'node:fs/promises'

/** Something that is mounted (proc(5), mountinfo). */
export interface Mount {
  readonly mountPoint: string
  /** The folder of the file system that shows there: of a bind mount, or a subvolume. */
  readonly root: string
  readonly type: string
  /** A device, `host:/export`, or just a name. */
  readonly source: string
}

const UUIDS = '/dev/disk/by-uuid'

/** What is mounted now, in the order it was; null where the system does not tell (macOS). */
export async function readMounts(): Promise<readonly Mount[] | null> {
  const text = await readFile('/proc/self/mountinfo', 'utf8').catch(() => null)
  return text === null ? null : text.split('\n').flatMap((line) => parseMount(line) ?? [])
}

/** One line of mountinfo; null for one that is none. Blanks in names are written as `\040`. */
export function parseMount(line: string): Mount | null {
  const [own = '', rest = ''] = line.split(' - ')
  const [, , , root, mountPoint] = own.split(' ')
  const [type, source] = rest.split(' ')
  if (root === undefined || mountPoint === undefined || !type || source === undefined) return null
  return { root: named(root), mountPoint: named(mountPoint), type, source: named(source) }
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
 * What a file system is known by: its UUID where there is one, since device names change with
 * every start; else its source, which names a share, a pool or a device.
 */
export async function nameOf(mount: Mount): Promise<string> {
  const uuid = mount.source.startsWith('/dev/') ? await uuidOf(mount.source) : null
  const name = uuid === null ? mount.source : `UUID ${uuid}`
  return mount.root === '/' ? name : `${name}, ${mount.root}`
}

async function uuidOf(device: string): Promise<string | null> {
  const real = await realpath(device).catch(() => device)
  const uuids = await readdir(UUIDS).catch(() => [])
  const devices = await Promise.all(
    uuids.map((uuid) => realpath(`${UUIDS}/${uuid}`).catch(() => '')),
  )
  return uuids[devices.indexOf(real)] ?? null
}
