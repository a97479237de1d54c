import { lstat, opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FolderEntry, FolderListing } from '@common/ipc/contract'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { FirstNames } from './first-names'

/** A tree with more children than this in one folder is no longer a choice; typing is quicker. */
export const MAX_ENTRIES = 5000
/** How many names the system is asked for at once; so many are dealt with in a millisecond. */
const READ_AT_ONCE = 1000
/** How many entries are looked at before others get their turn. */
const BATCH = 200

/**
 * Lists the directories in a folder, links to directories included, by name.
 * @param showHidden also those whose name starts with a dot
 * @throws AppError NOT_FOUND with one sentence when the folder cannot be read
 */
export async function listFolders(path: string, showHidden: boolean): Promise<FolderListing> {
  const [found, device] = await Promise.all([folderNames(path, showHidden), deviceOf(path)])
  const { names, left } = found.take()
  const entries: FolderEntry[] = []
  for (let i = 0; i < names.length; i += BATCH) {
    const batch = names.slice(i, i + BATCH)
    entries.push(
      ...(await Promise.all(batch.map((name) => describe(join(path, name), name, device)))),
    )
  }
  return { entries, left }
}

async function folderNames(path: string, showHidden: boolean): Promise<FirstNames> {
  const names = new FirstNames(MAX_ENTRIES)
  try {
    // Read in pieces: a folder of 100,000 entries must not hold everything else up.
    for await (const entry of await opendir(path, { bufferSize: READ_AT_ONCE })) {
      if (!showHidden && entry.name.startsWith('.')) continue
      // A name that is not UTF-8 cannot be typed, shown or passed on as text.
      if (entry.name.includes('\uFFFD')) continue
      if (entry.isDirectory()) names.add(entry.name)
      else if (entry.isSymbolicLink() && (await isFolder(join(path, entry.name))))
        names.add(entry.name)
    }
    return names
  } catch (error) {
    throw new AppError('NOT_FOUND', whyUnreadable(error as NodeJS.ErrnoException))
  }
}

async function describe(
  path: string,
  name: string,
  parentDevice: number | null,
): Promise<FolderEntry> {
  const device = await deviceOf(path)
  return {
    name,
    path,
    isMountPoint: device !== null && parentDevice !== null && device !== parentDevice,
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  )
}

/** The device a folder is on, not following a link: a link to another disk is no mount point. */
async function deviceOf(path: string): Promise<number | null> {
  return lstat(path).then(
    ({ dev }) => dev,
    () => null,
  )
}

function whyUnreadable({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EACCES' || code === 'EPERM') return say('machine.folderDenied')
  if (code === 'ENOENT') return say('machine.folderMissing')
  if (code === 'ENOTDIR') return say('machine.folderIsFile')
  return message
}
