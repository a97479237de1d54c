import type { Sentence } from '../i18n/say'
import { RESTRICTED_CAUSES, RESTRICTED_FOR_GOOD } from './restricted-causes'
import {
  fieldOfDestination,
  fieldOfHost,
  fieldOfSource,
  freeSpace,
  openField,
  OPEN_LOG,
  RUN_AGAIN,
  testConnection,
  type RemedyRule,
} from './remedy'

/** What a message of rsync or ssh means. */
export interface Cause {
  /** Matched against lines whose quoted names were taken out; its groups are the values. */
  readonly pattern: RegExp
  readonly sentence: Sentence
  readonly remedy: RemedyRule
}

const extra = openField('extra')

/** The remote rsync, or its environment, lacks what `-zz` asks for. */
const COMPRESSION_REFUSED = /compress-choice value .* was refused by the server/

/** Messages that say more than the exit code they come with (peers 7b, 3.11; measured). */
export const CAUSES: readonly Cause[] = [
  ...RESTRICTED_CAUSES.map(([pattern, sentence]) => ({
    ...{ pattern, sentence, remedy: testConnection },
  })),
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    // Not the discovery: a changed key must never be a click away from being accepted.
    ...{ sentence: 'causes.hostKeyChanged', remedy: testConnection },
  },
  {
    pattern: /Host key verification failed|No \S+ host key is known/,
    ...{ sentence: 'causes.hostKeyUnknown', remedy: { kind: 'discover-host-key' } },
  },
  {
    pattern: /UNPROTECTED PRIVATE KEY FILE|bad permissions/,
    ...{ sentence: 'causes.keyTooOpen', remedy: testConnection },
  },
  {
    pattern: /Permission denied \([a-z]/,
    ...{ sentence: 'causes.keyRefused', remedy: testConnection },
  },
  {
    pattern: /Could not resolve hostname|Name or service not known|nodename nor servname/,
    ...{ sentence: 'causes.unresolved', remedy: fieldOfHost },
  },
  {
    pattern: /Connection refused/,
    ...{ sentence: 'causes.refused', remedy: testConnection },
  },
  {
    pattern: /No route to host|Network is unreachable/,
    ...{ sentence: 'causes.unreachable', remedy: testConnection },
  },
  {
    pattern: /Connection timed out|Operation timed out|timeout waiting for daemon connection/,
    ...{ sentence: 'causes.timedOut', remedy: testConnection },
  },
  {
    pattern: /is your shell clean\?/,
    ...{ sentence: 'causes.noisyShell', remedy: testConnection },
  },
  {
    pattern: /--protocol must be at (?:least|most)|protocol version mismatch/,
    ...{ sentence: 'causes.versionsApart', remedy: extra },
  },
  {
    pattern: /max connections \(\d+\) reached/,
    ...{ sentence: 'causes.daemonBusy', remedy: RUN_AGAIN },
  },
  {
    pattern: /Unknown module/,
    ...{ sentence: 'causes.noModule', remedy: openField('remoteModule') },
  },
  {
    pattern: /auth failed on module/,
    ...{ sentence: 'causes.passwordRefused', remedy: openField('modulePassword') },
  },
  {
    pattern: /module is read only/,
    ...{ sentence: 'causes.readOnly', remedy: openField('remoteModule') },
  },
  {
    pattern: /The server is configured to refuse (?<option>\S+)/,
    ...{ sentence: 'causes.optionRefused', remedy: extra },
  },
  {
    pattern: /^rsync: (?:on remote machine: )?(?<option>-\S+): unknown option/,
    ...{ sentence: 'causes.optionUnknown', remedy: extra },
  },
  {
    pattern: /The (?<option>--\S+) option may only be used when accessing an rsync daemon/,
    ...{ sentence: 'causes.optionDaemonOnly', remedy: extra },
  },
  {
    pattern: /password file must not be other-accessible/,
    ...{ sentence: 'causes.passwordFileOpen', remedy: extra },
  },
  {
    pattern: COMPRESSION_REFUSED,
    ...{ sentence: 'causes.compressionRefused', remedy: openField('compress') },
  },
  {
    pattern: /unknown compress name|Failed to negotiate a compress choice/,
    ...{ sentence: 'causes.compressionUnknown', remedy: openField('compress') },
  },
  {
    pattern: /out of memory|exceeded --max-alloc/,
    ...{ sentence: 'causes.memory', remedy: OPEN_LOG },
  },
  {
    pattern: /Too many levels of symbolic links/,
    ...{ sentence: 'causes.linkDistrusted', remedy: fieldOfDestination },
  },
  {
    pattern: /No space left on device|Disk quota exceeded/,
    ...{ sentence: 'causes.full', remedy: freeSpace },
  },
  {
    pattern: /rsync: (?:command )?not found|remote command not found/,
    ...{ sentence: 'causes.noRsync', remedy: testConnection },
  },
]

/** It also follows each of the causes above, so it counts only when none of them does. */
export const BROKEN_OFF: Cause = {
  pattern:
    /connection unexpectedly closed|Timeout, server .* not responding|Connection (?:to \S+ )?(?:reset|closed) by|Broken pipe|error in rsync protocol data stream|did not see server greeting|didn't get server startup line/,
  ...{ sentence: 'causes.brokenOff', remedy: RUN_AGAIN },
}

/** Of a partial transfer: what was to be copied is not there at all. */
export const SOURCE_MISSING: Cause = {
  pattern:
    /^rsync: \[\w+\] (?:link_stat|change_dir(?:#\d)?) "".* failed: No such file or directory/,
  ...{ sentence: 'causes.sourceMissing', remedy: fieldOfSource },
}

/**
 * Of a run that deletes: how many files `--max-delete` kept from it. A push to another host ends in
 * code 0 all the same (measured with 3.5.0).
 */
export const DELETE_LIMIT = /^Deletions stopped due to --max-delete limit \((\d+) skipped\)/

/** rsync ended itself because `--stop-after` or `--stop-at` told it to (code 30). */
export const TIME_WINDOW = /stopping at requested limit/

/** Causes that only a person can remove, whatever the code: trying again would fail again. */
export const NEEDS_A_PERSON = [
  RESTRICTED_FOR_GOOD,
  ...[/REMOTE HOST IDENTIFICATION HAS CHANGED/, /Host key verification failed/],
  ...[/No \S+ host key is known/, /UNPROTECTED PRIVATE KEY FILE|bad permissions/],
  ...[/Permission denied/, /Too many authentication failures/, /is your shell clean\?/],
  ...[/Unknown module/, /auth failed on module/, /The server is configured to (?:require|refuse)/],
  ...[/module is read only/, /No space left on device/, /Disk quota exceeded/],
  ...[/rsync: (?:command )?not found|remote command not found/, /protocol version mismatch/],
  ...[/stopping at requested limit/, COMPRESSION_REFUSED],
]

/** Codes that mean a connection was lost or never came about. */
export const TRANSIENT_CODES: readonly (number | null)[] = [10, 12, 20, 30, 35]

/** Where the code alone says nothing: 5 and 255 stand for both "try later" and "never". */
export const PASSES_BY_ITSELF = [
  ...[/max connections \(\d+\) reached/, /Could not resolve hostname|Name or service not known/],
  ...[/nodename nor servname|Temporary failure in name resolution/, /Connection refused/],
  ...[/No route to host|Network is unreachable|Host is down/, /timed out/],
  ...[
    /Connection (?:to \S+ )?(?:reset|closed) by/,
    /Broken pipe/,
    /Timeout, server .* not responding/,
  ],
  ...[
    /connection unexpectedly closed/,
    /did not see server greeting|didn't get server startup line/,
  ],
]

/** The help where only the exit code is known; a code that is not here has its log. */
export const REMEDY_OF_CODE: Readonly<Record<number, RemedyRule>> = {
  1: extra,
  2: testConnection,
  3: fieldOfDestination,
  4: extra,
  5: openField('remoteModule'),
  10: testConnection,
  11: fieldOfDestination,
  12: RUN_AGAIN,
  20: RUN_AGAIN,
  25: extra,
  30: RUN_AGAIN,
  35: testConnection,
  124: testConnection,
  125: testConnection,
  126: testConnection,
  127: testConnection,
  255: testConnection,
}
