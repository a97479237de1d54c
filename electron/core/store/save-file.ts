import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, open, readlink, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { ifAbsent } from '@common/text/system-error'
import { whyNotOwn } from '../system/own-folder'
import { writeThrough, type Contents } from './write-through'

/** For files that a person saves: nobody else reads them, unless `mode` says so. */
const PRIVATE = 0o600
/** As many links as Linux itself follows in one path. */
const MAX_LINKS = 40

/**
 * Saves a text where a person wants it, as a whole or not at all. An existing file is replaced, so
 * that its mode does not stay and nobody who has it open reads the new text. A link of the user or
 * root is followed, one of somebody else is not. A device or a pipe is written to, as long as
 * somebody takes it, unless the pipe is of somebody else. Root saves nothing in a folder in which
 * others can lay links meanwhile.
 * @throws AppError, or the system's error, such as EACCES
 */
export function replaceWithText(path: string, text: string, mode = PRIVATE): Promise<void> {
  return replace(path, mode, () => [Buffer.from(text)])
}

/** Saves a copy of a file of ours in the same way. */
export function replaceWithCopy(from: string, path: string, mode = PRIVATE): Promise<void> {
  return replace(path, mode, () => createReadStream(from))
}

async function replace(path: string, mode: number, contents: () => Contents): Promise<void> {
  assertRootsOwn(dirname(resolve(path)))
  const target = await behindLinks(path)
  assertRootsOwn(dirname(target))
  if (await writeThrough(target, contents)) return
  const next = nextTo(target)
  try {
    await write(next, mode, contents)
    await rename(next, target)
  } catch (error) {
    await rm(next, { force: true }).catch(() => undefined)
    throw error
  }
}

/** Makes a file. In a folder of a group others may lay a link in its place: it is not named again. */
async function write(path: string, mode: number, contents: () => Contents): Promise<void> {
  const file = await open(path, 'wx', PRIVATE)
  try {
    // Each goes on behind the one before.
    for await (const chunk of contents()) await file.writeFile(chunk)
    await file.chmod(mode)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A name for a file beside another one, which it is to replace as a whole. */
export function nextTo(path: string): string {
  return join(dirname(path), `.rsync-tasks-${randomBytes(6).toString('hex')}`)
}

function assertRootsOwn(folder: string): void {
  const danger = process.getuid?.() === 0 ? whyNotOwn(folder, 0) : null
  if (danger !== null) throw foreignFolder(danger.path)
}

/** Why root saves nothing there. */
export function foreignFolder(path: string): AppError {
  return new AppError('INVALID_INPUT', say('app.foreignFolder', { path }))
}

/**
 * The path to which links lead that the user or root has made. Links of the kernel's to what has no
 * name, such as the pipe behind /dev/stdout, stay.
 */
async function behindLinks(path: string): Promise<string> {
  let at = resolve(path)
  for (let links = 0; links < MAX_LINKS; links++) {
    const info = await lstat(at).catch(ifAbsent(null))
    if (!info?.isSymbolicLink()) return at
    if (info.uid !== 0 && info.uid !== process.getuid?.()) break
    // The folder may be behind a link, too, as /dev/fd is.
    const real = join(await realpath(dirname(at)), basename(at))
    const link = await readlink(real)
    if (isNameless(real, link)) return real
    at = resolve(dirname(real), link)
  }
  throw Object.assign(new Error(say('app.foreignLink', { name: basename(path) })), {
    code: 'ELOOP',
  })
}

/** "pipe:[4711]" (proc_pid_fd(5)). */
function isNameless(at: string, link: string): boolean {
  return at.startsWith('/proc/') && /^\w+:/.test(link)
}
