import { largest } from '@common/lists'
import { readdirSync, readFileSync } from 'node:fs'
import { procStat } from './proc-stat'

/**
 * Tells which processes of a group sleep in one and the same call of the kernel, where no signal
 * reaches them (state D, proc(5)): that of a disk or server that does not answer. Linux only;
 * elsewhere nothing is found.
 */
export class KernelWaits {
  /** Since when, and how often each had been put to sleep by then. */
  private known = new Map<string, { readonly sleeps: string; readonly since: number }>()

  constructor(private readonly group: number) {}

  /** Milliseconds for which a process of the group has been seen in one call; 0 for none. */
  longestMs(): number {
    const now = performance.now()
    const found = asleep(this.group).map(([pid, sleeps]) => {
      const before = this.known.get(pid)
      return [pid, before?.sleeps === sleeps ? before : { sleeps, since: now }] as const
    })
    this.known = new Map(found)
    return largest(
      found.map(([, { since }]) => now - since),
      0,
    )
  }
}

/** Process id and number of sleeps of each process of the group in state D. */
function asleep(group: number): [pid: string, sleeps: string][] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        const stat = procStat(pid)
        return stat?.group === group && stat.state === 'D'
      })
      .map((pid) => [pid, sleepsOf(pid)])
  } catch {
    return []
  }
}

function sleepsOf(pid: string): string {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  return [...status.matchAll(/^(?:non)?voluntary_ctxt_switches:\s*(\d+)$/gm)].join()
}
