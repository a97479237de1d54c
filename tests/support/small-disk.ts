import { onTestFinished } from 'vitest'

import { tempDir } from './engine'
import { runOk } from './run'
import { bigFile } from './tree'

/** A disk of its own of this size. Only root may mount; tests with it fail for everyone else. */
export async function smallDisk(kilobytes: number, dir?: string): Promise<string> {
  const at = dir ?? (await tempDir())
  await runOk('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', at])
  onTestFinished(async () => void (await runOk('umount', ['-l', at])))
  return at
}

/** Writes until the disk takes no more. Out: the file to remove to make room again. */
export async function fill(dir: string, leaveBytes = 0): Promise<string> {
  const file = `${dir}/ballast`
  await bigFile(dir, 'ballast', 100_000_000).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOSPC') throw error
  })
  if (leaveBytes > 0) await runOk('truncate', ['-s', `-${leaveBytes}`, file])
  return file
}
