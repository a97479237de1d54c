import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { chmod, lstat, realpath, rm, stat } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ifAbsent, isShortage, unlessShortage } from '@common/text/system-error'
import { readPlainFile } from '@core/files/plain-file'
import { assertOwn, notOwn } from '@core/store/not-own'
import { flock } from '@core/system/flock'
import { isAlive } from '@core/system/is-alive'
import { assertOwnSocket, socketPath } from './socket-path'

/** Gives the folder back. */
export type Release = () => void

/** The process that holds a data folder, as it wrote itself into the lock file. */
export interface LockHolder {
  readonly pid: number
  readonly host: string
  /** The command of the command line; empty for the app with its window. */
  readonly command: string
}

// Descriptors as numbers: a FileHandle that nobody refers to any more is closed, and the lock with it.
const open = promisify(fs.open)
const close = promisify(fs.close)
const fstat = promisify(fs.fstat)

/** File in the data folder that carries the lock. It stays when the lock is given back. */
const LOCK_FILE = 'lock'
/** Its mode. */
const OWN = 0o600
/** Only its holder writes there, and no more than a few words. */
const MAX_HOLDER_BYTES = 4096
/** BSD's open(2) flag for a lock that ends with the process; Node has no name for it. */
const O_EXLOCK = 0x20

/**
 * Makes this process the only one to write in a data folder, until it ends, however it ends.
 * The lock is the system's own on a file in the folder (flock(2)), so root, the owner and
 * processes in other network namespaces all meet at it, nobody else can take it, and a crash frees
 * it. On Windows it is a named pipe.
 * @param command what this process does, for others who wait for the folder
 * @returns null while another process has the folder
 * @throws AppError STORAGE_FAILED where lock or socket are not the user's; the system's error, or one
 *   that names `flock`, when the folder cannot be locked
 */
export async function lockFolder(folder: string, command = ''): Promise<Release | null> {
  const real = await realpath(folder)
  if (process.platform === 'win32') return lockPipe(real)
  const fd = await openLocked(join(real, LOCK_FILE))
  if (fd === null) return null
  try {
    // An app of before this lock, or one whose lock file was deleted, still answers at its socket.
    if (await isServed(real)) {
      await close(fd)
      return null
    }
    await introduce(fd, { pid: process.pid, host: hostname(), command })
  } catch (error) {
    await close(fd)
    throw error
  }
  return () => fs.closeSync(fd)
}

/**
 * Who has the folder; null where that is not known, as with a lock of another program.
 * @throws when the app has run out of something, and could not look
 */
export async function lockHolder(folder: string): Promise<LockHolder | null> {
  try {
    const text = await readPlainFile(join(folder, LOCK_FILE), MAX_HOLDER_BYTES)
    const holder: unknown = JSON.parse(String(text))
    return isHolder(holder) && isPlausible(holder) ? holder : null
  } catch (error) {
    return unlessShortage(null)(error)
  }
}

function isHolder(value: unknown): value is LockHolder {
  if (typeof value !== 'object' || value === null) return false
  const { pid, host, command } = value as Record<keyof LockHolder, unknown>
  return Number.isInteger(pid) && typeof host === 'string' && typeof command === 'string'
}

/** A process that has ended holds nothing: the text is of an earlier holder. */
function isPlausible({ pid, host }: LockHolder): boolean {
  return host !== hostname() || isAlive(pid)
}

/**
 * Opens and locks the file that is at this path now; null while another process has the lock.
 * @throws AppError STORAGE_FAILED for what others laid there while the folder was open to them
 */
async function openLocked(path: string): Promise<number | null> {
  for (;;) {
    const fd = await openLockFile(path)
    if (fd === null) return null
    try {
      const owner = (await stat(join(path, '..'))).uid
      const info = await fstat(fd)
      assertOwn(path, info, [owner])
      if (!info.isFile()) throw notOwn('special', path)
      await shareWithOwner(fd, join(path, '..'))
      if (process.platform !== 'darwin' && !(await flock(fd))) {
        await close(fd)
        return null
      }
    } catch (error) {
      await close(fd)
      throw error
    }
    // Somebody may have deleted it before it was locked; others would then lock a new one.
    const [mine, now] = [await fstat(fd), await stat(path).catch(ifAbsent(null))]
    const isThere = now?.ino === mine.ino && now.dev === mine.dev
    if (isThere && mine.nlink === 1) return fd
    // What has a second name may be any file of the user's, which is not to be written over.
    if (isThere) await rm(path)
    await close(fd)
  }
}

/** Null only on macOS, where opening locks. */
async function openLockFile(path: string): Promise<number | null> {
  const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = fs.constants
  const flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK
  const isMac = process.platform === 'darwin'
  await makeUsable(path)
  try {
    return await open(path, isMac ? flags | O_EXLOCK : flags, OWN)
  } catch (error) {
    if (isMac && (error as NodeJS.ErrnoException).code === 'EAGAIN') return null
    throw error
  }
}

/** One of the user's own that may not be written to, as in a copy of the folder, is no obstacle. */
async function makeUsable(path: string): Promise<void> {
  const info = await lstat(path).catch(ifAbsent(null))
  if (!info?.isFile() || info.uid !== process.getuid?.() || (info.mode & OWN) === OWN) return
  await chmod(path, OWN).catch(ifAbsent(undefined))
}

/** A lock file that root makes in somebody's folder must not shut that person out. */
async function shareWithOwner(fd: number, folder: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const [{ uid, gid }, mine] = [await stat(folder), await fstat(fd)]
  if (mine.uid !== uid) await promisify(fs.fchown)(fd, uid, gid)
}

/**
 * True where a process of the user listens at the folder's socket.
 * @throws AppError STORAGE_FAILED for a socket of somebody else, and when the app has run out of
 *   something, and could not ask
 */
async function isServed(folder: string): Promise<boolean> {
  assertOwnSocket(folder)
  const { path, release } = socketPath(folder)
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => socket.destroy())
    socket.once('error', (error: NodeJS.ErrnoException) => {
      // EAGAIN: it listens, and its queue of callers is full.
      if (error.code === 'EAGAIN') resolve(true)
      else if (isShortage(error)) reject(error)
      else resolve(false)
    })
    socket.once('close', (hadError) => {
      release()
      if (!hadError) resolve(true)
    })
  })
}

async function introduce(fd: number, holder: LockHolder): Promise<void> {
  await promisify(fs.ftruncate)(fd)
  await promisify(fs.writeFile)(fd, `${JSON.stringify(holder)}\n`)
}

async function lockPipe(folder: string): Promise<Release | null> {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 32)
  const server = createServer((socket) => socket.destroy())
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(`\\\\.\\pipe\\rsync-tasks-lock-${name}`, resolve)
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null
    throw error
  }
  server.unref()
  return () => server.close()
}
