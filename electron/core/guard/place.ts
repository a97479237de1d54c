import { posix } from 'node:path'
import { isAbsent, isShortage } from '@common/text/system-error'
import type { Patience } from '../files/ask'
import { realpath } from '../files/files'
import { NoAnswer } from '../files/no-answer'
import { mountOf, readMounts } from '../system/mounts'
import { namesOf } from './disk-name'
import { diskChanges, disksBelow, type Disk } from './inner-disks'

/** Where a folder of this computer really is. */
export interface Place {
  /** As the task has it. */
  readonly path: string
  /** Without links. */
  readonly realPath: string
  readonly mountPoint: string
  /** What the file system there is known by. */
  readonly device: string
  /** The disks in the folder; null where an earlier version of the app has not looked at them. */
  readonly disks: readonly Disk[] | null
}

export type PlaceAnswer =
  | { readonly kind: 'there'; readonly place: Place }
  /** Where it would be, if it was made; null where the system does not tell. */
  | { readonly kind: 'missing'; readonly place: Place | null }
  /** This user may not look, or the system does not tell: nothing is known. */
  | { readonly kind: 'unknown' }

/**
 * Looks where a folder is. A folder that is mounted when it is used is mounted by that.
 * @throws NoAnswer, an error of the system that has run out of something, or the reason of
 * `patience.stop`
 */
export async function placeOf(path: string, patience?: Patience): Promise<PlaceAnswer> {
  try {
    const place = await placeAt(path, await realpath(path, patience))
    return place ? { kind: 'there', place } : { kind: 'unknown' }
  } catch (error) {
    if (isNoAnswer(error, patience)) throw error
    if (!isAbsent(error)) return { kind: 'unknown' }
    return { kind: 'missing', place: await placeAt(path, await realPathOf(path, patience)) }
  }
}

async function placeAt(path: string, realPath: string): Promise<Place | null> {
  const mounts = await readMounts()
  const mount = mounts && mountOf(mounts, realPath)
  if (!mount) return null
  const { mountPoint } = mount
  const [device = ''] = await namesOf([mount])
  const disks = await disksBelow(mounts, realPath)
  return { path, realPath, mountPoint, device, disks }
}

/** Nothing was found out, so that whatever depends on it must not go on. */
function isNoAnswer(error: unknown, patience: Patience | undefined): boolean {
  return error instanceof NoAnswer || isShortage(error) || patience?.stop?.aborted === true
}

/** True where something is mounted at just this place now. */
export async function isMounted(mountPoint: string): Promise<boolean> {
  const mounts = await readMounts()
  return mounts === null || mounts.some((mount) => mount.mountPoint === mountPoint)
}

/**
 * False where a disk of the folder, or in it, went or another one came since the folder was looked
 * at. A folder that is not there any more on the disk that is, such as one moved away, is not judged.
 * @throws NoAnswer, or the reason of `patience.stop`
 */
export async function isSameDisk(place: Place, patience?: Patience): Promise<boolean> {
  const { path, mountPoint, device, disks } = place
  const now = await placeOf(path, patience)
  if (now.kind !== 'there') return now.kind === 'unknown' || (await isMounted(mountPoint))
  if (now.place.mountPoint !== mountPoint || now.place.device !== device) return false
  const { gone, other } = diskChanges(
    disks ?? [],
    now.place.disks ?? [],
    (await readMounts()) ?? [],
  )
  return gone.length === 0 && other.length === 0
}

/**
 * The real path of a folder that need not be there: that of the part that is, and the rest.
 * @throws NoAnswer, or the reason of `patience.stop`
 */
export async function realPathOf(path: string, patience?: Patience): Promise<string> {
  const parts = path.split('/').filter((part) => part !== '')
  for (let kept = parts.length; kept >= 0; kept--) {
    const known = kept === parts.length ? path : `/${parts.slice(0, kept).join('/')}`
    const real = await realpath(known, patience).catch((error) => {
      if (isNoAnswer(error, patience)) throw error
      return null
    })
    const rest = parts.slice(kept)
    if (real !== null) return posix.normalize([real === '/' ? '' : real, ...rest].join('/') || '/')
  }
  return path
}
