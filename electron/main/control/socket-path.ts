import { createHash } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'

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
  const path = join(folder, 'control.sock')
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH || process.platform !== 'linux')
    return { path, release }
  const descriptor = openSync(folder, 'r')
  return { path: `/proc/self/fd/${descriptor}/control.sock`, release: () => closeSync(descriptor) }
}
