import { delimiter } from 'node:path'

/** Where every Linux and Mac has its own programs. */
const OF_SYSTEM = ['/usr/bin', '/bin']

/** PATH where there is none. */
export const USUAL_PATH = '/usr/local/bin:/usr/bin:/bin'

/**
 * PATH for what is started where nobody can ask first which folders answer (see `answeringPath`), as
 * that question is itself: flock, ls, stat, kill. The system's own folders have them.
 */
export function systemPath(): string {
  return [...OF_SYSTEM, ...foldersOfPath()].join(delimiter)
}

/** The folders in which a program is looked for by its name. */
export function foldersOfPath(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
}
