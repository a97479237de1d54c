import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A directory that belongs to one test. */
export interface TempDir {
  /** Absolute path with symbolic links resolved, so that it equals what other programs report. */
  readonly path: string
  /** Removes the directory and all below it; may be called more than once. */
  dispose(): Promise<void>
}

/**
 * Makes a fresh, empty directory below the system's temporary directory.
 *
 * In: a short prefix (the whole path must leave room for unix socket names, which end at 107 bytes)
 * and the directory's mode. Out: the path and its disposer, for `onTestFinished(() => x.dispose())`.
 */
export async function makeTempDir(prefix = 'rt', mode = 0o700): Promise<TempDir> {
  const path = await realpath(await mkdtemp(join(tmpdir(), `${prefix}-`)))
  if (mode !== 0o700) await chmod(path, mode)
  return {
    path,
    // Retries because a process that was just killed may still be writing its last file.
    dispose: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }),
  }
}
