import type { Readable } from 'node:stream'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { firstWords } from '../run/first-words'
import { ProcessGroup } from '../run/process-group'
import type { Account, Accounts } from '../system/accounts'
import { runAs, spawnAs } from '../system/run-as'

/** It starts at once, unless sudo waits for a directory service. */
const START_TIMEOUT_MS = 10_000

/** An agent that is to be started. */
export interface AgentBehindSudo {
  readonly socket: string
  /** The private key in OpenSSH's format. */
  readonly keyText: string
  /** A file with the host's pinned keys, which the user can read. */
  readonly knownHosts: string
  /** `user@host` as in `knownHosts`, the one place to sign in to; null where ssh is too old for that. */
  readonly destination: string | null
}

/**
 * OpenSSH's own agent, run as a user to whom only sudo leads. A socket of ours is either out of
 * that user's reach or within everybody's; so the key goes to an agent of the user instead, by
 * standard input, and never into a file. It signs for that host and user only (ssh-add(1), `-h`).
 * The agent forgets the key at the end of the run. It lives as long as its `cat`, which ends with
 * our end of its standard input: at the latest ten seconds after this process does, however it does.
 * @returns ends it
 * @throws AppError PROGRAM_MISSING
 */
export async function startAgentAs(
  account: Account,
  accounts: Accounts,
  { socket, keyText, knownHosts, destination }: AgentBehindSudo,
): Promise<() => Promise<void>> {
  const environment = { SSH_AUTH_SOCK: socket }
  const request = await spawnAs(account, accounts, 'ssh-agent', ['-a', socket, 'cat'])
  const group = new ProcessGroup(request, { isInteractive: true })
  const said = firstWords(group.stderr)
  let refused = ''
  const stop = async () => {
    // The agent notices the end of its program only after some seconds.
    await runAs(account, accounts, 'ssh-add', ['-q', '-D'], '', environment).catch(() => undefined)
    group.stop()
    await group.ended.catch(() => undefined)
  }
  // What cat repeats comes back once the agent listens.
  const started = firstOutput(group.stdout)
  group.stdin?.write('\n')
  if (await started) {
    const bound = destination === null ? [] : ['-h', destination, '-H', knownHosts]
    const argv = ['-q', ...bound, '-']
    const added = await runAs(account, accounts, 'ssh-add', argv, keyText, environment)
    if (added.exitCode === 0) return stop
    refused = added.stderr
  }
  await stop()
  const why = `${said()}${refused}`.trim()
  throw new AppError('PROGRAM_MISSING', say('otherUser.noAgent', { user: account.name, why }))
}

/** False when it ends, or stays silent for too long. */
function firstOutput(stdout: Readable): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), START_TIMEOUT_MS)
    const end = (isThere: boolean) => {
      clearTimeout(timer)
      resolve(isThere)
    }
    stdout.once('data', () => end(true))
    stdout.once('close', () => end(false))
  })
}
