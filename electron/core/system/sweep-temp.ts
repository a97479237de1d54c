import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Accounts } from './accounts'
import { isAlive } from './is-alive'
import { runAs } from './run-as'
import { COMMON_TEMP, TEMP_KINDS, tempFolder, tempPrefixOf } from './temp-folder'

const OF_PROCESS = new RegExp(`^rsync-tasks-(?:${TEMP_KINDS.join('|')})-(\\d+)-[A-Za-z0-9]{6}$`)
const RANDOM_END = /^[A-Za-z0-9]{6}$/
/** Earlier versions did not name the process; their folders were there for moments, too. */
const OLD_NAME = /^rsync-tasks-(?:keys-)?[A-Za-z0-9]{6}$/
const OLD_AGE_MS = 60_000
const OLD_CONTENTS = new Set(['stdout', 'stderr', 'copy', 'ed25519', 'ecdsa', 'rsa'])
/** Folders removed by one command; the rest waits for the next start. */
const MAX_FOLDERS = 1000

/** Whose folders are looked for. */
export interface Sweep {
  readonly accounts: Accounts
  /** Its lock is held, so that whatever carries its mark is of an earlier life. */
  readonly dataFolder: string
  /** Names of the users as whom tasks run; nobody else has folders of this app. */
  readonly users: ReadonlySet<string>
}

/**
 * Removes the temporary folders of an app that was killed: those with the mark of the data folder,
 * and those of processes that have ended. Each is removed as its owner, so that a link in it leads
 * no further than that user's reach; links themselves are left alone. It never fails: a folder that
 * cannot be removed must not keep the app from starting.
 */
export async function sweepTemp({ accounts, dataFolder, users }: Sweep): Promise<void> {
  const own = accounts.current.uid
  const prefix = tempPrefixOf(dataFolder)
  const foreign = new Map<number, string[]>()
  for (const parent of new Set([await tempFolder(own), COMMON_TEMP])) {
    for (const name of await readdir(parent).catch(() => [])) {
      const path = join(parent, name)
      if (!isOurs(name, prefix)) continue
      const info = await lstat(path).catch(() => null)
      if (!info?.isDirectory()) continue
      const isOwn = info.uid === own
      if (OLD_NAME.test(name) && !(isOwn && (await isOldLeft(path, info.mtimeMs)))) continue
      if (isOwn) await rm(path, { recursive: true, force: true }).catch(() => undefined)
      else foreign.set(info.uid, [...(foreign.get(info.uid) ?? []), path])
    }
  }
  for (const [uid, paths] of foreign) {
    const owner = await accounts.findById(uid)
    if (!owner || !users.has(owner.name)) continue
    const argv = ['-rf', '--', ...paths.slice(0, MAX_FOLDERS)]
    await runAs(owner, accounts, 'rm', argv).catch(() => undefined)
  }
}

function isOurs(name: string, prefix: string): boolean {
  if (name.startsWith(prefix)) return RANDOM_END.test(name.slice(prefix.length))
  const pid = OF_PROCESS.exec(name)?.[1]
  return pid === undefined ? OLD_NAME.test(name) : !isAlive(Number(pid))
}

async function isOldLeft(path: string, changedAt: number): Promise<boolean> {
  if (Date.now() - changedAt < OLD_AGE_MS) return false
  const names = await readdir(path).catch(() => null)
  return names?.every((name) => OLD_CONTENTS.has(name)) ?? false
}
