import type { Dir, Dirent } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { ask } from '../files/ask'
import { isFolder } from '../files/files'

/** How many names the system is asked for at once; so many are dealt with in a few milliseconds. */
const READ_AT_ONCE = 4000
/** How many links are followed before others get their turn. */
const BATCH = 200
/** Where a link leads that takes longer is nowhere to look. */
const LINK_PATIENCE = { seconds: 2 }
/** A large folder on a slow share takes its time. */
const LIST_PATIENCE = { seconds: 30 }
/** A million names, as a rule. */
const MAX_BYTES = 64 * 1024 * 1024

type Take = (name: string) => void

/**
 * Hands out the names of the folders in a folder, and of links to folders, in no order. 100,000 of
 * them are dealt with in pieces: they must not hold everything else up.
 * @throws what {@link ask} throws
 */
export async function folderNames(path: string, take: Take): Promise<void> {
  const isFollowed = ['(', '-type', 'd', '-o', '-type', 'l', '-xtype', 'd', ')'] as const
  const found = await ask(
    {
      path,
      call: () => namesIn(path, take),
      program: [
        'find',
        `${path}/`,
        '-mindepth',
        '1',
        '-maxdepth',
        '1',
        ...isFollowed,
        '-printf',
        '%f\\0',
      ],
      read: (text) => text.split('\0').slice(0, -1),
      maxBytes: MAX_BYTES,
    },
    LIST_PATIENCE,
  )
  for (let i = 0; i < found.length; i += READ_AT_ONCE) {
    found.slice(i, i + READ_AT_ONCE).forEach(take)
    await turn()
  }
}

/** Hands the names out itself, as they are read, so that none is left to be handed out. */
async function namesIn(path: string, take: Take): Promise<string[]> {
  const dir = await opendir(path, { bufferSize: READ_AT_ONCE })
  try {
    const links: string[] = []
    let coming = readSome(dir)
    for (let entries = await coming; entries.length > 0; entries = await coming) {
      // The system reads on while these are taken.
      coming = readSome(dir)
      for (const entry of entries) {
        if (entry.isDirectory()) take(entry.name)
        if (entry.isSymbolicLink()) links.push(entry.name)
      }
    }
    for (let i = 0; i < links.length; i += BATCH) {
      const batch = links.slice(i, i + BATCH)
      const led = await Promise.all(batch.map((name) => isFolder(join(path, name), LINK_PATIENCE)))
      batch.filter((_, j) => led[j]).forEach(take)
    }
    return []
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
