import { delimiter } from 'node:path'

/** Where every Linux and Mac has its own programs. */
const OF_SYSTEM = ['/usr/bin', '/bin']

/** PATH where there is none. */
export const USUAL_PATH = '/usr/local/bin:/usr/bin:/bin'

/**
 * PATH for the programs of the system that the app uses for itself (stat, mkfifo, flock …): a folder
 * of PATH that does not answer is not asked for what the system's own folders have.
 */
export function systemPath(): string {
  return [...OF_SYSTEM, ...foldersOfPath()].join(delimiter)
}

/** The folders in which a program is looked for by its name. */
export function foldersOfPath(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
}
