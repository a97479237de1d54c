import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'

/** What is at a path is no plain file: a pipe may never end, and a device may have no end. */
export class NotPlain extends AppError {
  /** @param isPipe true for a named pipe, at which whoever opens it waits for a writer */
  constructor(
    path: string,
    readonly isPipe: boolean,
  ) {
    super('INVALID_INPUT', say('files.notPlain', { path }))
    this.name = 'NotPlain'
  }
}

/**
 * The bytes of a plain file; null when they are more than `maxBytes`. It waits for nobody, and what
 * it looks at is what it reads, whatever is laid at the path meanwhile.
 * @throws NotPlain, or the system's error
 */
export async function readPlainFile(path: string, maxBytes: number): Promise<Buffer | null> {
  const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants
  const file = await open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
  try {
    const info = await file.stat()
    if (!info.isFile()) throw new NotPlain(path, info.isFIFO())
    if (info.size > maxBytes) return null
    const chunks: Buffer[] = []
    // It may grow meanwhile, and files of the kernel have no size.
    const bytes = file.createReadStream({ end: maxBytes, autoClose: false })
    for await (const chunk of bytes) chunks.push(chunk as Buffer)
    const all = Buffer.concat(chunks)
    return all.length > maxBytes ? null : all
  } finally {
    await file.close()
  }
}
