import { posix } from 'node:path'
import { isInside, mountOf, type Mount } from '../system/mounts'
import { namesOf } from './disk-name'

/** A file system, and where it is mounted. */
export interface Disk {
  readonly mountPoint: string
  /** What the file system is known by (see `namesOf`). */
  readonly device: string
}

/** How the disks in a folder differ from those that were there before. */
export interface DiskChanges {
  /** Mount points where nothing is mounted any more. */
  readonly gone: readonly Disk[]
  /** Mount points where something else is mounted now, and what. */
  readonly other: readonly { readonly before: Disk; readonly now: Disk }[]
  /** Mount points where nothing was mounted before. */
  readonly added: readonly Disk[]
}

/** File systems that hold nobody's files: views of the kernel and of programs. */
const NO_STORAGE = new Set([
  ...['proc', 'sysfs', 'devtmpfs', 'devpts', 'cgroup', 'cgroup2', 'mqueue', 'hugetlbfs', 'nsfs'],
  ...['debugfs', 'tracefs', 'securityfs', 'pstore', 'bpf', 'configfs', 'fusectl', 'efivarfs'],
  ...['binfmt_misc', 'rpc_pipefs', 'autofs', 'selinuxfs'],
  ...['fuse.gvfsd-fuse', 'fuse.portal', 'fuse.lxcfs', 'fuse.snapfuse'],
])
/** Folders below which programs mount what they need for as long as they run. */
const OF_PROGRAMS = [
  ...['/proc', '/sys', '/dev', '/run', '/snap', '/var/snap', '/var/lib/snapd'],
  ...['/var/lib/docker', '/var/lib/containerd', '/var/lib/containers', '/var/lib/kubelet'],
]
/**
 * What they mount elsewhere: layers and memory of a container, whose folder is named by 64
 * hexadecimal digits wherever the storage of containers is, and an AppImage.
 */
const BY_PROGRAMS: Readonly<Record<string, RegExp>> = {
  overlay: /\/[0-9a-f]{64}(-init)?(\/|$)/,
  tmpfs: /\/[0-9a-f]{64}\//,
  'fuse.squashfuse': /\/\.mount_[^/]+$/,
}
/** But here sticks and disks of people are mounted. */
const OF_PEOPLE = '/run/media'

/** The disks below a folder, by mount point. */
export async function disksBelow(mounts: readonly Mount[], folder: string): Promise<Disk[]> {
  const storage = mounts.filter(
    (mount) =>
      mount.mountPoint !== folder && isInside(mount.mountPoint, folder) && isStorage(mount, folder),
  )
  const names = await namesOf(storage)
  return storage
    .map(({ mountPoint }, i) => ({ mountPoint, device: names[i] ?? '' }))
    .sort((a, b) => (a.mountPoint < b.mountPoint ? -1 : 1))
}

/** A task whose folder is itself in such a place does mean what is mounted there. */
function isStorage({ type, mountPoint }: Mount, folder: string): boolean {
  if (NO_STORAGE.has(type) || BY_PROGRAMS[type]?.test(mountPoint) === true) return false
  const place = OF_PROGRAMS.find((one) => isInside(mountPoint, one))
  return place === undefined || isInside(mountPoint, OF_PEOPLE) || isInside(folder, place)
}

/**
 * Compares the disks of a folder with those of an earlier look. One that is mounted when it is
 * used (autofs) is not missed while it is not in use.
 */
export function diskChanges(
  before: readonly Disk[],
  now: readonly Disk[],
  mounts: readonly Mount[],
): DiskChanges {
  const devices = new Map(now.map((disk) => [disk.mountPoint, disk]))
  const known = new Set(before.map(({ mountPoint }) => mountPoint))
  const automatic = new Set(
    mounts.filter(({ type }) => type === 'autofs').map(({ mountPoint }) => mountPoint),
  )
  // Mounted at just that place, or as one of those in a folder; what is mounted in one is an other.
  const isAutomatic = ({ mountPoint }: Disk) =>
    automatic.has(mountPoint) || mountOf(mounts, posix.dirname(mountPoint))?.type === 'autofs'
  return {
    gone: before.filter((disk) => !devices.has(disk.mountPoint) && !isAutomatic(disk)),
    other: before.flatMap((disk) => {
      const other = devices.get(disk.mountPoint)
      return other && other.device !== disk.device ? [{ before: disk, now: other }] : []
    }),
    added: now.filter((disk) => !known.has(disk.mountPoint) && !isAutomatic(disk)),
  }
}
