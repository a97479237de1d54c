import { say } from '../i18n/say'
import { exitCode } from '../rsync/exit-codes'
import { DISCARDED, RESTRICTED_CAUSES, RESTRICTED_FOR_GOOD } from './restricted-causes'
import type { RunState } from './run'

/** How a process ended, and what was known about it. */
export interface Ending {
  readonly exitCode: number | null
  readonly signal: string | null
  /** True when the run was told to stop by a person or because the app was closing. */
  readonly wasStopped: boolean
  /** The last lines of standard error; more is never needed to name the cause. */
  readonly errorLines: readonly string[]
  readonly compress: boolean
}

export interface Outcome {
  readonly state: Extract<RunState, 'SUCCESS' | 'FAILED' | 'ABORTED'>
  readonly hasWarning: boolean
  readonly reason: string
}

const BROKEN_OFF = 'The connection broke off before the run had ended.'

/** Messages that say more than the exit code they come with (peers 7b, 3.11; measured). */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  ...RESTRICTED_CAUSES.map(({ pattern, sentence }) => [pattern, say(sentence)] as const),
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    'The host key of the remote host has changed; nothing was sent. Find out why before you accept the new key.',
  ],
  [
    /Host key verification failed|No \S+ host key is known/,
    'The host key of the remote host is not known; add it to known_hosts first.',
  ],
  [
    /UNPROTECTED PRIVATE KEY FILE|bad permissions/,
    'The private key can be read by others, so ssh refused it; run chmod 600 on it.',
  ],
  [/Permission denied \([a-z]/, 'The remote host did not accept the key of this user.'],
  [
    /Could not resolve hostname|Name or service not known|nodename nor servname/,
    'The name of the remote host could not be resolved.',
  ],
  [
    /Connection refused/,
    'The remote host refused the connection: check the port and that the service runs.',
  ],
  [
    /No route to host|Network is unreachable/,
    'The remote host cannot be reached: check the network.',
  ],
  [/Connection timed out|Operation timed out/, 'The remote host did not answer in time.'],
  [
    /is your shell clean\?/,
    'The remote shell prints text when it starts; rsync needs it to be silent.',
  ],
  [
    /max connections \(\d+\) reached/,
    'The rsync daemon is busy: it allows no more connections now.',
  ],
  [/Unknown module/, 'The rsync daemon has no module of that name.'],
  [/auth failed on module/, 'The rsync daemon did not accept the user or password.'],
  [/module is read only/, 'The module is read-only, so nothing can be sent to it.'],
  [/No space left on device/, 'The destination is full.'],
  [
    /rsync: (?:command )?not found|remote command not found/,
    'rsync is not installed on the remote host.',
  ],
  // Last: it also follows each of the causes above.
  [
    /connection unexpectedly closed|Connection reset by peer|Broken pipe|error in rsync protocol data stream/,
    BROKEN_OFF,
  ],
]

/** Causes that only a person can remove, whatever the code: trying again would fail again. */
const NEEDS_A_PERSON = [
  RESTRICTED_FOR_GOOD,
  ...[/REMOTE HOST IDENTIFICATION HAS CHANGED/, /Host key verification failed/],
  ...[/No \S+ host key is known/, /UNPROTECTED PRIVATE KEY FILE|bad permissions/],
  ...[/Permission denied/, /Too many authentication failures/, /is your shell clean\?/],
  ...[/Unknown module/, /auth failed on module/, /The server is configured to (?:require|refuse)/],
  ...[/module is read only/, /No space left on device/, /Disk quota exceeded/],
  ...[/rsync: (?:command )?not found|remote command not found/, /protocol version mismatch/],
  ...[/stopping at requested limit/],
]

/** Codes that mean a connection was lost or never came about. */
const TRANSIENT_CODES: readonly (number | null)[] = [10, 12, 20, 30, 35]

/** Where the code alone says nothing: 5 and 255 stand for both "try later" and "never". */
const PASSES_BY_ITSELF = [
  ...[/max connections \(\d+\) reached/, /Could not resolve hostname|Name or service not known/],
  ...[/nodename nor servname|Temporary failure in name resolution/, /Connection refused/],
  ...[/No route to host|Network is unreachable|Host is down/, /timed out/],
  ...[/Connection (?:reset|closed) by/, /Broken pipe/, /Timeout, server .* not responding/],
]

const COMPRESSION_REFUSED =
  'The connection broke off. Compress is on, and the remote rsync may lack that kind of compression: try without it.'

/**
 * Decides how a run ended, from exit code, messages and whether we asked for it. Code 24 is a
 * success with a warning; 23 and 25 are failures, although TrueNAS lets 25 pass (design 5).
 */
export function decideOutcome(ending: Ending): Outcome {
  // A run that got through before the signal reached it did succeed.
  if (ending.exitCode === 0) return isDiscarded(ending) ? discarded() : success()
  if (ending.wasStopped) return { state: 'ABORTED', hasWarning: false, reason: 'Stopped.' }
  if (ending.exitCode === 24) return { ...success(), hasWarning: true, reason: exitCode(24).help }
  return { state: 'FAILED', hasWarning: false, reason: reasonOf(ending) }
}

function success(): Outcome {
  return { state: 'SUCCESS', hasWarning: false, reason: exitCode(0).help }
}

function isDiscarded({ errorLines }: Ending): boolean {
  return errorLines.some((line) => DISCARDED.test(line))
}

function discarded(): Outcome {
  return { state: 'FAILED', hasWarning: false, reason: say('restricted.discarded') }
}

/**
 * Whether a run that failed may well succeed in a while, by code and message: the code alone
 * means both.
 */
export function isTransient({ exitCode: code, errorLines, wasStopped }: Ending): boolean {
  if (wasStopped) return false
  const says = (patterns: readonly RegExp[]) =>
    patterns.some((pattern) => errorLines.some((line) => pattern.test(line)))
  if (says(NEEDS_A_PERSON)) return false
  if (TRANSIENT_CODES.includes(code)) return true
  return (code === 5 || code === 255) && says(PASSES_BY_ITSELF)
}

function reasonOf(ending: Ending): string {
  if (ending.exitCode === null) {
    return `rsync was ended from outside (${ending.signal ?? 'unknown signal'}).`
  }
  const { name, help } = exitCode(ending.exitCode)
  return `${causeOf(ending) ?? help} (rsync code ${ending.exitCode}, ${name})`
}

function causeOf({ exitCode: code, errorLines, compress }: Ending): string | null {
  // A partial transfer names its files; no single message speaks for all of them.
  if (code === 23) return null
  const cause = CAUSES.find(([pattern]) => errorLines.some((line) => pattern.test(line)))
  if (code === 12 && compress && (!cause || cause[1] === BROKEN_OFF)) return COMPRESSION_REFUSED
  return cause?.[1] ?? null
}
