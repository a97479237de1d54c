import { append } from '@common/lists'
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { startedFrom } from '../system/started-from'
import { systemPath } from '../system/system-path'
import { procStat } from './proc-stat'

const RETRY_MS = 500

/**
 * Signals the processes below another user's program, which we may not signal ourselves. sudo
 * itself ends when the program it started has ended.
 * @param prefix what a command must begin with to run as that user, such as `sudo -n -u ada --`
 */
export function stopThrough(prefix: readonly string[], pid: number, signal: NodeJS.Signals): void {
  const pids = descendantsOf(pid)
  const [program, ...rest] = prefix
  if (program === undefined || pids.length === 0) return
  const argv = [...rest, 'kill', '-s', signal.replace(/^SIG/, ''), ...pids.map(String)]
  // A process may have ended in between; kill says so, and nobody needs to hear it. But where nothing
  // can be started, as the process table is full, it is tried for as long as they are there.
  const start = startedFrom({ program, argv, cwd: '/' })
  const env = { ...process.env, PATH: systemPath() }
  const options = { stdio: 'ignore', detached: true, env, cwd: start.cwd } as const
  const again = () => void setTimeout(() => stopThrough(prefix, pid, signal), RETRY_MS).unref()
  spawn(start.program, start.argv, options).on('error', again)
}

/**
 * All processes below one, and those of its group: a program whose parent was killed belongs to
 * nobody else. /proc tells everybody who belongs to whom.
 */
function descendantsOf(pid: number): number[] {
  const known = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(readProcess)
    .filter((info) => info !== null)
  const found = new Set(known.filter(({ group }) => group === pid).map((info) => info.pid))
  const pending = [pid, ...found]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const below = known.filter(({ parent }) => parent === next).map((info) => info.pid)
    const fresh = below.filter((one) => !found.has(one))
    for (const one of fresh) found.add(one)
    append(pending, fresh)
  }
  found.delete(pid)
  return [...found]
}

function readProcess(entry: string) {
  const stat = procStat(entry)
  return stat && { pid: Number(entry), parent: stat.parent, group: stat.group }
}
