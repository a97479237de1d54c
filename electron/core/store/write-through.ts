import { constants } from 'node:fs'
import { lstat, open, type FileHandle } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { ifAbsent } from '@common/text/system-error'

/** What is to be written, in pieces. */
export type Contents = Iterable<Buffer> | AsyncIterable<Buffer>

/** A program that takes nothing for so long is not going to. */
const SILENT_SECONDS = 30
const POLL_MS = 20

/**
 * Writes to a device or a pipe, which stay what they are. It is opened without waiting, and asked
 * itself what it is: so nothing holds a thread, and nothing can be laid in between. Anybody can lay
 * a pipe in /tmp and read it, so one of another user is not written to; devices are root's to make.
 * @returns false where there is nothing, a file or a folder, and nothing was written
 * @throws AppError where nobody takes it, or somebody else would, or the system's error
 */
export async function writeThrough(path: string, contents: () => Contents): Promise<boolean> {
  const file = await openOther(path)
  if (file === null) return false
  try {
    for await (const piece of contents()) await writeAll(file, path, piece)
    return true
  } finally {
    await file.close()
  }
}

/** Null unless it is a device or a pipe. */
async function openOther(path: string): Promise<FileHandle | null> {
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY, O_NOFOLLOW } = constants
  // What has no name is behind a link of the kernel's; other links were followed.
  const follow = path.startsWith('/proc/') ? 0 : O_NOFOLLOW
  const file = await open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | follow).catch(
    async (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENXIO')
        throw new AppError('STORAGE_FAILED', say('files.pipeUnread', { path }))
      // A file that may not be written is replaced; nothing else is.
      const info = await lstat(path).catch(ifAbsent(null))
      if (info === null || info.isFile() || info.isDirectory()) return null
      throw error
    },
  )
  const info = await file?.stat()
  const isForeign =
    info?.isFIFO() && follow !== 0 && info.uid !== 0 && info.uid !== process.getuid?.()
  if (info && !info.isFile() && !isForeign) return file
  await file?.close()
  if (isForeign) throw new AppError('STORAGE_FAILED', say('files.pipeForeign', { path }))
  return null
}

async function writeAll(file: FileHandle, path: string, bytes: Buffer): Promise<void> {
  let deadline = performance.now() + SILENT_SECONDS * 1000
  for (let at = 0; at < bytes.length;) {
    const written = await writeSome(file, bytes.subarray(at))
    at += written
    if (written > 0) deadline = performance.now() + SILENT_SECONDS * 1000
    else if (performance.now() < deadline) await sleep(POLL_MS)
    else throw new AppError('STORAGE_FAILED', say('files.pipeSilent', { path }, SILENT_SECONDS))
  }
}

/** How much was taken; none while the pipe is full. */
async function writeSome(file: FileHandle, bytes: Buffer): Promise<number> {
  try {
    return (await file.write(bytes)).bytesWritten
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0
    throw error
  }
}
