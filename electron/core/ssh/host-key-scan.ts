import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { whatWasSaid } from '@common/run/what-was-said'
import type { HostKey } from '@common/ssh/credentials'
import type { SshPlace } from '@common/ssh/credential-schemas'
import { placeText } from '@common/ssh/host-key-text'
import { ifAbsent } from '@common/text/system-error'
import type { Account } from '../system/accounts'
import { spawnAs } from '../system/run-as'
import { runProgram } from '../system/run-program'
import { describeHostKeys } from './fingerprint'
import { shakeHands } from './host-key-handshake'
import { probePort, probeResolve, type Finding } from './network-probe'
import type { SshAccess } from './ssh-access'
import { isOnlyForSsh, viaText, type SshPlan } from './ssh-plan'

/** ssh-keyscan bounds each silence; a host that drips must not hang a form for ever. */
const GRACE_MS = 2000

/** Seconds for a server that greeted at once a moment ago. */
const SHORT_S = 2

/** The host of a connection or a task, and as whom ssh goes there; null: as ssh has it. */
export interface ScannedPlace extends SshPlace {
  readonly username: string | null
}

export interface HostKeyScan {
  readonly keys: readonly HostKey[]
  /** Whether the name led to an address. */
  readonly resolve: Finding
  /** Whether a server answered; null when {@link resolve} failed. */
  readonly port: Finding | null
  /** Why a server that answered shows no key, a sentence; empty where that is not known. */
  readonly error: string
}

/**
 * Asks a host for its keys, strongest kind first, and pins nothing: with ssh-keyscan where ssh says
 * that it goes straight to an address, else with handshakes of ssh itself.
 * @throws AppError INVALID_INPUT when ssh cannot read its configuration
 */
export async function scanHostKeys(
  place: ScannedPlace,
  access: SshAccess,
  account: Account,
): Promise<HostKeyScan> {
  const plan = await access.config.plan(place, account)
  if (isOnlyForSsh(plan)) return scanBySsh(place, plan, access, account)
  const { host, port, family } = plan
  const { connectTimeout } = place
  const resolve = await probeResolve(host, connectTimeout, family)
  if (!resolve.isOk) return { keys: [], resolve, port: null, error: '' }
  const answered = await probePort(host, port, connectTimeout, family)
  if (!answered.isOk) return { keys: [], resolve, port: answered, error: '' }
  const keys = await keyscan(plan, connectTimeout, access).catch(ifAbsent([]))
  if (keys.length > 0) return { keys, resolve, port: answered, error: '' }
  // ssh-keyscan says nothing of a server with which it has nothing in common.
  const short = { ...place, connectTimeout: Math.min(connectTimeout, SHORT_S) }
  const { error } = await handshake(short, access, account)
  const { found, sentence } = whatWasSaid([error])
  return { keys, resolve, port: answered, error: found ? (sentence ?? '') : '' }
}

/**
 * The keys that a host shows, once its name and its port have answered.
 * @throws AppError REMOTE_FAILED with what is in the way, in the words of the connection test
 */
export async function discoverHostKeys(
  place: ScannedPlace,
  access: SshAccess,
  account: Account,
): Promise<readonly HostKey[]> {
  const { keys, resolve, port, error } = await scanHostKeys(place, access, account)
  for (const finding of [resolve, port]) {
    if (finding && !finding.isOk) throw new AppError('REMOTE_FAILED', finding.text)
  }
  if (keys.length > 0) return keys
  if (error !== '') throw new AppError('REMOTE_FAILED', error)
  const text = placeText(place.host, place.port || 22)
  throw new AppError('REMOTE_FAILED', say('ssh.noHostKeyInTime', { place: text }))
}

async function keyscan(plan: SshPlan, connectTimeout: number, access: SshAccess) {
  const family = plan.family === 0 ? [] : [`-${plan.family}`]
  const argv = [...family, '-p', String(plan.port), '-T', String(connectTimeout), '--', plan.host]
  const { accounts } = access
  const request = await spawnAs(accounts.current, accounts, 'ssh-keyscan', argv)
  const { stdout } = await runProgram(request, connectTimeout * 1000 + GRACE_MS)
  return inOrder(describeHostKeys(stdout))
}

async function scanBySsh(
  place: ScannedPlace,
  plan: SshPlan,
  access: SshAccess,
  account: Account,
): Promise<HostKeyScan> {
  const { lines, error } = await handshake(place, access, account)
  const values = { via: viaText(plan), error, host: place.host }
  const isOk = lines.length > 0
  const resolve = { isOk: true, text: say('connectionTest.resolve.bySsh', values), fix: '' }
  const port = isOk
    ? { isOk, text: say('connectionTest.port.bySsh', values), fix: '' }
    : {
        isOk,
        text: say('connectionTest.port.notBySsh', values),
        fix: say('connectionTest.port.notBySshFix', values),
      }
  return { keys: inOrder(describeHostKeys(lines.join('\n'))), resolve, port, error: '' }
}

function handshake(place: ScannedPlace, access: SshAccess, account: Account) {
  const request = { ...place, sshProgram: access.sshProgram() }
  return shakeHands(request, account, access.accounts)
}

function inOrder(keys: readonly HostKey[]): HostKey[] {
  const rank = ({ type }: HostKey) =>
    ['ssh-ed25519', 'ecdsa', 'ssh-rsa'].findIndex((kind) => type.startsWith(kind))
  return [...keys].sort((a, b) => rank(a) - rank(b))
}
