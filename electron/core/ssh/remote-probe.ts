import { say } from '@common/i18n/say'
import type { TestedPath } from '@common/ssh/connection-test'
import type { Finished } from '../system/run-program'
import type { Finding } from './network-probe'
import { isRestricted as isRestrictedBy, remoteWord } from './remote-path'
import type { SshSessions, SshTarget } from './ssh-session'

export interface SessionProbe {
  readonly authentication: Finding
  /** Null when there was no session to look at. */
  readonly shell: Finding | null
}

const ok = (text: string): Finding => ({ isOk: true, text, fix: '' })
const bad = (text: string, fix: string): Finding => ({ isOk: false, text, fix })
const firstLine = (text: string): string => text.trim().split('\n')[0]?.slice(0, 200) ?? ''

/** Logs in and does nothing: whether the key is accepted, and whether the shell is silent. */
export async function probeSession(
  sessions: SshSessions,
  target: SshTarget,
): Promise<SessionProbe> {
  const end = await sessions.run(target, 'true', ['-o', 'LogLevel=VERBOSE'])
  const said = withoutChatter(end.stderr)
  if (!/^Authenticated to /m.test(end.stderr)) {
    return { authentication: whyNotIn(end, said, target), shell: null }
  }
  const authentication = ok(`${target.username} is let in with this key.`)
  return { authentication, shell: judgeShell(end, said) }
}

/** What ssh itself reports at this log level is not an answer of the host. */
function withoutChatter(stderr: string): string {
  const chatter = /^(Authenticated to|Transferred:|Bytes per second|debug\d|Warning: Permanently)/
  return stderr
    .split('\n')
    .filter((line) => !chatter.test(line))
    .join('\n')
    .trim()
}

function whyNotIn(end: Finished, said: string, { username }: SshTarget): Finding {
  if (end.isTimeout) {
    return bad(
      'The host did not finish the login in time.',
      'Check the load of the host, or raise Connect Timeout.',
    )
  }
  if (/IDENTIFICATION HAS CHANGED|Host key verification failed/.test(said)) {
    return bad(
      'The host showed another host key than the saved one.',
      'Find out why before you accept the new key.',
    )
  }
  if (/Permission denied/.test(said)) {
    return bad(
      `The host does not accept this key for ${username}.`,
      `Install the public key with the password of ${username}, or add it to ~/.ssh/authorized_keys there.`,
    )
  }
  return bad(
    firstLine(said) || 'ssh ended without a word.',
    'See what the log of the SSH service on the host says.',
  )
}

function judgeShell(end: Finished, said: string): Finding {
  if (isRestrictedBy(end)) return ok('The account is restricted to rsync (rrsync).')
  if (end.isTimeout) {
    return bad(
      'The shell of the host does not end in time.',
      'Look at the start-up files of the account: something there waits.',
    )
  }
  if (end.exitCode !== 0) {
    const words = firstLine(end.stdout) || firstLine(said)
    return bad(
      `The account cannot run commands${words === '' ? '' : `: it says "${words}"`}.`,
      'Give the account a login shell such as /bin/sh on the host.',
    )
  }
  if (end.stdout === '') return ok('The shell is silent, as rsync needs it.')
  return bad(
    `The shell prints text when it starts: "${firstLine(end.stdout)}".`,
    'Make its start-up files (~/.bashrc and the like) silent when there is no terminal.',
  )
}

/**
 * Whether the host has an rsync, and which. Some rrsync let `true` pass, so that only this
 * question shows it.
 */
export async function probeRsync(
  sessions: SshSessions,
  target: SshTarget,
): Promise<{ rsync: Finding; isRestricted: boolean }> {
  const end = await sessions.run(target, 'rsync --version')
  const isRestricted = isRestrictedBy(end)
  const only = ok('rsync is the only program of this account (rrsync).')
  const rsync = isRestricted ? { ...only, fix: say('restricted.noSecluded') } : judgeRsync(end)
  return { rsync, isRestricted }
}

function judgeRsync({ exitCode, stdout, isTimeout }: Finished): Finding {
  const version = /^(?:open)?rsync:?\s+(?:version\s+)?(\S+)\s+protocol version (\d+)/m.exec(stdout)
  if (version) return ok(versionText(stdout, version[1] ?? '', version[2] ?? ''))
  if (isTimeout) return bad('The host did not answer in time.', 'Check the load of the host.')
  return bad(
    exitCode === 0
      ? 'The rsync of the host could not be recognised.'
      : 'rsync was not found on the host.',
    'Install rsync there, or switch its rsync service on; if it has a place of its own, name it by --rsync-path in Auxiliary Parameters.',
  )
}

function versionText(output: string, version: string, protocol: string): string {
  const compression = /Compress list:\s*([^\n]*\n?[^\n]*)/.exec(output)?.[1]?.trim() ?? ''
  const kinds = compression.split('\n')[0]?.trim() ?? ''
  return `rsync ${version}, protocol ${protocol}${kinds === '' ? '' : `, compression ${kinds}`}.`
}

/** Whether Remote Path is a directory that a run can read from or write to. */
export async function probePath(
  sessions: SshSessions,
  target: SshTarget,
  { path, direction }: TestedPath,
  isRestricted: boolean,
): Promise<Finding> {
  if (isRestricted)
    return ok('rrsync decides which paths this account can use; a preview shows it.')
  const word = remoteWord(path)
  const is = async (condition: string) =>
    (await sessions.run(target, `test ${condition} ${word}`)).exitCode === 0
  if (!(await is('-d'))) {
    return (await is('-e'))
      ? bad(`${path} is not a directory on the host.`, 'Choose a directory.')
      : bad(`${path} does not exist on the host.`, 'Choose another path, or create it there.')
  }
  const { username } = target
  if (direction === 'PULL') {
    return (await is('-r')) && (await is('-x'))
      ? ok(`${username} can read ${path}.`)
      : bad(
          `${username} cannot read ${path}.`,
          `Let ${username} read it on the host, or connect as another user.`,
        )
  }
  return (await is('-w'))
    ? ok(`${username} can write to ${path}.`)
    : bad(
        `${username} cannot write to ${path}.`,
        `Let ${username} write there on the host, or connect as another user.`,
      )
}
