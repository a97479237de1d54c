import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { procStat } from './proc-stat'

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
  // A process may have ended in between; kill says so, and nobody needs to hear it.
  spawn(program, argv, { stdio: 'ignore', detached: true }).on('error', () => undefined)
}

/** All processes below one, from /proc, where everybody may read who belongs to whom. */
function descendantsOf(pid: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = procStat(name)?.parent
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const found: number[] = []
  const pending = [pid]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const below = children.get(next) ?? []
    found.push(...below)
    pending.push(...below)
  }
  return found
}
