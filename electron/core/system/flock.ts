import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { say } from '@common/i18n/say'
import { startedFrom, whyNotStarted } from './started-from'
import { systemPath } from './system-path'

/** A file system that does not answer must not hold a start for ever. */
const LOCK_MS = 10_000

/**
 * Locks an open file by the program `flock`, since Node has no call for it. The lock belongs to the
 * open file, which the program inherits from us: it stays ours when the program has ended.
 * @returns false while another process has the lock
 */
export async function flock(fd: number): Promise<boolean> {
  const argv = ['-x', '-n', '3']
  const start = startedFrom({ program: 'flock', argv, cwd: '/' })
  const child = spawn(start.program, start.argv, {
    env: { PATH: systemPath(), LC_ALL: 'C' },
    cwd: start.cwd,
    stdio: ['ignore', 'ignore', 'pipe', fd],
    timeout: LOCK_MS,
    killSignal: 'SIGKILL',
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  try {
    // With too many open files there is nothing to read, and `ended` tells why.
    const [code, problem] = await Promise.all([ended, child.stderr ? text(child.stderr) : ''])
    const missing = whyNotStarted(code, problem.trimEnd().split('\n'))
    if (missing) throw missing
    // It says nothing when the lock is taken.
    if (code === 0 || (code === 1 && problem === '')) return code === 0
    throw new Error(problem.trim() || say('app.lockTimeout', { seconds: LOCK_MS / 1000 }))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Error(say('app.flockMissing'))
    throw error
  }
}
