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

/** RFC 4250's "no more authentication methods available", which TrueNAS names here. */
const NO_MORE_METHODS = 14

/**
 * Tests that the remote host can be reached with the very ssh and key the run will use, and that
 * Remote Path is a directory there, within the connect timeout. Creates nothing.
 */
export function sshRemotePathCheck(access: SshAccess): RemotePathCheck {
  return (settings, account) =>
    access.withTask(settings, account, async (sessions, target) => {
      const validation = say('remotePath.validation')
      const end = await sessions.run(target, `test -d ${remoteWord(settings.remotePath)}`)
      if (end.exitCode === 0) return []
      if (isRestricted(end)) {
        return [{ field: 'remotePath', message: say('restricted.notValidated', { validation }) }]
      }
      if (end.isTimeout) return [{ field: 'remoteHost', message: say('remotePath.timedOut') }]
      if (end.exitCode === SSH_FAILED || end.exitCode === null) {
        return [{ field: 'remoteHost', message: explain(end, target) }]
      }
      const message =
        `${say('remotePath.notADirectory', { validation })} ${end.stderr.trim()}`.trim()
      return [{ field: 'remotePath', message }]
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
  if (/timed out/i.test(stderr) || last === '') return say('remotePath.timedOut')
  if (/IDENTIFICATION HAS CHANGED/.test(stderr)) {
    return say('remotePath.keyChanged', { host })
  }
  if (/Host key verification failed|No \S+ host key is known/.test(stderr)) {
    return files ? say('remotePath.notPinned') : say('remotePath.notKnown', { host, port })
  }
  if (/No route to host|unreachable/i.test(stderr)) {
    return say('remotePath.unreachable', { host, port })
  }
  if (
    /Permission denied \(|Too many authentication failures|Disconnected from|disconnect from/i.test(
      stderr,
    )
  ) {
    const error = last.trim()
    return say('remotePath.refused', { code: NO_MORE_METHODS, error, host, user: username })
  }
  return last
}
