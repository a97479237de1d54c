import { dirname, resolve } from 'node:path'
import { foreignFolder } from '../store/save-file'
import { isOpenToOthers, whyNotOwn, type FolderDanger } from '../system/own-folder'
import { ask } from './ask'

/**
 * As root, looks at the folder in which a file is to be saved, also on a share: whoever owns a
 * folder on the way could lay a link there, and have root write elsewhere.
 * @throws AppError, and what {@link ask} throws
 */
export async function assertRootsFolder(path: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const folder = dirname(resolve(path))
  const danger = await ask({
    path: folder,
    call: () => Promise.resolve(whyNotOwn(folder, 0)),
    program: ['stat', '-c', '%u %g %a %F', '--', ...wayTo(folder)],
    read: (stdout) => dangerIn(wayTo(folder), stdout.trimEnd().split('\n')),
  })
  if (danger) throw foreignFolder(danger.path)
}

/** The folder and all around it, from the top. */
function wayTo(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [...wayTo(parent), folder]
}

/** The first that is not root's alone; nobody knows where a link on a share will lead. */
function dangerIn(paths: readonly string[], lines: readonly string[]): FolderDanger | null {
  const dangers = paths.map((path, i): FolderDanger | null => {
    const [uid, gid, mode, ...kind] = (lines[i] ?? '').split(' ')
    const owner = Number(uid)
    if (owner !== 0) return { path, owner }
    const facts = { mode: Number.parseInt(mode ?? '', 8), gid: Number(gid) }
    // Whether a share has access control lists is not looked at, so each that could have one counts.
    const isUnsafe = kind.join(' ') === 'symbolic link' || isOpenToOthers(facts, () => true)
    return isUnsafe ? { path, owner: null } : null
  })
  return dangers.find((danger) => danger !== null) ?? null
}
