import { say } from '@common/i18n/say'
import { quotedLine } from '@common/run/quoted-line'
import { linesOf } from '@common/run/what-was-said'
import { isChatter } from '@common/run/whose-line'
import { hostKeyLines } from '@common/ssh/host-key-text'
import type { Account, Accounts } from '../system/accounts'
import { runAs, spawnAs } from '../system/run-as'
import { runProgram } from '../system/run-program'
import { COMMON_TEMP, tempPrefix } from '../system/temp-folder'
import type { SshQuestion } from './ssh-plan'

/** What ssh found out about a host without logging in. */
export interface Handshake {
  /** The keys it showed, `type base64` a line each. */
  readonly lines: readonly string[]
  /** The first that ssh said where it got none. */
  readonly error: string
}

export interface HandshakeRequest extends SshQuestion {
  /** Seconds until ssh gives up connecting. */
  readonly connectTimeout: number
  readonly sshProgram: string
}

/** A handshake shows one key, so each kind has its own. */
const KINDS = {
  ed25519: 'ssh-ed25519',
  ecdsa: 'ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521',
  rsa: 'rsa-sha2-512,rsa-sha2-256',
} as const

/** ssh bounds the connection; the handshake behind a jump host takes as long again. */
const PATIENCE = 2

/**
 * Asks a host for its keys by the real ssh, so that it goes the person's way: through a jump host
 * or ProxyCommand. It never logs in, offers no key, and writes nothing but a file of its own. A jump
 * host is checked by the person's own known_hosts, as with every ssh of that person.
 * @throws AppError PROGRAM_MISSING
 */
export async function shakeHands(
  request: HandshakeRequest,
  account: Account,
  accounts: Accounts,
): Promise<Handshake> {
  const template = `${COMMON_TEMP}/${tempPrefix('keys')}XXXXXX`
  const made = await runAs(account, accounts, 'mktemp', ['-d', template])
  const folder = made.stdout.trim()
  if (made.exitCode !== 0) return { lines: [], error: made.stderr.trim() }
  try {
    const ends = await Promise.all(
      Object.entries(KINDS).map(async ([kind, algorithms]) => {
        const argv = argvOf(request, `${folder}/${kind}`, algorithms)
        const spawn = await spawnAs(account, accounts, request.sshProgram, argv)
        return runProgram(spawn, request.connectTimeout * 1000 * PATIENCE)
      }),
    )
    const files = Object.keys(KINDS).map((kind) => `${folder}/${kind}`)
    const { stdout } = await runAs(account, accounts, 'cat', ['--', ...files])
    const lines = hostKeyLines(stdout)
    const isTimeout = ends.every((end) => end.isTimeout)
    const [words = ''] = linesOf(ends[0]?.stderr ?? '').filter((line) => !isChatter(line))
    return { lines, error: isTimeout ? say('ssh.handshakeTimedOut') : quotedLine(words) }
  } finally {
    await runAs(account, accounts, 'rm', ['-rf', '--', folder])
  }
}

function argvOf(request: HandshakeRequest, file: string, algorithms: string): string[] {
  const { host, port, username, connectTimeout } = request
  const settings = {
    BatchMode: 'yes',
    StrictHostKeyChecking: 'accept-new',
    UserKnownHostsFile: file,
    GlobalKnownHostsFile: '/dev/null',
    KnownHostsCommand: 'none',
    HostKeyAlias: 'host',
    HostKeyAlgorithms: algorithms,
    HashKnownHosts: 'no',
    CheckHostIP: 'no',
    VerifyHostKeyDNS: 'no',
    NoHostAuthenticationForLocalhost: 'no',
    UpdateHostKeys: 'no',
    // A shared connection has its handshake behind it.
    ControlPath: 'none',
    PreferredAuthentications: 'none',
    PermitLocalCommand: 'no',
    ClearAllForwardings: 'yes',
    RemoteCommand: 'none',
    // Below this level ssh does not say that it has nothing in common with the server.
    LogLevel: 'INFO',
    ConnectTimeout: String(connectTimeout),
  }
  return [
    ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    ...(port ? ['-p', String(port)] : []),
    ...(username === null ? [] : ['-l', username]),
    // Where a host lets everybody in, this is what it does.
    ...['-T', '--', host, 'true'],
  ]
}
