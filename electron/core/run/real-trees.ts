import { dirname } from 'node:path'
import { isOnThisComputer, type WrittenTree } from '@common/run/written-tree'
import { realpath } from '../files/files'
import { behindMounts, readMounts } from '../system/mounts'

/** A file server that does not answer must not keep a run from being queued. */
const PATIENCE = { seconds: 2 }

/**
 * Sees through links and bind mounts on this computer, so that two names of one folder are one
 * tree. Asks the system once, when a run is queued; what asks again and again gets that answer.
 */
export class RealTrees {
  private readonly paths = new Map<string, string>()

  /** Looks the folders of a tree up anew; one that cannot be reached in time stays as it was. */
  async settle(tree: WrittenTree | null): Promise<void> {
    if (tree === null || !isOnThisComputer(tree)) return
    const real = await realPath(`/${tree.path}`).catch(() => null)
    if (real !== null) this.paths.set(tree.path, real.slice(1))
  }

  of(tree: WrittenTree): WrittenTree {
    const path = isOnThisComputer(tree) ? this.paths.get(tree.path) : undefined
    return path === undefined ? tree : { ...tree, path }
  }
}

async function realPath(path: string): Promise<string> {
  return behindMounts(await withoutLinks(path), (await readMounts()) ?? [])
}

/** A folder that is not there yet is below one that is. */
async function withoutLinks(path: string): Promise<string> {
  for (let known = path; ; known = dirname(known)) {
    const real = await realpath(known, PATIENCE).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' && known !== '/') return null
      throw error
    })
    if (real !== null)
      return `${real === '/' ? '' : real}${path.slice(known === '/' ? 0 : known.length)}`
  }
}
