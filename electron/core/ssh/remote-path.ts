import type { FieldError } from '@common/errors'
import { say } from '@common/i18n/say'
import { linesOf, whatWasSaid, type WhatWasSaid } from '@common/run/what-was-said'
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
      const said = whatWasSaid(linesOf(end.stderr, end.stdout))
      if (end.exitCode === SSH_FAILED || end.exitCode === null) {
        return [{ field: 'remoteHost', message: explain(said, linesOf(end.stderr), target) }]
      }
      // What is no answer of `test` comes from an account that started none.
      if (said.found && said.sentence !== null) {
        return [{ field: 'remoteHost', message: said.sentence }]
      }
      const words = said.unknown ?? ''
      const message = `${say('remotePath.notADirectory', { validation })} ${words}`.trim()
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

/** What TrueNAS says of a failure, where it has words for it; else what the table of causes says. */
function explain(
  { found, sentence }: WhatWasSaid,
  lines: readonly string[],
  { host, port, username, files }: SshTarget,
): string {
  const last = lines.at(-1)?.trim()
  if (last === undefined) return say('remotePath.timedOut')
  switch (found?.cause.sentence) {
    case 'causes.timedOut':
      return say('remotePath.timedOut')
    case 'causes.hostKeyChanged':
      return say('remotePath.keyChanged', { host })
    case 'causes.hostKeyUnknown':
      return files ? say('remotePath.notPinned') : say('remotePath.notKnown', { host, port })
    case 'causes.unreachable':
      return say('remotePath.unreachable', { host, port })
    case 'causes.keyRefused':
    case 'causes.tooManyKeys':
    case 'causes.sshEnded': {
      const values = { code: NO_MORE_METHODS, error: last, host, user: username }
      return say('remotePath.refused', values)
    }
    default:
      return sentence ?? last
  }
}
