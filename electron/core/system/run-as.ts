import { existsSync } from 'node:fs'
import type { SpawnRequest } from '../run/process-group'
import type { Account, Accounts } from './accounts'

/** Taken over from our own environment; everything else stays out of a child (peers 3.11). */
const INHERITED = ['PATH', 'TMPDIR', 'SSH_AUTH_SOCK', 'XDG_RUNTIME_DIR', 'SystemRoot'] as const
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin'
/** Belong to the session of the user who runs the app; another user must not get them. */
const OF_SESSION: readonly string[] = ['SSH_AUTH_SOCK', 'XDG_RUNTIME_DIR', 'TMPDIR']

export type Environment = Readonly<Record<string, string>>

/**
 * The whole environment of a child: minimal, with English messages (they are matched against
 * known causes) and readable UTF-8 names.
 */
export function childEnvironment(
  parent: NodeJS.ProcessEnv,
  account: Account,
  isOther: boolean,
): Environment {
  const inherited = INHERITED.filter((name) => !(isOther && OF_SESSION.includes(name)))
    .map((name) => [name, parent[name]] as const)
    .filter((entry): entry is [(typeof INHERITED)[number], string] => entry[1] !== undefined)
  return {
    PATH: DEFAULT_PATH,
    ...Object.fromEntries(inherited),
    HOME: account.home,
    USER: account.name,
    LOGNAME: account.name,
    // macOS has no C.UTF-8.
    LC_ALL: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8',
  }
}

/** Why a task cannot run as this user, as one sentence; null when it can. */
export function whyNotRunAs(account: Account, accounts: Accounts): string | null {
  if (account.name === accounts.current.name) return null
  if (process.platform === 'linux' && accounts.current.uid === 0) return null
  return `Only ${accounts.current.name} can be chosen: running a task as another user needs the app to run as root on Linux`
}

/**
 * A program as another user, with that user's groups, home and nothing of ours. `setpriv` (part
 * of util-linux) is used because a bare setuid would leave the user without its groups.
 */
export function spawnAs(
  account: Account,
  accounts: Accounts,
  program: string,
  argv: readonly string[],
): SpawnRequest {
  const isOther = account.name !== accounts.current.name
  const env = childEnvironment(process.env, account, isOther)
  const cwd = existsSync(account.home) ? account.home : '/'
  if (!isOther) return { program, argv, env, cwd }
  const identity = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--init-groups']
  return { program: 'setpriv', argv: [...identity, '--', program, ...argv], env, cwd }
}
