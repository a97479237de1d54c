import { descendantsOf, isAlive, processesWithEnv, waitUntil } from './processes'

/** Environment variable that marks a test server and, by inheritance, everything it starts. */
export const serverMark = 'RSYNC_TASKS_TEST_SERVER'

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {
    // It ended by itself in the meantime.
  }
}

/**
 * Kills a process and everything it started, and waits until all of it is gone.
 *
 * In: the process and the value of {@link serverMark} its environment was given, which also finds
 * what was re-parented to pid 1 or changed its session. Everything is stopped first, again and
 * again until no new process appears: killing one by one would let the survivors fork between our
 * look and our kill.
 */
export async function killTree(pid: number, mark: string): Promise<void> {
  const victims = new Set<number>()
  for (let before = -1; before !== victims.size;) {
    before = victims.size
    const marked = processesWithEnv(serverMark, mark).map((info) => info.pid)
    const below = [pid, ...marked].flatMap((parent) => descendantsOf(parent))
    for (const victim of [pid, ...marked, ...below.map((info) => info.pid)]) {
      if (victims.has(victim) || !isAlive(victim)) continue
      signal(victim, 'SIGSTOP')
      victims.add(victim)
    }
  }
  for (const victim of victims) signal(victim, 'SIGKILL')
  await waitUntil(() => ![...victims].some(isAlive), { what: `end of all processes below ${pid}` })
}
