import { accessSync } from 'node:fs'
import { say } from '@common/i18n/say'
import { isAbsent, isShortage, systemErrorText } from '@common/text/system-error'
import { answeringPath } from '../files/answering-path'
import { errorOf } from '../files/program-errors'
import type { AskAs } from '../files/ask'
import { isFolder } from '../files/files'
import type { SpawnRequest } from '../run/process-group'
import type { Account, Accounts } from './accounts'
import { runProgram, type Finished } from './run-program'
import { USUAL_PATH } from './system-path'

/** Taken over from our own environment; everything else stays out of a child (peers 3.11). */
const INHERITED = ['PATH', 'TMPDIR', 'SSH_AUTH_SOCK', 'XDG_RUNTIME_DIR', 'SystemRoot'] as const
/** Belong to the session of the user who runs the app; another user must not get them. */
const OF_SESSION: readonly string[] = ['SSH_AUTH_SOCK', 'XDG_RUNTIME_DIR', 'TMPDIR']
/** Small helpers such as cat answer at once; a home on a dead network drive must not hang us. */
export const HELPER_SECONDS = 10

/** A home folder that takes longer is not entered: the program may do without it. */
const HOME_SECONDS = 2

export type Environment = Readonly<Record<string, string>>

/** How a program becomes another user's. */
type Way = 'same' | 'root' | 'sudo'

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
    PATH: USUAL_PATH,
    ...Object.fromEntries(inherited),
    HOME: account.home,
    USER: account.name,
    LOGNAME: account.name,
    // macOS has no C.UTF-8.
    LC_ALL: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8',
  }
}

/** Whether only sudo leads to the user, so that the user's files are out of our own reach. */
export function isBehindSudo(account: Account, accounts: Accounts): boolean {
  return wayTo(account, accounts) === 'sudo'
}

/** Whether the account is not the one the app runs as. */
export function isOther(account: Account, accounts: Accounts): boolean {
  return wayTo(account, accounts) !== 'same'
}

function wayTo(account: Account, accounts: Accounts): Way {
  if (account.name === accounts.current.name) return 'same'
  return process.platform === 'linux' && accounts.current.uid === 0 ? 'root' : 'sudo'
}

/**
 * Whether /proc shows the first process, which is another user's. It opens no file: none may be left.
 */
function seesOthers(): boolean {
  try {
    accessSync('/proc/1/stat')
    return true
  } catch {
    return false
  }
}

/**
 * Why a task cannot run as this user, as one sentence; null when it can. Without root it asks
 * sudo, which must not want a password.
 */
export async function whyNotRunAs(account: Account, accounts: Accounts): Promise<string | null> {
  if (wayTo(account, accounts) !== 'sudo') return null
  const own = accounts.current.name
  if (process.platform === 'linux' && !seesOthers())
    return say('otherUser.hidden', { own, other: account.name })
  try {
    const { exitCode, stderr, isTimeout } = await runAs(account, accounts, 'true', [])
    if (exitCode === 0) return null
    if (isTimeout) return say('machine.sudoSilent', { own })
    const problem = errorOf(stderr)
    if (isShortage(problem)) return say('machine.sudoFailed', { error: systemErrorText(problem) })
    if (/must have a tty/.test(stderr)) return say('otherUser.needsTerminal', { own })
    return say('machine.sudoRefused', { own, other: account.name })
  } catch (error) {
    if (isAbsent(error)) return say('machine.sudoMissing', { own })
    const { cause } = error as Error
    return say('machine.sudoFailed', { error: systemErrorText(cause ?? error) })
  }
}

/**
 * A program as another user, with that user's groups, home and nothing of ours. As root by
 * `setpriv` (part of util-linux), because a bare setuid would leave the user without its groups;
 * else by sudo, which never asks: `-n`.
 */
export async function spawnAs(
  account: Account,
  accounts: Accounts,
  program: string,
  argv: readonly string[],
  extra: Environment = {},
): Promise<SpawnRequest> {
  const way = wayTo(account, accounts)
  const [PATH, hasHome] = await Promise.all([
    answeringPath(),
    isFolder(account.home, { seconds: HOME_SECONDS }),
  ])
  const parent = { ...process.env, PATH }
  const env = { ...childEnvironment(parent, account, way !== 'same'), ...extra }
  const cwd = hasHome ? account.home : '/'
  if (way === 'same') return { program, argv, env, cwd }
  if (way === 'root') {
    const identity = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--init-groups']
    return { program: 'setpriv', argv: [...identity, '--', program, ...argv], env, cwd }
  }
  const sudo = ['-n', '-H', '-u', account.name, '--']
  // sudo starts from an environment of its own, so ours is put on behind it.
  const words = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  return {
    program: 'sudo',
    argv: [...sudo, 'env', '-i', ...words, program, ...argv],
    env: childEnvironment(parent, accounts.current, false),
    cwd: '/',
    stopThrough: ['sudo', ...sudo],
  }
}

/**
 * Runs a small program as the user and waits for it. Files in a user's home are only ever touched
 * that way: they get the right owner, and a link laid there leads no further than the user's reach.
 * @throws AppError PROGRAM_MISSING
 */
export async function runAs(
  account: Account,
  accounts: Accounts,
  program: string,
  argv: readonly string[],
  input?: string,
  extra: Environment = {},
): Promise<Finished> {
  const request = await spawnAs(account, accounts, program, argv, extra)
  return runProgram(input === undefined ? request : { ...request, input }, HELPER_SECONDS * 1000)
}

/**
 * What asks the file system as the user of a task (see `ask`): a closed home, or a mount of that
 * user's, lets nobody else look, at times not even root. None where the app runs as that user.
 */
export function askingAs(account: Account | null, accounts: Accounts): AskAs | undefined {
  if (!account || !isOther(account, accounts)) return undefined
  return ([program, ...argv]) => runAs(account, accounts, program, argv)
}
