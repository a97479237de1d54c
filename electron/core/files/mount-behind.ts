import { append } from '@common/lists'
import { readlink } from 'node:fs/promises'
import { mountOf, type Mount } from '../system/mounts'

/** As many links as Linux follows before it says ELOOP (path_resolution(7)). */
const MAX_LINKS = 40

/** File systems that are the kernel's own or are in memory: there is nobody to wait for. */
const IN_MEMORY: ReadonlySet<string> = new Set([
  'tmpfs',
  'ramfs',
  'devtmpfs',
  'devpts',
  'proc',
  'sysfs',
  'cgroup',
  'cgroup2',
  'mqueue',
  'securityfs',
])

/**
 * True for a file system without which nothing works here, this program included: that of `/`, and
 * those in memory. Of any other, a network share or a disk, nobody knows when it answers.
 */
export function alwaysAnswers(mount: Mount, mounts: readonly Mount[]): boolean {
  return IN_MEMORY.has(mount.type) || mount.device === mountOf(mounts, '/')?.device
}

/**
 * The first mount on the way to a path that may not answer; null where there is none. Links are
 * followed here, one by one, and each only where reading it cannot hang.
 * @param path absolute; need not be there
 */
export async function mountBehind(path: string, mounts: readonly Mount[]): Promise<Mount | null> {
  const pending = partsOf(path).reverse()
  let [here, links] = ['', 0]
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part === '..') {
      here = here.slice(0, Math.max(0, here.lastIndexOf('/')))
      continue
    }
    const next = `${here}/${part}`
    const mount = mountOf(mounts, next)
    if (mount && !alwaysAnswers(mount, mounts)) return mount
    const target = await readlink(next).catch(() => null)
    if (target === null) {
      here = next
      continue
    }
    if (++links > MAX_LINKS) return null
    if (target.startsWith('/')) here = ''
    append(pending, partsOf(target).reverse())
  }
  return null
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.')
}
