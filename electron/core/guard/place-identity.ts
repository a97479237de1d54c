import { posix } from 'node:path'
import type { Finding, FindingKind } from '@common/guard/finding'
import { say } from '@common/i18n/say'
import { deletes } from '@common/guard/deletes'
import type { TaskSettings } from '@common/task/task'
import type { Patience } from '../files/ask'
import { isInside, readMounts } from '../system/mounts'
import { diskChanges, type Disk, type DiskChanges } from './inner-disks'
import { isMounted, realPathOf, type Place, type PlaceAnswer } from './place'

/**
 * Whether the local folder is the one in which the task last succeeded, with the same disks in it.
 * Asked before every run: an unmounted disk must never be a success.
 * @param known where the task last succeeded; null where nothing is known
 */
export async function identityFindings(
  task: TaskSettings,
  answer: PlaceAnswer,
  known: Place | null,
  patience?: Patience,
): Promise<Finding[]> {
  if (known === null) return answer.kind === 'missing' ? missingFindings(task) : []
  if (!(await isSameFolder(task.path, known, patience))) {
    const found = await relatedFindings(task, known)
    return found.length === 0 && answer.kind === 'missing' ? missingFindings(task) : found
  }
  if (answer.kind === 'unknown') return []
  if (known.mountPoint !== '/' && !(await isMounted(known.mountPoint))) {
    const found = notMounted(task, known)
    // The mount point may be gone with the disk, and then there is nothing to copy from.
    return [{ ...found, canRunAnyway: answer.kind === 'there' || task.direction === 'PULL' }]
  }
  if (answer.kind === 'missing') {
    return task.direction === 'PUSH'
      ? missingFindings(task)
      : [finding(task, 'missing', say('guard.destinationMissing', { path: task.path }))]
  }
  const moved = movedFinding(task, known, answer.place)
  if (moved) return [moved]
  if (known.disks === null || answer.place.disks === null) return []
  const changes = diskChanges(known.disks, answer.place.disks, (await readMounts()) ?? [])
  // Only where something is deleted does it matter what was mounted since.
  return diskFindings(task, deletes(task) ? changes : { ...changes, added: [] })
}

/** A folder has many names: slashes, `.`, `..` and links make no other folder of it. */
async function isSameFolder(path: string, known: Place, patience?: Patience): Promise<boolean> {
  const isSameName = tidied(path) === tidied(known.path)
  return isSameName || (await realPathOf(path, patience)) === known.realPath
}

/** An absolute path without `.`, `..`, doubled slashes and the one at its end. */
export function tidied(path: string): string {
  return posix.normalize(path).replace(/(?<=.)\/+$/, '')
}

/** The folder itself is on another disk, or elsewhere. */
function movedFinding(task: TaskSettings, known: Place, now: Place): Finding | null {
  const { mountPoint } = known
  if (now.mountPoint !== mountPoint && isInside(now.mountPoint, mountPoint)) {
    return finding(task, 'other-device', say('guard.nowMounted', { mountPoint: now.mountPoint }))
  }
  if (now.device !== known.device) return otherDisk(task, known, now)
  if (now.realPath === known.realPath) return null
  const names = { path: task.path, now: now.realPath, before: known.realPath }
  return finding(task, 'other-device', say('guard.leadsElsewhere', names))
}

/** Of another folder the task knows no more than the disks that are above and below it. */
async function relatedFindings(task: TaskSettings, known: Place): Promise<Finding[]> {
  const mounts = await readMounts()
  if (mounts === null) return []
  const path = tidied(task.path)
  const related = [known, ...(known.disks ?? [])].filter(
    ({ mountPoint }) => isInside(path, mountPoint) || isInside(mountPoint, path),
  )
  const now = mounts.map(({ mountPoint }) => ({ mountPoint, device: '' }))
  return diskFindings(task, { gone: diskChanges(related, now, mounts).gone, other: [], added: [] })
}

function diskFindings(task: TaskSettings, { gone, other, added }: DiskChanges): Finding[] {
  const [lost, swapped, fresh] = [gone[0], other[0], added[0]]
  return [
    ...(lost ? [notMounted(task, lost, gone.length - 1)] : []),
    ...(swapped ? [otherDisk(task, swapped.before, swapped.now)] : []),
    ...(fresh ? [newDisk(task, fresh)] : []),
  ]
}

function newDisk(task: TaskSettings, { mountPoint, device }: Disk): Finding {
  return finding(task, 'other-device', say('guard.newlyMounted', { mountPoint, device }))
}

/** @param others how many more disks are missing */
function notMounted(task: TaskSettings, { mountPoint }: Disk, others = 0): Finding {
  const message =
    others > 0
      ? say('guard.severalNotMounted', { mountPoint }, others)
      : say('guard.notMounted', { mountPoint })
  return finding(task, 'not-mounted', message)
}

function otherDisk(task: TaskSettings, before: Disk, now: Disk): Finding {
  const names = { mountPoint: now.mountPoint, now: now.device, before: before.device }
  return finding(task, 'other-device', say('guard.otherDevice', names))
}

/** Of the local folder, which is the source or the destination. */
export function finding(
  { direction }: TaskSettings,
  what: 'not-mounted' | 'missing' | 'other-device',
  message: string,
): Finding {
  const kind: FindingKind = `${direction === 'PUSH' ? 'source' : 'destination'}-${what}`
  return { kind, message, field: 'path', canRunAnyway: true }
}

/** A destination that is not there is made by rsync; a source cannot be. */
function missingFindings({ direction, path }: TaskSettings): Finding[] {
  if (direction === 'PULL') return []
  const message = say('guard.sourceMissing', { path })
  return [{ kind: 'source-missing', message, field: 'path', canRunAnyway: false }]
}
