import { isLoopback, addedName } from '../run/written-tree'
import { parseRemoteHost } from '../task/remote-host'
import type { TaskSettings } from '../task/task'

/** Where a task puts what it copies, the name that rsync adds included. */
export interface Destination {
  readonly isHere: boolean
  /** Absolute and tidied up; of a remote one it may begin at the home folder: `~`, `~/photos`. */
  readonly path: string
}

/**
 * The folder that a task fills, and in which it deletes; null for a module, which has a folder of
 * its own by its nature.
 * @param connectionHost of a saved connection
 */
export function destinationOf(task: TaskSettings, connectionHost?: string): Destination | null {
  const name = addedName(task)
  if (task.direction === 'PULL') return { isHere: true, path: tidied(`${task.path}/${name}`) }
  if (task.mode === 'MODULE') return null
  return { isHere: isThisComputer(task, connectionHost), path: tidied(`${fromHome(task)}/${name}`) }
}

/** The folder that a task reads, where it is one of this computer; null for all others. */
export function localSource(task: TaskSettings, connectionHost?: string): string | null {
  if (task.direction === 'PUSH') return tidied(task.path)
  if (task.mode === 'MODULE' || !isThisComputer(task, connectionHost)) return null
  const path = tidied(fromHome(task))
  return path.startsWith('/') ? path : null
}

/** Homes of people, on whatever system: `/root`, `/home/anna`, `/Users/anna`, and `~`. */
export function isHomeFolder(path: string): boolean {
  return /^(~[^/]*|\/(var\/)?root|\/(home|Users)(\/[^/]+)?)$/.test(path)
}

function isThisComputer({ remoteHost }: TaskSettings, connectionHost?: string): boolean {
  return isLoopback(connectionHost ?? parseRemoteHost(remoteHost ?? '')?.host ?? '')
}

/** ssh starts in the home folder. */
function fromHome({ remotePath }: TaskSettings): string {
  return /^[/~]/.test(remotePath) ? remotePath : `~/${remotePath}`
}

function tidied(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0) parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return path.startsWith('/') ? `/${parts.join('/')}` : parts.join('/')
}
