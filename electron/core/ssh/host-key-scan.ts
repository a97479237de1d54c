import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { HostKey } from '@common/ssh/credentials'
import type { SshPlace } from '@common/ssh/credential-schemas'
import { placeText } from '@common/ssh/host-key-text'
import type { Accounts } from '../system/accounts'
import { spawnAs } from '../system/run-as'
import { runProgram } from '../system/run-program'
import { describeHostKeys } from './fingerprint'

/** ssh-keyscan bounds each silence; a host that drips must not hang a form for ever. */
const GRACE_MS = 2000

/**
 * Asks a host for its keys with the real ssh-keyscan, strongest kind first. It pins nothing.
 * @throws AppError REMOTE_FAILED with one sentence when there is no answer
 */
export async function scanHostKeys(place: SshPlace, accounts: Accounts): Promise<HostKey[]> {
  const { host, port, connectTimeout } = place
  const argv = ['-p', String(port), '-T', String(connectTimeout), '--', host]
  const request = spawnAs(accounts.current, accounts, 'ssh-keyscan', argv)
  const { stdout, stderr } = await runProgram(request, connectTimeout * 1000 + GRACE_MS)
  const found = describeHostKeys(withoutHosts(stdout))
  if (found.length === 0) throw new AppError('REMOTE_FAILED', whyNone(stderr, place))
  const rank = ({ type }: HostKey) =>
    ['ssh-ed25519', 'ecdsa', 'ssh-rsa'].findIndex((kind) => type.startsWith(kind))
  return found.sort((a, b) => rank(a) - rank(b))
}

/** Its lines are `host type base64`; comments tell the version of the server. */
function withoutHosts(output: string): string {
  return output
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.replace(/^\S+[ \t]+/, ''))
    .join('\n')
}

function whyNone(errors: string, { host, port }: SshPlace): string {
  const place = placeText(host, port)
  if (/not known|resolve|No address|Temporary failure in name/i.test(errors)) {
    return say('ssh.unresolved', { host })
  }
  if (/refused/i.test(errors)) return say('ssh.nothingListens', { place })
  if (/No route|unreachable/i.test(errors)) return say('ssh.unreachable', { place })
  return say('ssh.noHostKeyInTime', { place })
}
