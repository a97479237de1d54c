import { file, folder, link, type Attributes, type TreeSpec } from './tree'

/** Null where nothing is known, or promised, of an attribute. */
type Maybe = number | null

export interface FileNode {
  readonly kind: 'file'
  readonly text: string
  readonly mtimeMs: Maybe
  readonly mode: Maybe
  /** The extended attribute `user.note`; null for none. */
  readonly note: string | null
}

export interface LinkNode {
  readonly kind: 'link'
  readonly to: string
  readonly mtimeMs: Maybe
}

export interface DirNode {
  readonly kind: 'dir'
  readonly children: Readonly<Record<string, TreeNode>>
  readonly mtimeMs: Maybe
  readonly mode: Maybe
}

/** A tree as plain data, to be made up, thought about and compared. */
export type TreeNode = FileNode | LinkNode | DirNode

const attributesOf = ({ mtimeMs, mode }: { mtimeMs: Maybe; mode?: Maybe }): Attributes => ({
  ...(mtimeMs === null ? {} : { mtimeMs }),
  ...(mode === null || mode === undefined ? {} : { mode }),
})

/** What is in a folder, for makeTree. */
export function contentOf({ children }: DirNode): TreeSpec {
  const entries = Object.entries(children).map(([name, node]) => [name, specOf(node)])
  return Object.fromEntries(entries) as TreeSpec
}

function specOf(node: TreeNode): TreeSpec[string] {
  if (node.kind === 'file') return file(node.text, attributesOf(node))
  if (node.kind === 'link') return link(node.to, attributesOf(node))
  return folder(contentOf(node), attributesOf(node))
}

/** Every node below a folder with its path, folders before what is in them. */
export function* nodesOf(dir: DirNode, prefix = ''): Generator<readonly [string, TreeNode]> {
  for (const [name, node] of Object.entries(dir.children)) {
    yield [`${prefix}${name}`, node]
    if (node.kind === 'dir') yield* nodesOf(node, `${prefix}${name}/`)
  }
}
