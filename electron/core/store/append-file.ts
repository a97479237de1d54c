import { open, rename, writeFile, type FileHandle } from 'node:fs/promises'

interface Pending {
  readonly text: string
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * A file that only ever grows (mode 0600). What is appended while a write is under way is written
 * together in the next one, so that a thousand records cost hardly more than one.
 *
 * Nobody waits for the disk itself: what is written outlives the app, and the disk follows at once.
 * A power cut in between may cost the last records. Waiting would cost every run, since the disk then
 * takes in what rsync wrote first; and a record is not to last longer than the files it speaks of,
 * which rsync does not wait for either (its manual: --fsync).
 */
export class AppendFile {
  private pending: Pending[] = []
  private writing: Promise<void> = Promise.resolve()
  private isWriting = false
  private syncing: Promise<void> = Promise.resolve()

  private constructor(private readonly file: FileHandle) {}

  static async open(path: string): Promise<AppendFile> {
    return new AppendFile(await open(path, 'a', 0o600))
  }

  /** Written when it resolves. Appends keep their order; one that fails fails alone. */
  append(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.pending.push({ text, resolve, reject })
      if (!this.isWriting) this.writing = this.drain()
    })
  }

  async close(): Promise<void> {
    await this.writing
    await this.syncing
    await this.file.close()
  }

  private async drain(): Promise<void> {
    this.isWriting = true
    while (this.pending.length > 0) {
      const batch = this.pending
      this.pending = []
      try {
        await this.file.appendFile(batch.map(({ text }) => text).join(''))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.isWriting = false
    this.syncing = this.syncing.then(() => this.file.datasync()).catch(() => undefined)
  }
}

/** Replaces a file as a whole: after a crash it holds the old text or the new one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const next = `${path}.next`
  await writeFile(next, text, { mode: 0o600, flush: true })
  await rename(next, path)
}

/**
 * The objects in a file of one JSON value a line. A line that is none, such as the half of one
 * that a crash left, is left out.
 */
export function parseLines(text: string): Record<string, unknown>[] {
  return text.split('\n').flatMap((line) => {
    if (line === '') return []
    try {
      const value: unknown = JSON.parse(line)
      return typeof value === 'object' && value !== null ? [value as Record<string, unknown>] : []
    } catch {
      return []
    }
  })
}
