import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** One living process as /proc shows it. */
export interface ProcessInfo {
  readonly pid: number
  readonly ppid: number
  readonly pgid: number
  readonly state: string
  readonly command: string
}

// The command name may itself contain blanks and parentheses, so the fields start at the last ')'.
function parseStat(text: string): ProcessInfo {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  const [state = '', ppid, pgid] = text.slice(close + 2).split(' ')
  return {
    pid: Number(text.slice(0, open)),
    ppid: Number(ppid),
    pgid: Number(pgid),
    state,
    command: text.slice(open + 1, close),
  }
}

function readProcess(pid: number | string): ProcessInfo | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return undefined
  }
}

/**
 * Every process that is really running. Zombies are left out: they do nothing any more and, in a
 * container whose first process does not reap, would stay for ever.
 */
export function allProcesses(): ProcessInfo[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readProcess)
    .filter((info) => info !== undefined)
    .filter((info) => info.state !== 'Z' && info.state !== 'X')
}

/** Whether the process runs (a zombie does not). Signal 0 cannot tell the two apart; /proc can. */
export function isAlive(pid: number): boolean {
  const state = readProcess(pid)?.state
  return state !== undefined && state !== 'Z' && state !== 'X'
}

/** The running members of a process group: what must be empty after a task was stopped. */
export function processesOfGroup(pgid: number): ProcessInfo[] {
  return allProcesses().filter((info) => info.pgid === pgid)
}

/** All running children of a process, their children, and so on; not the process itself. */
export function descendantsOf(pid: number): ProcessInfo[] {
  const all = allProcesses()
  const found: ProcessInfo[] = []
  const parents = [pid]
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
    const children = all.filter((info) => info.ppid === parent)
    found.push(...children)
    parents.push(...children.map((child) => child.pid))
  }
  return found
}

/**
 * The running processes whose environment holds exactly `name=value`. It finds children that were
 * re-parented to pid 1 and so are nobody's descendants. Processes we may not inspect are left out.
 */
export function processesWithEnv(name: string, value: string): ProcessInfo[] {
  const wanted = `${name}=${value}`
  return allProcesses().filter(({ pid }) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(wanted)
    } catch {
      return false
    }
  })
}

/**
 * The running processes that work in a folder or below it. A remote rsync goes to the folder it
 * serves, which neither its arguments (`-s`) nor, under a daemon, its environment tell.
 * @param folder absolute, with links resolved
 */
export function processesIn(folder: string): ProcessInfo[] {
  return allProcesses().filter(({ pid }) => {
    try {
      return `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`)
    } catch {
      return false
    }
  })
}

/** How long to wait, how often to look, and what to call the thing awaited. */
export interface WaitOptions {
  readonly what: string
  readonly timeoutMs?: number
  readonly everyMs?: number
}

/**
 * Polls until the predicate returns something truthy and hands that back.
 *
 * Why: a test that sleeps for a fixed time is either slow or flaky. On timeout the error says what
 * was awaited, which is the only useful thing in a CI log.
 */
export async function waitUntil<T>(
  predicate: () => T | Promise<T>,
  { what, timeoutMs = 30_000, everyMs = 10 }: WaitOptions,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const value = await predicate()
    if (value) return value
    if (performance.now() >= deadline) {
      throw new Error(`Waited ${timeoutMs} ms in vain for: ${what}`)
    }
    await sleep(everyMs)
  }
}
