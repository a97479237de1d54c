import { posix } from 'node:path'
import { keepsPaths, valueOf } from '@common/rsync/option-questions'
import { readParameters } from '@common/rsync/parameters'
import { copiesContents } from '@common/rsync/safeguards'
import type { TaskSettings } from '@common/task/task'

/** The local folder in which the names begin that a run gives to files, in its lists and rules. */
export function transferRoot({ direction, path, extra }: TaskSettings): string {
  if (direction === 'PULL') return path
  const reading = readParameters(extra)
  if (valueOf(reading, 'files-from') !== null) return path
  if (keepsPaths(reading)) {
    const [before = '/'] = path.includes('/./') ? path.split('/./') : ['/']
    return before || '/'
  }
  return copiesContents(path) ? path : posix.dirname(path)
}

/**
 * The name that a run gives to what is in its local folder.
 * @param folder where that one really is
 * @param path of what is in it, really
 */
export function nameInTransfer(task: TaskSettings, folder: string, path: string): string {
  const typed = posix.join(task.path, posix.relative(folder, path))
  return posix.relative(transferRoot(task), typed)
}
