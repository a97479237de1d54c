import type { FieldError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { TaskSettings } from '@common/task/task'
import { shellQuote } from '@common/rsync/quote'
import type { Account } from '../system/accounts'
import type { Finished } from '../system/run-program'
import type { SshAccess } from './ssh-access'
import { SSH_FAILED, type SshTarget } from './ssh-session'

/** Errors of the fields of a task whose Remote Path was asked for; empty when all is well. */
export type RemotePathCheck = (settings: TaskSettings, account: Account) => Promise<FieldError[]>

/** TrueNAS's text, truenas (c) 17f. */
const NOT_A_DIRECTORY =
  'The Remote Path you specified does not exist or is not a directory. Either create one yourself on the remote machine or uncheck the validate_rpath field.'
const TIMEOUT = 'SSH timeout occurred. Remote path cannot be validated.'
/** RFC 4250's "no more authentication methods available", which TrueNAS names here. */
const NO_MORE_METHODS = 14

/**
 * Tests that the remote host can be reached with the very ssh and key the run will use, and that
 * Remote Path is a directory there, within the connect timeout. Creates nothing.
 */
export function sshRemotePathCheck(access: SshAccess): RemotePathCheck {
  return (settings, account) =>
    access.withTask(settings, account, async (sessions, target) => {
      const end = await sessions.run(target, `test -d ${remoteWord(settings.remotePath)}`)
      if (end.exitCode === 0) return []
      if (isRestricted(end)) {
        return [{ field: 'remotePath', message: say('restricted.notValidated') }]
      }
      if (end.isTimeout) return [{ field: 'remoteHost', message: TIMEOUT }]
      if (end.exitCode === SSH_FAILED || end.exitCode === null) {
        return [{ field: 'remoteHost', message: explain(end, target) }]
      }
      return [{ field: 'remotePath', message: `${NOT_A_DIRECTORY} ${end.stderr.trim()}`.trim() }]
    })
}

/**
 * A path for the remote shell, which reads the whole command as text; `test` would take a leading
 * dash or bracket as its own.
 */
export function remoteWord(path: string): string {
  return shellQuote(path.replace(/^(?!\/)/, './'))
}

/** Whether rrsync answered, which lets the account do nothing but rsync. */
export function isRestricted({ stdout, stderr }: Finished): boolean {
  return /\brrsync\b/.test(stderr + stdout)
}

/** ssh's own words, led by what TrueNAS says of the same failure (truenas (c) 17). */
function explain({ stderr }: Finished, { host, port, username, files }: SshTarget): string {
  const last = stderr.split('\n').findLast((line) => line.trim() !== '') ?? ''
  if (/timed out/i.test(stderr) || last === '') return TIMEOUT
  if (/IDENTIFICATION HAS CHANGED/.test(stderr)) {
    return `Failed to verify remote host key: the key of ${host} has changed. Find out why before you accept the new key.`
  }
  if (/Host key verification failed|No \S+ host key is known/.test(stderr)) {
    const fix = files
      ? 'it is not the one saved in the SSH connection. Discover the host key there and compare it'
      : `${host} is not in known_hosts. Turn on SSH Keyscan, or run: ssh-keyscan -p ${port} ${host} >> ~/.ssh/known_hosts`
    return `Failed to verify remote host key: ${fix}`
  }
  if (/No route to host|unreachable/i.test(stderr)) {
    return `Connection to the remote host ${host} on port ${port} failed.`
  }
  if (
    /Permission denied \(|Too many authentication failures|Disconnected from|disconnect from/i.test(
      stderr,
    )
  ) {
    return `Disconnect Error [error code ${NO_MORE_METHODS}: ${last.trim()}] was generated when trying to communicate with remote host ${host} and remote user ${username}.`
  }
  return last
}
