import * as fs from 'node:fs/promises'
import { isAbsent, unlessShortage } from '@common/text/system-error'
import { ask, type Patience } from './ask'

/** What there is at a path, links followed. */
export interface FileFacts {
  readonly kind: 'folder' | 'file' | 'other'
  /** The permission bits. */
  readonly mode: number
  /** Bytes. */
  readonly size: number
}

/** The path without links. Errors are those of {@link ask}. */
export function realpath(path: string, patience?: Patience): Promise<string> {
  return ask(
    {
      path,
      call: () => fs.realpath(path),
      program: ['realpath', '-ez', '--', path],
      read: (text) => text.replace(/\0$/, ''),
    },
    patience,
  )
}

/** What is there. Errors are those of {@link ask}. */
export function factsOf(path: string, patience?: Patience): Promise<FileFacts> {
  return ask(
    {
      path,
      call: async () => {
        const info = await fs.stat(path)
        const kind = info.isDirectory() ? 'folder' : info.isFile() ? 'file' : 'other'
        return { kind, mode: info.mode & 0o7777, size: info.size }
      },
      program: ['stat', '-L', '--printf=%f %s', '--', path],
      read: (text) => {
        const [raw = '', size] = text.split(' ')
        const mode = parseInt(raw, 16)
        return { kind: KINDS[mode & 0o170000] ?? 'other', mode: mode & 0o7777, size: Number(size) }
      },
    },
    patience,
  )
}

/** The kinds of files among the mode bits (inode(7)). */
const KINDS: Readonly<Record<number, FileFacts['kind']>> = { 0o040000: 'folder', 0o100000: 'file' }

/**
 * True where there is a folder; false also where that cannot be found out, in time or at all.
 * @throws when the app has run out of something, which says nothing of the path
 */
export function isFolder(path: string, patience?: Patience): Promise<boolean> {
  return factsOf(path, patience).then(({ kind }) => kind === 'folder', unlessShortage(false))
}

/**
 * False where this user may not start a program there, or it is none.
 * @throws what {@link ask} throws where that cannot be found out
 */
export async function isProgram(path: string, patience?: Patience): Promise<boolean> {
  const question = {
    path,
    call: () => fs.access(path, fs.constants.X_OK).then(() => true),
    program: ['test', '-x', path],
    read: () => true,
  } as const
  const facts = await factsOf(path, patience).catch(isNo)
  return facts !== false && facts.kind === 'file' && ask(question, patience).catch(isNo)
}

/** Nothing there, or not for this user: an answer. `test` says no more than its exit code. */
function isNo(error: unknown): false {
  const { code, message } = error as NodeJS.ErrnoException
  if (isAbsent(error) || code === 'EACCES' || message === '') return false
  throw error
}
