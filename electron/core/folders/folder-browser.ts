import type { Dir, Dirent } from 'node:fs'
import { lstat, opendir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FolderListing } from '@common/ipc/contract'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { readMounts } from '../system/mounts'
import { FirstNames } from './first-names'

/** A tree with more children than this in one folder is no longer a choice; typing is quicker. */
export const MAX_ENTRIES = 5000
/** How many names the system is asked for at once; so many are dealt with in a few milliseconds. */
const READ_AT_ONCE = 4000
/** How many entries are looked at before others get their turn. */
const BATCH = 200

/**
 * Lists the directories in a folder, links to directories included, by name.
 * @param showHidden also those whose name starts with a dot
 * @throws AppError NOT_FOUND with one sentence when the folder cannot be read
 */
export async function listFolders(path: string, showHidden: boolean): Promise<FolderListing> {
  try {
    const { names, left } = await folderNames(path, showHidden)
    return { names, mountPoints: await mountPointsAmong(path, names), left }
  } catch (error) {
    throw new AppError('NOT_FOUND', whyUnreadable(error as NodeJS.ErrnoException))
  }
}

/** A folder of 100,000 entries is read in pieces: it must not hold everything else up. */
async function folderNames(path: string, showHidden: boolean) {
  const dir = await opendir(path, { bufferSize: READ_AT_ONCE })
  try {
    const folders = new FirstNames(MAX_ENTRIES)
    const links: string[] = []
    let coming = readSome(dir)
    for (let entries = await coming; entries.length > 0; entries = await coming) {
      // The system reads on while these are sorted.
      coming = readSome(dir)
      for (const entry of entries) {
        if (!showHidden && entry.name.startsWith('.')) continue
        // A name that is not UTF-8 cannot be typed, shown or passed on as text.
        if (entry.name.includes('\uFFFD')) continue
        if (entry.isDirectory()) folders.add(entry.name)
        if (entry.isSymbolicLink()) links.push(entry.name)
      }
    }
    const linked = await chosen(links, (name) => isFolder(join(path, name)))
    for (const name of linked) folders.add(name)
    return folders.take()
  } finally {
    await dir.close()
  }
}

/**
 * The next entries of a folder; none at its end. By callback, since a promise for each entry takes
 * longer than to read it.
 */
function readSome(dir: Dir): Promise<Dirent[]> {
  return new Promise((resolve, reject) => {
    const entries: Dirent[] = []
    const take = (error: Error | null, entry: Dirent | null) => {
      if (error) return reject(error)
      if (entry) entries.push(entry)
      if (entry && entries.length < READ_AT_ONCE) dir.read(take)
      else resolve(entries)
    }
    dir.read(take)
  })
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
    found.push(...batch.filter((_, j) => answers[j]))
  }
  return found
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
