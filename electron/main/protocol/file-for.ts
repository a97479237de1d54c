import { readFile, realpath } from 'node:fs/promises'
import { join, normalize, sep } from 'node:path'
import { ifAbsent } from '@common/text/system-error'
import { APP_HOST } from './app-origin'

/** The file a URL stands for; null when it is not one below `root`. */
export function fileFor(root: string, url: string): string | null {
  const { host, pathname } = new URL(url)
  if (host !== APP_HOST) return null
  try {
    const path = decodeURIComponent(pathname)
    const file = normalize(join(root, path === '/' ? 'index.html' : path))
    return file.startsWith(root + sep) && !file.includes('\0') ? file : null
  } catch {
    // A malformed escape.
    return null
  }
}

/**
 * What is in a file that `fileFor` named.
 * @returns null when it is not there, or a link on the way leads out of `root`
 * @throws the system's error when it is there and cannot be read
 */
export async function readBelow(root: string, file: string): Promise<Buffer | null> {
  try {
    const real = await realpath(file)
    return real.startsWith((await realpath(root)) + sep) ? await readFile(real) : null
  } catch (error) {
    return ifAbsent(null)(error)
  }
}
