import fc from 'fast-check'

import type { DirNode, FileNode, LinkNode, TreeNode } from './tree-node'

/** Few names, so that both sides share some; among them those that imitate rsync's own output. */
const NAMES = [
  ...['a', 'b', 'sub', 'deep er', '*deleting   x', '100% cotton', '@@|>f+++++++++ 5 a', '-n', 'ü'],
  ...['Number of files: 9', 'tab\there', 'line\nend', String.raw`\#012`, 'x -> y', '.hidden'],
]
const name = fc.constantFrom(...NAMES)
/** Times apart by more than rsync's quick check could miss. */
const mtimeMs = fc.constantFrom(1e12, 1.1e12, 1.2e12)

const randomFile: fc.Arbitrary<FileNode> = fc.record({
  kind: fc.constant('file' as const),
  // Some of one size, so that only time or checksum tells them apart.
  text: fc.constantFrom('', 'x', 'y', 'yy', 'z'.repeat(40)),
  mtimeMs,
  mode: fc.constantFrom(0o644, 0o600, 0o755, 0o664),
  note: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.constantFrom('one', 'zwei')),
})

const randomLink: fc.Arbitrary<LinkNode> = fc.record({
  kind: fc.constant('link' as const),
  to: name,
  mtimeMs,
})

const { dir } = fc.letrec<{ dir: DirNode; node: TreeNode }>((tie) => ({
  dir: fc.record({
    kind: fc.constant('dir' as const),
    children: fc.dictionary(name, tie('node'), { maxKeys: 5, noNullPrototype: true }),
    mtimeMs,
    mode: fc.constantFrom(0o755, 0o700, 0o775),
  }),
  node: fc.oneof({ maxDepth: 2, depthSize: 'small' }, randomFile, randomLink, tie('dir')),
}))

/** A folder with files, links and folders in it, of few names, sizes and times. */
export const randomTree: fc.Arbitrary<DirNode> = dir
