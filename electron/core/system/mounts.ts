/** One line of /proc/self/mountinfo, as far as it tells where folders really are (proc(5)). */
export interface Mount {
  /** The file system, as its device number. */
  readonly device: string
  /** The folder of that file system that is shown. */
  readonly root: string
  /** Where it is shown. */
  readonly point: string
}

/** Reads /proc/self/mountinfo; blanks in names are written in octal there. */
export function readMounts(text: string): Mount[] {
  const name = (field: string) =>
    field.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8)))
  return text.split('\n').flatMap((line) => {
    const [, , device, root, point] = line.split(' ')
    if (device === undefined || root === undefined || point === undefined) return []
    return [{ device, root: name(root), point: name(point) }]
  })
}

/**
 * The path by which a folder is found without bind mounts: where a mount shows a folder of a file
 * system that is mounted elsewhere with what is above it, the path over there.
 * @param path absolute, without links
 */
export function behindMounts(path: string, mounts: readonly Mount[]): string {
  // What was mounted last covers what was there.
  const mount = mounts
    .filter(({ point }) => isIn(path, point))
    .reduce<Mount | null>((a, b) => (a && a.point.length > b.point.length ? a : b), null)
  if (!mount) return path
  const inside = join(mount.root, path.slice(mount.point.length))
  const origin = mounts
    .filter(({ device, root }) => device === mount.device && isIn(mount.root, root))
    .reduce((a, b) => (b.root.length < a.root.length ? b : a), mount)
  return origin.root === mount.root ? path : join(origin.point, inside.slice(origin.root.length))
}

/** True for the folder itself and all below it. */
function isIn(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`)
}

function join(folder: string, rest: string): string {
  return `${folder}/${rest}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '')
}
