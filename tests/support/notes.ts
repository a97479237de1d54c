import { findProgram, runOk } from './run'
import { nodesOf, type DirNode } from './tree-node'

const WRITE = `
import json, os, sys
for path, note in json.load(sys.stdin): os.setxattr(path, "user.note", note.encode())
`
const READ = `
import json, os, sys
notes = {}
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(folder, name)
        if not os.path.islink(path) and "user.note" in os.listxattr(path):
            notes[os.path.relpath(path, sys.argv[1])] = os.getxattr(path, "user.note").decode()
print(json.dumps(notes))
`

/** The extended attribute `user.note` of every file of a tree that has one, by its path. */
export const notesOf = (dir: DirNode): Record<string, string> =>
  Object.fromEntries(
    [...nodesOf(dir)].flatMap(([path, node]) =>
      node.kind === 'file' && node.note !== null ? [[path, node.note]] : [],
    ),
  )

/** Writes the notes of a tree that was laid out below the folder. */
export async function writeNotes(folder: string, dir: DirNode): Promise<void> {
  const notes = Object.entries(notesOf(dir)).map(([path, note]) => [`${folder}/${path}`, note])
  if (notes.length === 0) return
  await runOk(findProgram('python3'), ['-c', WRITE], { input: JSON.stringify(notes) })
}

/** Reads what {@link writeNotes} writes. */
export async function readNotes(folder: string): Promise<Record<string, string>> {
  const { stdout } = await runOk(findProgram('python3'), ['-c', READ, folder])
  return JSON.parse(stdout) as Record<string, string>
}
