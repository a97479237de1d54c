import { fstatSync, openSync, readdirSync } from 'node:fs'

const FIRST = 3
let nothing: number | undefined

/**
 * What to give a child from file descriptor 3 on, so that it gets none of ours. Node closes its own at
 * the start of another program, but Chromium does not: its sockets would live on in rsync, and after a
 * crash the app's helpers would wait for whoever still holds them. The free ones are left out, for
 * node needs some of those to start the child. Only Linux is like that.
 */
export function insteadOfOurFiles(): ('ignore' | number)[] {
  if (process.platform !== 'linux') return []
  const open = new Set(readdirSync('/proc/self/fd').map(Number).filter(isOpen))
  nothing ??= openSync('/dev/null', 'r+')
  const last = Math.max(FIRST, ...open)
  const from = Array.from({ length: last - FIRST + 1 }, (_, i) => FIRST + i)
  return from.map((fd) => (open.has(fd) ? (nothing ?? 'ignore') : 'ignore'))
}

/** The one by which they were listed is not, any more. */
function isOpen(fd: number): boolean {
  try {
    fstatSync(fd)
    return true
  } catch {
    return false
  }
}
