import { readdir, readFile, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { ifAbsent, unlessShortage } from '@common/text/system-error'
import type { Account, Accounts } from '../system/accounts'
import { isBehindSudo, runAs } from '../system/run-as'

/** Every process of a run carries this in its environment, rsync's own children and ssh included. */
const MARKER = 'RSYNC_TASKS_RUN'
const STOP_GRACE_MS = 10_000
const POLL_MS = 50

/** The variable that marks the processes of a run; `folder` tells apart several data folders. */
export function runMarker(folder: string, runId: number): Readonly<Record<string, string>> {
  return { [MARKER]: `${folder}#${runId}` }
}

/** The processes that carry a marker: how they are found and signalled. */
interface Reach {
  find(entry: string): Promise<number[]>
  signal(pids: readonly number[], signal: 'SIGTERM' | 'SIGKILL'): Promise<unknown>
}

/**
 * Ends what an earlier life of the app left running of a run; true if there was anything. The
 * marker is safer than a noted process id: it is there from the first instant, and no other
 * process can have it. Other systems than Linux do not show it; nothing is found there.
 * @param user whom the run's task names; null when that is not known any more
 */
export async function stopOrphans(
  folder: string,
  runId: number,
  user: string | null,
  accounts: Accounts,
): Promise<boolean> {
  const [[name, value] = ['', '']] = Object.entries(runMarker(folder, runId))
  const entry = `${name}=${value}`
  const account = user === null ? null : await accounts.find(user)
  const reach = account && isBehindSudo(account, accounts) ? behindSudo(account, accounts) : direct
  const found = await reach.find(entry)
  await reach.signal(found, 'SIGTERM')
  let left = found
  for (let waited = 0; left.length > 0 && waited < STOP_GRACE_MS; waited += POLL_MS) {
    await sleep(POLL_MS)
    left = await reach.find(entry)
  }
  await reach.signal(left, 'SIGKILL')
  return found.length > 0
}

async function processIds(): Promise<number[]> {
  const names = await readdir('/proc').catch(ifAbsent([]))
  return names.filter((name) => /^\d+$/.test(name)).map(Number)
}

const direct: Reach = {
  find: async (entry) => {
    const pids = await processIds()
    const marked = await Promise.all(pids.map((pid) => hasEntry(pid, entry)))
    return pids.filter((pid, index) => marked[index] && pid !== process.pid)
  },
  signal: async (pids, signal) => {
    for (const pid of pids) {
      try {
        process.kill(pid, signal)
        // One that somebody has stopped hears only once it goes on.
        if (signal === 'SIGTERM') process.kill(pid, 'SIGCONT')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      }
    }
  },
}

/** Another user's environments can only be read, and processes signalled, as that user. */
function behindSudo(account: Account, accounts: Accounts): Reach {
  const as = (program: string, argv: readonly string[]) => runAs(account, accounts, program, argv)
  return {
    find: async (entry) => {
      const pids = await processIds()
      const owned = await Promise.all(pids.map((pid) => isOwnedBy(pid, account.uid)))
      const files = pids.filter((_, index) => owned[index]).map((pid) => `/proc/${pid}/environ`)
      if (files.length === 0) return []
      const { stdout } = await as('grep', ['-lszxF', '-e', entry, '--', ...files])
      return [...stdout.matchAll(/^\/proc\/(\d+)\//gm)].map(([, pid]) => Number(pid))
    },
    signal: async (pids, signal) => {
      if (pids.length === 0) return
      await as('kill', ['-s', signal.replace(/^SIG/, ''), ...pids.map(String)])
    },
  }
}

async function isOwnedBy(pid: number, uid: number): Promise<boolean> {
  const info = await stat(`/proc/${pid}`).catch(() => null)
  return info?.uid === uid
}

async function hasEntry(pid: number, entry: string): Promise<boolean> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8')
    return environment.split('\0').includes(entry)
  } catch (error) {
    // It has ended, or belongs to somebody whose processes we may not see.
    return unlessShortage(false)(error)
  }
}
