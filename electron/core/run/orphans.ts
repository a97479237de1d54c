import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** Every process of a run carries this in its environment, rsync's own children and ssh included. */
const MARKER = 'RSYNC_TASKS_RUN'
const STOP_GRACE_MS = 10_000
const POLL_MS = 50

/** The variable that marks the processes of a run; `folder` tells apart several data folders. */
export function runMarker(folder: string, runId: number): Readonly<Record<string, string>> {
  return { [MARKER]: `${folder}#${runId}` }
}

/**
 * Ends what an earlier life of the app left running of a run; true if there was anything. The
 * marker is safer than a noted process id: it is there from the first instant, and no other
 * process can have it. Other systems than Linux do not show it; nothing is found there.
 */
export async function stopOrphans(folder: string, runId: number): Promise<boolean> {
  const [[name, value] = ['', '']] = Object.entries(runMarker(folder, runId))
  const entry = `${name}=${value}`
  const found = await processesWith(entry)
  signalAll(found, 'SIGTERM')
  let left = found
  for (let waited = 0; left.length > 0 && waited < STOP_GRACE_MS; waited += POLL_MS) {
    await sleep(POLL_MS)
    left = await processesWith(entry)
  }
  signalAll(left, 'SIGKILL')
  return found.length > 0
}

async function processesWith(entry: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => [])
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number)
  const marked = await Promise.all(pids.map((pid) => hasEntry(pid, entry)))
  return pids.filter((pid, index) => marked[index] && pid !== process.pid)
}

async function hasEntry(pid: number, entry: string): Promise<boolean> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8')
    return environment.split('\0').includes(entry)
  } catch {
    // It has ended, or belongs to somebody whose processes we may not see.
    return false
  }
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}
