import { append } from '@common/lists'
import { systemErrorText } from '@common/text/system-error'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FolderListing } from '@common/ipc/contract'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { realpath } from '../files/files'
import { NoAnswer } from '../files/no-answer'
import { readMounts } from '../system/mounts'
import { FirstNames } from './first-names'
import { folderNames } from './folder-names'

/** A tree with more children than this in one folder is no longer a choice; typing is quicker. */
export const MAX_ENTRIES = 5000
/** How many entries are looked at before others get their turn. */
const BATCH = 200

/**
 * Lists the directories in a folder, links to directories included, by name.
 * @param showHidden also those whose name starts with a dot
 * @throws NoAnswer; AppError NOT_FOUND with one sentence when the folder cannot be read
 */
export async function listFolders(path: string, showHidden: boolean): Promise<FolderListing> {
  try {
    const folders = new FirstNames(MAX_ENTRIES)
    await folderNames(path, (name) => {
      if (!showHidden && name.startsWith('.')) return
      // A name that is not UTF-8 cannot be typed, shown or passed on as text.
      if (!name.includes('\uFFFD')) folders.add(name)
    })
    const { names, left } = folders.take()
    return { names, mountPoints: await mountPointsAmong(path, names), left }
  } catch (error) {
    if (error instanceof NoAnswer) throw error
    throw new AppError('NOT_FOUND', whyUnreadable(error as NodeJS.ErrnoException))
  }
}

/**
 * Those of the folders in a folder where another file system begins. What is mounted is known
 * without a look at each of them, which a file server that is gone would never answer. Where the
 * system does not tell (macOS), the devices are compared.
 */
async function mountPointsAmong(path: string, names: readonly string[]): Promise<string[]> {
  const [mounts, realPath] = await Promise.all([readMounts(), realpath(path)])
  if (mounts) {
    const points = new Set(mounts.map(({ mountPoint }) => mountPoint))
    return names.filter((name) => points.has(join(realPath, name)))
  }
  const device = await deviceOf(path)
  return chosen(names, async (name) => (await deviceOf(join(path, name))) !== device)
}

/** Those that the system says yes to; asked a few at a time, so that others get their turn. */
async function chosen(
  names: readonly string[],
  isChosen: (name: string) => Promise<boolean>,
): Promise<string[]> {
  const found: string[] = []
  for (let i = 0; i < names.length; i += BATCH) {
    const batch = names.slice(i, i + BATCH)
    const answers = await Promise.all(batch.map(isChosen))
    append(
      found,
      batch.filter((_, j) => answers[j]),
    )
  }
  return found
}

/** The device a folder is on, not following a link: a link to another disk is no mount point. */
async function deviceOf(path: string): Promise<number | null> {
  return lstat(path).then(
    ({ dev }) => dev,
    () => null,
  )
}

function whyUnreadable(error: NodeJS.ErrnoException): string {
  const { code } = error
  if (code === 'EACCES' || code === 'EPERM') return say('machine.folderDenied')
  if (code === 'ENOENT') return say('machine.folderMissing')
  if (code === 'ENOTDIR') return say('machine.folderIsFile')
  return systemErrorText(error)
}
