import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { HostKey } from '@common/ssh/credentials'
import type { SshPlace } from '@common/ssh/credential-schemas'
import { placeText } from '@common/ssh/host-key-text'
import type { Accounts } from '../system/accounts'
import { spawnAs } from '../system/run-as'
import { runProgram } from '../system/run-program'
import { describeHostKeys } from './fingerprint'
import { probePort, probeResolve, type Finding } from './network-probe'

/** ssh-keyscan bounds each silence; a host that drips must not hang a form for ever. */
const GRACE_MS = 2000

/**
 * Asks a host for its keys with the real ssh-keyscan, strongest kind first. It pins nothing.
 * @returns none when there is no answer; ssh-keyscan says nothing of a closed port
 */
export async function scanHostKeys(place: SshPlace, accounts: Accounts): Promise<HostKey[]> {
  const { host, port, connectTimeout } = place
  const argv = ['-p', String(port), '-T', String(connectTimeout), '--', host]
  const request = await spawnAs(accounts.current, accounts, 'ssh-keyscan', argv)
  const { stdout } = await runProgram(request, connectTimeout * 1000 + GRACE_MS)
  const rank = ({ type }: HostKey) =>
    ['ssh-ed25519', 'ecdsa', 'ssh-rsa'].findIndex((kind) => type.startsWith(kind))
  return describeHostKeys(withoutHosts(stdout)).sort((a, b) => rank(a) - rank(b))
}

/**
 * The keys that a host shows, once its name and its port have answered.
 * @throws AppError REMOTE_FAILED with what is in the way, in the words of the connection test
 */
export async function discoverHostKeys(place: SshPlace, accounts: Accounts): Promise<HostKey[]> {
  const { host, port, connectTimeout } = place
  mustBeOk(await probeResolve(host, connectTimeout))
  mustBeOk(await probePort(host, port, connectTimeout))
  const found = await scanHostKeys(place, accounts)
  if (found.length > 0) return found
  throw new AppError('REMOTE_FAILED', say('ssh.noHostKeyInTime', { place: placeText(host, port) }))
}

function mustBeOk({ isOk, text }: Finding): void {
  if (!isOk) throw new AppError('REMOTE_FAILED', text)
}

/** Its lines are `host type base64`; comments tell the version of the server. */
function withoutHosts(output: string): string {
  return output
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.replace(/^\S+[ \t]+/, ''))
    .join('\n')
}
