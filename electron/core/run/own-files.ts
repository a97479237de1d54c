import { largest } from '@common/lists'
import { openSync, readdirSync, readFileSync } from 'node:fs'
import { ifAbsent } from '@common/text/system-error'

const FIRST = 3
let nothing: number | undefined
let most: number | undefined

/** Of the flags that `/proc/self/fdinfo` tells: closed at the start of another program. */
const CLOSED_ON_EXEC = 0o2000000

/**
 * What to give a child from file descriptor 3 on, so that it gets none of ours. Node's own are closed at
 * the start of another program, but not those of Chromium: its sockets would live on in rsync, and after
 * a crash the app's helpers would wait for whoever still holds them. The free ones are left out, for
 * node needs some of those to start the child. Only Linux is like that.
 */
export function insteadOfOurFiles(): ('ignore' | number)[] {
  if (process.platform !== 'linux') return []
  const inherited = new Set(readdirSync('/proc/self/fd').map(Number).filter(isInherited))
  nothing ??= openSync('/dev/null', 'r+')
  most ??= openFileLimit()
  // One beyond is from whoever started the app, before the limit was set, and node cannot replace it.
  const last = largest(
    [...inherited].filter((fd) => fd < (most ?? 0)),
    -1,
  )
  const from = Array.from({ length: Math.max(0, last - FIRST + 1) }, (_, i) => FIRST + i)
  return from.map((fd) => (inherited.has(fd) ? (nothing ?? 'ignore') : 'ignore'))
}

/** How many files this process may have open; their numbers are lower (getrlimit(2)). */
function openFileLimit(): number {
  const text = readFileSync('/proc/self/limits', 'latin1')
  return Number(/^Max open files\s+(\d+)/m.exec(text)?.[1] ?? Infinity)
}

/** The one by which they were listed is not there any more. */
function isInherited(fd: number): boolean {
  try {
    const info = readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1')
    return (parseInt(/^flags:\s*(\d+)/m.exec(info)?.[1] ?? '', 8) & CLOSED_ON_EXEC) === 0
  } catch (error) {
    return ifAbsent(false)(error)
  }
}
