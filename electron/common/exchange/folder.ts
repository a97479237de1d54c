/**
 * A folder that a shell is in. `cd ..` takes away the name that led in, whatever a link of that
 * name leads to (POSIX, cd); of the folder in which the shell began nobody knows such a name.
 */
export class Folder {
  /**
   * @param start where the shell began
   * @param names the way that it took from there
   */
  constructor(
    private readonly start: string,
    private readonly names: readonly string[] = [],
  ) {}

  get path(): string {
    return joined(this.start, this.names.join('/'))
  }

  /** Where `cd` leads; null where nobody knows. */
  to(path: string): Folder | null {
    const isWhole = path.startsWith('/')
    const start = isWhole ? '/' : this.start
    const names = isWhole ? [] : [...this.names]
    for (const name of path.split('/')) {
      if (name === '' || name === '.') continue
      if (name !== '..') names.push(name)
      else if (names.pop() === undefined && start !== '/') return null
    }
    return new Folder(start, names)
  }
}

/** Where a program is put that looks up its path itself; null where nobody knows. */
export function entered(folder: string | null, path: string): string | null {
  if (path.startsWith('/')) return path
  return folder === null ? null : joined(folder, path)
}

const joined = (folder: string, path: string) =>
  path === '' ? folder : `${folder.replace(/\/$/, '')}/${path}`
