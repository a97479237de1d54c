import { once, setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemErrorText } from '@common/text/system-error'
import { NoAnswer } from '../files/no-answer'
import { firstWords } from '../run/first-words'
import { ProcessGroup } from '../run/process-group'
import type { Account, Accounts } from '../system/accounts'
import { HELPER_SECONDS, spawnAs } from '../system/run-as'

/**
 * Works in the folder that it was started in, and by what it opened there: others may write in that
 * folder and lay a link in its place, or in that of a mark. Names come by standard input, which
 * nobody else sees before the files are made. A daemon with `ignore nonreadable` shows only what its
 * own account may read, so the mode is set. The marks go when standard input ends, also by a crash.
 */
const SCRIPT = `
trap '' HUP INT TERM
exec 2>&1
set -C
time=$(stat -c %.9Y .)
while IFS= read -r name && [ -n "$name" ]; do
  set -- "$@" "./$name"
  { chmod 0644 /dev/fd/3 2>/dev/null; } 3> "./$name"
done
printf '\\0'
read -r end
rm -f -- "$@"
[ -z "$time" ] || touch -c -m -d "@$time" .`

/** The marks in one folder. */
export interface Marks {
  readonly folder: string
  readonly names: readonly string[]
  /** Why a mark could not be made; null where all were. */
  readonly error: string | null
  /** Removes them, and gives the folder its time back. */
  readonly remove: () => Promise<void>
}

interface MarksToLeave {
  readonly folder: string
  /** Plain ones, without a line break, that no file has. */
  readonly names: readonly string[]
  /** Once it is aborted, nobody waits for the folder any longer. */
  readonly stop: AbortSignal
}

/** How long a healthy folder may take to have the marks removed, once the run is stopped. */
const STOPPED_MS = 1000

/** Makes empty files in a folder, as a user. */
export async function leaveMarks(
  account: Account,
  accounts: Accounts,
  { folder, names, stop }: MarksToLeave,
): Promise<Marks> {
  const argv = [`--chdir=${folder}`, 'sh', '-c', SCRIPT]
  const group = new ProcessGroup(await spawnAs(account, accounts, 'env', argv), {
    isInteractive: true,
  })
  const ended = group.ended.then(
    () => null,
    (error: unknown) => systemErrorText(error),
  )
  // Nobody ends the script: where the folder does not answer, the marks go as soon as it does.
  const remove = async () => {
    group.stdin?.end()
    await inTime(ended, stop)
  }
  group.stdin?.write([...names, '', ''].join('\n'))
  const error = await whyNotMade(group, folder, ended, stop)
  return { folder, names, error, remove }
}

async function whyNotMade(
  group: ProcessGroup,
  folder: string,
  ended: Promise<string | null>,
  stop: AbortSignal,
): Promise<string | null> {
  let said = ''
  const failed = firstWords(group.stderr)
  const made = new Promise<null>((resolve) => {
    group.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.endsWith('\0')) resolve(null)
    })
  })
  const notStarted = await inTime(Promise.race([made, ended]), stop)
  if (notStarted === 'late') return new NoAnswer(folder, null, HELPER_SECONDS).message
  if (said === '\0') return null
  return notStarted ?? `${said}${failed()}`.trimStart().split('\n', 1).join()
}

/** The result of work in a folder; 'late' if the folder does not answer, or the run was stopped. */
async function inTime<T>(work: Promise<T>, stop: AbortSignal): Promise<T | 'late'> {
  // One listener for each folder of the run.
  setMaxListeners(0, stop)
  const done = new AbortController()
  const { signal } = done
  const late = (ms: number) => sleep(ms, 'late' as const, { signal, ref: false })
  const stopped = async () => {
    if (!stop.aborted) await once(stop, 'abort', { signal })
    return late(STOPPED_MS)
  }
  const over = [late(HELPER_SECONDS * 1000), stopped()]
  for (const one of over) one.catch(() => undefined)
  try {
    return await Promise.race([work, ...over])
  } finally {
    done.abort()
  }
}
