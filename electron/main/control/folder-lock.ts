import { createHash } from 'node:crypto'
import { closeSync, constants, openSync, realpathSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** BSD's open(2) flag for a lock that ends with the process; Node has no name for it. */
const O_EXLOCK = 0x20

/** Gives the folder back. */
export type Release = () => void

/**
 * Makes this process the only one to write in a data folder, until it ends, however it ends: the
 * system itself takes the lock back, so that there is nothing stale to judge, and no moment in
 * which two could have it.
 * @returns null while another process has it
 * @throws the system's error when the folder cannot be used
 */
export async function lockFolder(folder: string): Promise<Release | null> {
  const real = realpathSync(folder)
  if (process.platform === 'darwin') return lockFile(join(real, 'lock'))
  const name = createHash('sha256').update(real).digest('hex').slice(0, 32)
  const pipe = `\\\\.\\pipe\\rsync-tasks-lock-${name}`
  // Linux: a name that is no file (unix(7), abstract sockets). Nobody talks on it.
  return holdName(
    process.platform === 'win32' ? pipe : `\0rsync-tasks-${process.getuid?.()}-${name}`,
  )
}

async function holdName(name: string): Promise<Release | null> {
  const server = createServer((socket) => socket.destroy())
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(name, resolve)
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null
    throw error
  }
  server.unref()
  return () => server.close()
}

function lockFile(path: string): Release | null {
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | O_EXLOCK
  try {
    const descriptor = openSync(path, flags, 0o600)
    return () => closeSync(descriptor)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null
    throw error
  }
}
