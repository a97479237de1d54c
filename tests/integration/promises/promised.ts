import type { DirNode, FileNode, LinkNode, TreeNode } from '../../support/tree-node'
import type { Wishes } from './wishes'

/** How both sides have to be after a run. */
export interface Promised {
  readonly destination: DirNode
  /** Paths that leave the source, because they arrived. */
  readonly moved: readonly string[]
  /** True when something could not make way, so that the run must say that it is partial. */
  readonly isPartial: boolean
}

/** What the umask of the tests takes from what is new. */
const UMASK = 0o022
const EMPTY: DirNode = { kind: 'dir', children: {}, mtimeMs: null, mode: null }

/**
 * Works out what the options promise, entry by entry. No rsync is asked. A run of which something
 * cannot be done deletes nothing at all: that is the app's own promise.
 */
export function promised(source: DirNode, destination: DirNode, wishes: Wishes): Promised {
  const whole = new Promises(wishes).ofRoot(source, destination)
  if (!whole.isPartial) return whole
  return new Promises({ ...wishes, deletes: false, makesWay: false }).ofRoot(source, destination)
}

class Promises {
  private readonly moved: string[] = []
  private isPartial = false

  constructor(private readonly wishes: Wishes) {}

  ofRoot(source: DirNode, destination: DirNode): Promised {
    const merged = this.merged(source, destination, '')
    return { destination: merged, moved: this.moved, isPartial: this.isPartial }
  }

  private merged(source: DirNode, there: DirNode, prefix: string): DirNode {
    const names = new Set([...Object.keys(source.children), ...Object.keys(there.children)])
    const entries = [...names].flatMap((name) => {
      const [from, to] = [source.children[name], there.children[name]]
      const isCopied = from !== undefined && this.isConcerned(name, from, prefix)
      const node = isCopied
        ? this.copied(from, to, `${prefix}${name}`)
        : to && (this.wishes.deletes ? this.surplus(name, to, prefix) : to)
      return node ? [[name, node] as const] : []
    })
    return { ...this.attributesOfDir(source, there), children: Object.fromEntries(entries) }
  }

  /** Excluded names, and folders with Recursive off, are left alone on both sides. */
  private isConcerned(name: string, node: TreeNode, prefix: string): boolean {
    const { excluded, recursive } = this.wishes
    return !excluded.includes(name) && (recursive || node.kind !== 'dir' || prefix !== '')
  }

  private copied(from: TreeNode, to: TreeNode | undefined, path: string): TreeNode | undefined {
    const { links, maxSize, onlyExisting, onlyMissing, keepsNewer } = this.wishes
    if (from.kind === 'link' && !links) return to
    if (from.kind === 'file' && from.text.length > maxSize) return to
    if (!to && onlyExisting) return undefined
    if (from.kind === 'dir') return this.merged(from, to?.kind === 'dir' ? to : EMPTY, `${path}/`)
    if (to && onlyMissing) return to
    if (from.kind === 'file' && to?.kind === 'file' && keepsNewer && isNewer(to, from)) return to
    if (to?.kind === 'dir') {
      const left = this.wayMade(to, `${path}/`)
      if (left) return left
    }
    this.moved.push(path)
    return from.kind === 'file' ? this.file(from, to) : this.link(from, to)
  }

  private file(from: FileNode, to: TreeNode | undefined): FileNode {
    const { times, modes, notes } = this.wishes
    const before = to?.kind === 'file' ? to : null
    const isSame = before !== null && this.isSame(from, before)
    return {
      kind: 'file',
      text: isSame ? before.text : from.text,
      mtimeMs: times ? from.mtimeMs : isSame ? before.mtimeMs : null,
      mode: modes ? from.mode : before ? before.mode : masked(from.mode),
      note: notes ? from.note : null,
    }
  }

  private link(from: LinkNode, to: TreeNode | undefined): LinkNode {
    const isSame = to?.kind === 'link' && to.to === from.to
    return { ...from, mtimeMs: this.wishes.times ? from.mtimeMs : isSame ? to.mtimeMs : null }
  }

  private attributesOfDir(from: DirNode, to: DirNode): DirNode {
    const { times, dirTimes, modes } = this.wishes
    return {
      ...to,
      mtimeMs: times && dirTimes ? from.mtimeMs : null,
      mode: modes ? from.mode : (to.mode ?? masked(from.mode)),
    }
  }

  private isSame(from: FileNode, to: FileNode): boolean {
    const { sameBy } = this.wishes
    if (sameBy === 'content') return from.text === to.text
    if (sameBy === 'never' || from.text.length !== to.text.length) return false
    return sameBy === 'size' || from.mtimeMs === to.mtimeMs
  }

  /**
   * What is left of a folder where something else comes; undefined when it made way. With Recursive
   * off no folder is a concern of the task, so what is in one stays.
   */
  private wayMade(dir: DirNode, prefix: string): DirNode | undefined {
    const { makesWay, recursive } = this.wishes
    const isEmpty = Object.keys(dir.children).length === 0
    const left = isEmpty ? undefined : makesWay && recursive ? this.emptied(dir, prefix) : dir
    if (left) this.isPartial = true
    return left
  }

  /** What Delete leaves of an entry that the source does not have. */
  private surplus(name: string, node: TreeNode, prefix: string): TreeNode | undefined {
    const { deletesExcluded, excluded, recursive } = this.wishes
    if (excluded.includes(name) && !deletesExcluded) return node
    if (node.kind !== 'dir') return undefined
    return !recursive && prefix === '' ? node : this.emptied(node, `${prefix}${name}/`)
  }

  private emptied(dir: DirNode, prefix: string): DirNode | undefined {
    const left = Object.entries(dir.children).flatMap(([name, node]) => {
      const rest = this.surplus(name, node, prefix)
      return rest ? [[name, rest] as const] : []
    })
    if (left.length === 0) return undefined
    return { ...dir, children: Object.fromEntries(left), mtimeMs: null }
  }
}

const masked = (mode: number | null): number | null => (mode === null ? null : mode & ~UMASK)
const isNewer = (a: FileNode, b: FileNode): boolean => (a.mtimeMs ?? 0) > (b.mtimeMs ?? 0)
