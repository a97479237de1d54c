import type { FieldError } from '@common/errors'
import { parseRemoteHost } from '@common/task/remote-host'
import type { TaskSettings } from '@common/task/task'
import { shellQuote } from '@common/rsync/quote'
import { LineReader } from '../run/line-reader'
import { chunksOf, ProcessGroup } from '../run/process-group'
import type { Account, Accounts } from '../system/accounts'
import { spawnAs } from '../system/run-as'

/** Errors of the fields of a task whose Remote Path was asked for; empty when all is well. */
export type RemotePathCheck = (settings: TaskSettings, account: Account) => Promise<FieldError[]>

const CONNECT_TIMEOUT_S = 10
/** ssh alone bounds only the connection; a host that goes silent later must not hang a form. */
const TOTAL_TIMEOUT_MS = 15_000
const SSH_FAILED = 255

/** TrueNAS's text, truenas (c) 17f. */
const NOT_A_DIRECTORY =
  'The Remote Path you specified does not exist or is not a directory. Either create one yourself on the remote machine or uncheck the validate_rpath field.'

/**
 * Tests that the remote host can be reached with the very ssh and key the run will use, and that
 * Remote Path is a directory there. Creates nothing.
 */
export function sshRemotePathCheck(accounts: Accounts): RemotePathCheck {
  return async (settings, account) => {
    const remote = parseRemoteHost(settings.remoteHost ?? '')
    if (remote === null) return []
    const argv = [
      ...['-p', String(settings.remotePort), '-T'],
      ...['-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes', '-o', 'ControlMaster=no'],
      ...['-o', `ConnectTimeout=${CONNECT_TIMEOUT_S}`],
      ...['-l', remote.user ?? settings.user, '--', remote.host],
      // The remote shell reads this text; `test` would take a leading dash or bracket as its own.
      `test -d ${shellQuote(settings.remotePath.replace(/^(?!\/)/, './'))}`,
    ]
    const { exitCode, errors } = await run(account, accounts, argv)
    if (exitCode === 0) return []
    if (exitCode === SSH_FAILED || exitCode === null) {
      return [{ field: 'remoteHost', message: explain(errors, remote.host, settings.remotePort) }]
    }
    return [{ field: 'remotePath', message: [NOT_A_DIRECTORY, ...errors].join(' ').trim() }]
  }
}

async function run(account: Account, accounts: Accounts, argv: readonly string[]) {
  const group = new ProcessGroup(spawnAs(account, accounts, 'ssh', argv))
  const timer = setTimeout(() => group.stop(), TOTAL_TIMEOUT_MS)
  try {
    const [{ exitCode }, errors] = await Promise.all([group.ended, readLines(group), drain(group)])
    return { exitCode, errors }
  } catch (error) {
    return { exitCode: null, errors: [`ssh could not be started: ${(error as Error).message}`] }
  } finally {
    clearTimeout(timer)
  }
}

async function readLines(group: ProcessGroup): Promise<string[]> {
  const reader = new LineReader()
  const lines: Buffer[] = []
  for await (const chunk of chunksOf(group.stderr)) lines.push(...reader.push(chunk))
  return [...lines, ...reader.end()].map((line) => line.toString('utf8'))
}

async function drain(group: ProcessGroup): Promise<void> {
  for await (const _ of chunksOf(group.stdout));
}

/** ssh's own words, led by what TrueNAS says of the same failure (truenas (c) 17). */
function explain(errors: readonly string[], host: string, port: number | null): string {
  const text = errors.join('\n')
  const last = errors.findLast((line) => line.trim() !== '') ?? ''
  if (/timed out/i.test(text) || last === '')
    return 'SSH timeout occurred. Remote path cannot be validated.'
  if (/IDENTIFICATION HAS CHANGED/.test(text)) {
    return `Failed to verify remote host key: the key of ${host} has changed. Find out why before you accept the new key.`
  }
  if (/Host key verification failed/.test(text)) {
    return `Failed to verify remote host key: ${host} is not in known_hosts. Add it with: ssh-keyscan -p ${port} ${host} >> ~/.ssh/known_hosts`
  }
  if (/No route to host|unreachable/i.test(text)) {
    return `Connection to the remote host ${host} on port ${port} failed.`
  }
  return last
}
