import { AppError } from '@common/errors'
import { say, type Sentence } from '@common/i18n/say'
import type { DaemonModule } from '@common/ipc/contract'
import { quotedLine } from '@common/run/quoted-line'
import { linesOf, whatWasSaid } from '@common/run/what-was-said'
import { bracketed, parseRemoteHost } from '@common/task/remote-host'
import type { Accounts } from '../system/accounts'
import { spawnAs } from '../system/run-as'
import { runProgram } from '../system/run-program'

const TIMEOUT_S = 10
/** More than anybody looks through; each is drawn. */
const MAX_MODULES = 1000
/** rsync's code for a daemon that refused. */
const STARTCLIENT = 5

/**
 * The modules that an rsync daemon lists; those it hides are not told.
 * @param remoteHost as typed as Remote Host: `[user@]host[:port]`
 * @param rsync the program that asks
 * @throws AppError INVALID_INPUT, REMOTE_FAILED with one sentence
 */
export async function listDaemonModules(
  remoteHost: string,
  accounts: Accounts,
  rsync: string,
): Promise<DaemonModule[]> {
  const remote = parseRemoteHost(remoteHost)
  if (remote === null) throw new AppError('INVALID_INPUT', say('ssh.hostFirst'))
  const place = `${bracketed(remote.host)}${remote.port === null ? '' : `:${remote.port}`}`
  const argv = [`--contimeout=${TIMEOUT_S}`, `--timeout=${TIMEOUT_S}`, '--', `rsync://${place}/`]
  const request = await spawnAs(accounts.current, accounts, rsync, argv)
  const { exitCode, stdout, stderr, isTimeout } = await runProgram(request, TIMEOUT_S * 1000)
  if (exitCode === 0)
    return stdout
      .split('\n')
      .map(parseModule)
      .filter((module) => module !== null)
      .slice(0, MAX_MODULES)
  throw new AppError('REMOTE_FAILED', whyNone(exitCode, stderr, isTimeout, place))
}

/**
 * `name`, padded, then a tab and the comment. Lines of the message of the day, which has no tabs,
 * come first; `--no-motd` would leave out the modules as well.
 */
function parseModule(line: string): DaemonModule | null {
  const [, name, comment] = /^(.*?\S)\s*\t(.*)$/.exec(line) ?? []
  return name === undefined ? null : { name, comment: comment?.trim() ?? '' }
}

function whyNone(code: number | null, errors: string, isTimeout: boolean, place: string): string {
  if (isTimeout || code === 30 || code === 35) return say('modules.timedOut', { place })
  const lines = linesOf(errors)
  const { found, sentence } = whatWasSaid(lines)
  const ours = found && OURS[found.cause.sentence]
  if (ours) return say(ours, { place })
  if (found && sentence !== null) return sentence
  if (code === STARTCLIENT) return say('modules.refused', { place })
  return say('modules.failed', { place, error: quotedLine(lines[0] ?? '') })
}

/** Causes that are told with the place that was asked. */
const OURS: Readonly<Partial<Record<Sentence, Sentence>>> = {
  'causes.refused': 'modules.nothingListens',
  'causes.unresolved': 'modules.unresolved',
  'causes.timedOut': 'modules.timedOut',
}
