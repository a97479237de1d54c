import { say, type Sentence } from '../i18n/say'
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

const BROKEN_OFF = 'causes.brokenOff'

/** Messages that say more than the exit code they come with (peers 7b, 3.11; measured). */
const CAUSES: readonly (readonly [RegExp, Sentence])[] = [
  ...RESTRICTED_CAUSES,
  [/REMOTE HOST IDENTIFICATION HAS CHANGED/, 'causes.hostKeyChanged'],
  [/Host key verification failed|No \S+ host key is known/, 'causes.hostKeyUnknown'],
  [/UNPROTECTED PRIVATE KEY FILE|bad permissions/, 'causes.keyTooOpen'],
  [/Permission denied \([a-z]/, 'causes.keyRefused'],
  [
    /Could not resolve hostname|Name or service not known|nodename nor servname/,
    'causes.unresolved',
  ],
  [/Connection refused/, 'causes.refused'],
  [/No route to host|Network is unreachable/, 'causes.unreachable'],
  [/Connection timed out|Operation timed out/, 'causes.timedOut'],
  [/is your shell clean\?/, 'causes.noisyShell'],
  [/max connections \(\d+\) reached/, 'causes.daemonBusy'],
  [/Unknown module/, 'causes.noModule'],
  [/auth failed on module/, 'causes.passwordRefused'],
  [/module is read only/, 'causes.readOnly'],
  [/No space left on device/, 'causes.full'],
  [/rsync: (?:command )?not found|remote command not found/, 'causes.noRsync'],
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

/**
 * Decides how a run ended, from exit code, messages and whether we asked for it. Code 24 is a
 * success with a warning; 23 and 25 are failures, although TrueNAS lets 25 pass (design 5).
 */
export function decideOutcome(ending: Ending): Outcome {
  // A run that got through before the signal reached it did succeed.
  if (ending.exitCode === 0) return isDiscarded(ending) ? discarded() : success()
  if (ending.wasStopped) return { state: 'ABORTED', hasWarning: false, reason: say('runs.stopped') }
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
    return say('runs.ended', { signal: ending.signal ?? say('runs.unknownSignal') })
  }
  const { name, help } = exitCode(ending.exitCode)
  const reason = causeOf(ending) ?? help
  return say('runs.withCode', { reason, code: ending.exitCode, name })
}

function causeOf({ exitCode: code, errorLines, compress }: Ending): string | null {
  // A partial transfer names its files; no single message speaks for all of them.
  if (code === 23) return null
  const cause = CAUSES.find(([pattern]) => errorLines.some((line) => pattern.test(line)))
  if (code === 12 && compress && (!cause || cause[1] === BROKEN_OFF)) {
    return say('causes.compressionRefused')
  }
  return cause ? say(cause[1]) : null
}
