import { join, normalize, sep } from 'node:path'
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
