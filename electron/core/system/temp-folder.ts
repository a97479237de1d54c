import { createHash } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isFolder } from '../files/files'
import { whyNotOwn } from './own-folder'

/** Where every user can make a folder. */
export const COMMON_TEMP = '/tmp'

/** What temporary folders of one process are for, as their names say it. */
export const TEMP_KINDS = ['pipes', 'saved', 'keys', 'unused'] as const
export type TempKind = (typeof TEMP_KINDS)[number]

/** A folder that takes longer is not used. */
const ANSWER_SECONDS = 2

/**
 * The folder for temporary files of ours. The one of TMPDIR may be on a share that does not answer, or
 * have come along from another user, by `sudo -E` say, who could put a link in its place.
 * @param uid of the user who runs the app; undefined where there are none (Windows)
 */
export async function tempFolder(uid: number | undefined): Promise<string> {
  const folder = tmpdir()
  if (uid === undefined || uid < 0 || folder === COMMON_TEMP) return folder
  if (!(await isFolder(folder, { seconds: ANSWER_SECONDS }))) return COMMON_TEMP
  return whyNotOwn(folder, uid) === null ? folder : COMMON_TEMP
}

/** How a temporary folder of this process is named; six characters follow. See `sweepTemp`. */
export function tempPrefix(kind: TempKind): string {
  return `rsync-tasks-${kind}-${process.pid}-`
}

/** How the temporary folders of whoever has the lock of a data folder are named. */
export function tempPrefixOf(dataFolder: string): string {
  const mark = createHash('sha256').update(dataFolder).digest('hex').slice(0, 6)
  return `rsync-tasks-${mark}-`
}

/** Makes a folder that only its owner can enter; the caller removes it. */
export async function makeTempFolder(kind: TempKind): Promise<string> {
  return mkdtemp(join(await tempFolder(process.getuid?.()), tempPrefix(kind)))
}
