import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { ChangeSort } from '@common/preview/preview'
import { answeringPath } from '../files/answering-path'
import { runProgram } from '../system/run-program'

/** A name is the last field, to the end of the line. */
const KEYS: Readonly<Record<ChangeSort, readonly string[]>> = {
  name: ['-k4'],
  size: ['-k2,2n', '-k4'],
  kind: ['-k1,1', '-k4'],
}
/** More than this goes to files beside the list: memory stays the same for millions of lines. */
const MEMORY = '32M'
const TIMEOUT_MS = 10 * 60_000

/**
 * Sorts a list of changes into another file, by bytes, with the system's `sort`: in a process of
 * its own, so that neither the window nor a run waits for it.
 * @throws AppError PROGRAM_MISSING, STORAGE_FAILED
 */
export async function sortLines(from: string, to: string, by: ChangeSort): Promise<void> {
  const folder = dirname(to)
  const argv = ['-t', '\t', ...KEYS[by], '-S', MEMORY, '-T', folder, '-o', to, '--', from]
  const env = { PATH: await answeringPath(), LC_ALL: 'C' }
  // Made here, so that it is private whatever umask the program gets.
  await writeFile(to, '', { mode: 0o600 })
  const done = await runProgram({ program: 'sort', argv, env, cwd: folder }, TIMEOUT_MS)
  if (done.exitCode === 0) return
  throw new AppError('STORAGE_FAILED', say('preview.unsorted', { error: done.stderr.trim() }))
}
