import { chmod, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { nextTo, replaceWithCopy, replaceWithText } from '../store/save-file'
import { makeTempFolder } from '../system/temp-folder'
import { ask } from './ask'
import { factsOf } from './files'
import { NotPlain, readPlainFile } from './plain-file'
import { assertRootsFolder } from './roots-folder'

/** Files of this app's kinds are read and written by then, also over a slow line. */
const PATIENCE = { seconds: 30 }

/**
 * The bytes of a plain file that a person chose; null for one that is larger than `maxBytes`.
 * @throws NotPlain, and what {@link ask} throws
 */
export async function readChosenFile(path: string, maxBytes: number): Promise<Buffer | null> {
  const { kind, size } = await factsOf(path)
  if (kind !== 'file') throw new NotPlain(path, false)
  if (size > maxBytes) return null
  return withTemporary(async (copy) => {
    // Like the call, it waits for no writer of a pipe, and reads no more than that.
    const much = [`count=${maxBytes + 1}`, 'bs=64K', 'iflag=nonblock,count_bytes', 'status=none']
    const bytes = await ask<Buffer | null | 'copied'>(
      {
        path,
        call: () => readPlainFile(path, maxBytes),
        program: ['dd', `if=${path}`, `of=${copy}`, ...much],
        read: () => 'copied',
      },
      PATIENCE,
    )
    return bytes === 'copied' ? readPlainFile(copy, maxBytes) : bytes
  })
}

/**
 * Writes a file where a person chose to have it; one that is there is replaced.
 * @param mode the permission bits of the file, whatever those of the former one and the umask are
 * @throws what {@link ask} throws
 */
export async function saveText(path: string, text: string, mode: number): Promise<void> {
  await withTemporary(async (copy) => {
    await writeFile(copy, text, { mode: 0o600 })
    await chmod(copy, mode)
    await save(copy, path, () => replaceWithText(path, text, mode))
  })
}

/** Copies a file of the app, which is private, to where a person chose to have it. */
export async function saveCopy(from: string, path: string): Promise<void> {
  await save(from, path, () => replaceWithCopy(from, path))
}

async function save(from: string, path: string, call: () => Promise<void>) {
  await assertRootsFolder(path)
  const next = nextTo(resolve(path))
  // It makes the file anew, and gives it its mode, by one descriptor; install(1) names it again.
  const copy = ['cp', '-T', '--remove-destination', '--preserve=mode', '--', from, next] as const
  try {
    const question = { path, call: () => call().then(() => true), program: copy }
    if (await ask({ ...question, read: () => false }, PATIENCE)) return
    // As a whole or not at all: a full share would leave nothing of the former file.
    const move = {
      path,
      call: () => rename(next, path),
      program: ['mv', '-fT', '--', next, path] as const,
    }
    await ask({ ...move, read: () => undefined }, PATIENCE)
  } catch (error) {
    const away = {
      path,
      call: () => rm(next, { force: true }),
      program: ['rm', '-f', '--', next] as const,
    }
    await ask({ ...away, read: () => undefined }, PATIENCE).catch(() => undefined)
    throw error
  }
}

/** Hands out a name for a file that is gone afterwards. */
async function withTemporary<T>(work: (file: string) => Promise<T>): Promise<T> {
  const folder = await makeTempFolder('saved')
  try {
    return await work(join(folder, 'copy'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
