import { Duplex } from 'node:stream'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { splitWords } from '@common/rsync/words'
import { parseRemoteHost } from '@common/task/remote-host'
import { systemErrorText } from '@common/text/system-error'
import { firstWords } from '../run/first-words'
import { ProcessGroup } from '../run/process-group'
import type { Account, Accounts } from '../system/accounts'
import { spawnAs } from '../system/run-as'
import { isOnlyForSsh, type SshPlan } from './ssh-plan'

/** What goes through a jump host or ProxyCommand to the port of the host's ssh server. */
export interface ProxyStream {
  readonly stream: Duplex
  /** What the program in between said last. */
  readonly error: () => string
  readonly stop: () => void
}

/** What a shell makes something of. No shell is started here, so such a ProxyCommand is refused. */
const SHELL_SIGNS = /[$`|&;<>()*?[\]~\n]/

/**
 * Opens the way that ssh would go, for a program that speaks SSH itself.
 * @returns null when ssh goes straight to the host
 * @throws AppError REMOTE_FAILED for a ProxyCommand that needs a shell
 */
export async function openProxy(
  plan: SshPlan,
  program: string,
  connectTimeout: number,
  account: Account,
  accounts: Accounts,
): Promise<ProxyStream | null> {
  if (!isOnlyForSsh(plan)) return null
  const [name = '', ...argv] = plan.proxyCommand
    ? commandOf(plan.proxyCommand, plan)
    : [program, ...jumpOf(plan, connectTimeout)]
  const group = new ProcessGroup(await spawnAs(account, accounts, name, argv), {
    isInteractive: true,
  })
  const said = firstWords(group.stderr)
  let startError = ''
  group.ended.catch((error: unknown) => (startError = systemErrorText(error)))
  const stream = Duplex.from({ readable: group.stdout, writable: group.stdin })
  // What is lost on the way is told by who reads the stream.
  stream.on('error', () => undefined)
  const error = () => `${said()}${startError}`.split('\n').find((line) => line.trim() !== '') ?? ''
  return { stream, error, stop: () => group.stop() }
}

/** What ssh itself does for ProxyJump (ssh_config(5)): the last host forwards, through the others. */
function jumpOf({ proxyJump, host, port }: SshPlan, connectTimeout: number): string[] {
  const hops = (proxyJump ?? '').split(',').map((hop) => hop.trim().replace(/^ssh:\/\//, ''))
  const last = parseRemoteHost(hops.at(-1) ?? '')
  if (last === null) throw noWay(proxyJump ?? '')
  const others = hops.slice(0, -1).join(',')
  return [
    ...['-o', 'BatchMode=yes', '-o', `ConnectTimeout=${connectTimeout}`],
    ...(others === '' ? [] : ['-J', others]),
    ...(last.user === null ? [] : ['-l', last.user]),
    ...(last.port === null ? [] : ['-p', String(last.port)]),
    ...['-W', `[${host}]:${port}`, '--', last.host],
  ]
}

function commandOf(command: string, { host, port, user }: SshPlan): string[] {
  if (SHELL_SIGNS.test(command)) throw noWay(command)
  const words = splitWords(command.replace(/^\s*exec\s+/, ''))
  if (!words.ok) throw noWay(command)
  const tokens: Readonly<Record<string, string>> = { h: host, p: String(port), r: user, '%': '%' }
  return words.words.map((word) =>
    word.replace(/%(.)/g, (whole, letter: string) => tokens[letter] ?? whole),
  )
}

function noWay(via: string): AppError {
  return new AppError('REMOTE_FAILED', say('installKey.noWay', { via }))
}
