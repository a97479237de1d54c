import { createHash } from 'node:crypto'
import { closeSync, lstatSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { assertOwn, isTrusted, notOwn } from '@core/store/not-own'

const NAME = 'control.sock'
/** sockaddr_un holds 108 bytes on Linux and 104 on macOS, the final NUL included. */
const MAX_SOCKET_PATH = 103

export interface SocketPath {
  readonly path: string
  /** Call it once the socket is connected or no longer needed. */
  readonly release: () => void
}

/**
 * Where the app that has a data folder listens for commands: in that folder, so that its rights
 * are those of the data. A folder too deep for a socket's name is reached through its open
 * directory (Linux). Windows has named pipes instead of files.
 */
export function socketPath(folder: string): SocketPath {
  const release = () => undefined
  if (process.platform === 'win32') {
    const name = createHash('sha256').update(folder).digest('hex').slice(0, 32)
    return { path: `\\\\.\\pipe\\rsync-tasks-${name}`, release }
  }
  const path = join(folder, NAME)
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH || process.platform !== 'linux')
    return { path, release }
  const descriptor = openSync(folder, 'r')
  return { path: `/proc/self/fd/${descriptor}/${NAME}`, release: () => closeSync(descriptor) }
}

/**
 * Before anybody speaks to it: whoever could write in the folder once may listen there, and would be
 * given commands, keys and passwords. The owner of a socket is who listens.
 * @throws AppError STORAGE_FAILED where it is not the user's, nor root's
 */
export function assertOwnSocket(folder: string): void {
  const path = join(folder, NAME)
  const info = lstatSync(path, { throwIfNoEntry: false })
  if (!info || process.platform === 'win32') return
  assertOwn(path, info)
  if (info.isSymbolicLink()) throw notOwn('link', path)
}

/**
 * Takes a socket of another user away, in a folder that is closed to others now.
 * @returns its path and owner; null where there is none
 */
export function removeForeignSocket(folder: string): { path: string; owner: number } | null {
  const path = join(folder, NAME)
  const info = lstatSync(path, { throwIfNoEntry: false })
  if (!info?.isSocket() || isTrusted(info.uid)) return null
  rmSync(path)
  return { path, owner: info.uid }
}
