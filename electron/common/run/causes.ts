import type { Cause } from './cause'
import { DAEMON_CAUSES } from './causes-of-daemon'
import { AFTERMATH, NETWORK_CAUSES } from './causes-of-network'
import { FILES_CAUSES, RSYNC_CAUSES } from './causes-of-rsync'
import { KILLED_CAUSES, RRSYNC_CAUSES, SHELL_CAUSES } from './causes-of-shell'
import { SSH_CAUSES, WAY_LOST, WAY_REFUSED, WAY_SILENT } from './causes-of-ssh'
import { quotedLine } from './quoted-line'
import {
  fieldOfDestination,
  fieldOfSource,
  openField,
  RUN_AGAIN,
  testConnection,
  type RemedyRule,
} from './remedy'
import { isChatter, isForeign, isOfWay, withoutNames } from './whose-line'

/**
 * All messages that say more than an exit code. The first row that a line matches is the cause, so
 * the order of lines, which come from several processes at once, makes no difference.
 */
export const CAUSES: readonly Cause[] = [
  ...NETWORK_CAUSES,
  ...SSH_CAUSES,
  ...RRSYNC_CAUSES,
  ...KILLED_CAUSES,
  ...SHELL_CAUSES,
  ...DAEMON_CAUSES,
  ...RSYNC_CAUSES,
  ...FILES_CAUSES,
  ...AFTERMATH,
]

/** A cause that was found, with the values of its sentence. */
export interface FoundCause {
  readonly cause: Cause
  readonly values: Readonly<Record<string, string>>
}

/**
 * What the lines of standard error say was the matter; null where they say nothing that is known.
 * @param hasBegun whether both rsyncs had talked: then nothing of ssh or a shell is the cause
 */
export function causeOf(lines: readonly string[], hasBegun: boolean): FoundCause | null {
  const told = lines.filter((line) => !isChatter(line))
  if (hasBegun) return causeAmong(told, 'talk')
  return isLostOnTheWay(told) ? causeOfTheWay(told) : causeAmong(told, 'start')
}

/** How far it came: to a host in between, to the remote host, or until both rsyncs had talked. */
type Stage = 'way' | 'start' | 'talk'

function causeAmong(told: readonly string[], stage: Stage): FoundCause | null {
  const find = (role: Cause['role']) => firstOf(role, told, stage)
  const found = find('ends')
  const isLogin = found === null || REFUSED_LOGINS.includes(found.cause.sentence)
  return (isLogin ? find('hints') : null) ?? found
}

/** Whether what ssh goes through (a jump host, a proxy) ended before ssh had reached the remote host. */
function isLostOnTheWay(told: readonly string[]): boolean {
  return (
    told.some((line) => WAY_LOST.pattern.test(line)) && !told.some((line) => REACHED.test(line))
  )
}

/** What a jump host says of the remote host, where it could not connect to it. */
const REACHED = /^channel \d+: open failed: connect failed: /

/** What ssh says itself whenever its way is closed. */
const CLOSED =
  /^(?:kex|ssh)_exchange_identification: (?:read: |write: )?(?:Connection (?:closed|reset)|Broken pipe)/

/** All else was said by what is in between, and not by the remote host or the account there. */
function causeOfTheWay(told: readonly string[]): FoundCause {
  const words = told.filter(
    (line) => isForeign(line) && !CLOSED.test(line) && !WAY_LOST.pattern.test(line),
  )
  const [first] = words
  if (first === undefined) return { cause: WAY_SILENT, values: {} }
  const found = causeAmong(words, 'way')
  const said = found?.values['said'] ?? quotedLine(first)
  return { cause: found?.cause.passes === true ? WAY_LOST : WAY_REFUSED, values: { said } }
}

/** That the connection was lost, which follows many a cause: it counts where nothing else was said. */
export function aftermathOf(lines: readonly string[]): FoundCause | null {
  return firstOf('follows', lines, 'talk')
}

/** What a refused login is known by, where a line before may say why. */
const REFUSED_LOGINS: readonly string[] = ['causes.keyRefused', 'causes.tooManyKeys']

/** Characters of a foreign line that are looked at: so long is no message, and patterns stay quick. */
const MAX_FOREIGN = 2000

const BEFORE_RSYNC: readonly string[] = ['ssh', 'rrsync', 'shell']

function firstOf(role: Cause['role'], lines: readonly string[], stage: Stage) {
  for (const cause of CAUSES) {
    if (cause.role !== role) continue
    const isEarly = BEFORE_RSYNC.includes(cause.layer)
    if (isEarly && stage === 'talk') continue
    for (const line of lines) {
      if (!couldSay(cause, line, stage)) continue
      // Names of files are in lines of rsync alone.
      const match = cause.pattern.exec(isEarly ? line.slice(0, MAX_FOREIGN) : withoutNames(line))
      if (match) return { cause, values: valuesOf(match, line) }
    }
  }
  return null
}

/**
 * Whether the program that the cause is about can have printed the line. Errors of a network or a
 * file system count only from ssh and rsync: a banner, or a program in a start-up file of the remote
 * account, may print the same about something else.
 */
function couldSay({ layer, role }: Cause, line: string, stage: Stage): boolean {
  if (BEFORE_RSYNC.includes(layer)) return isForeign(line)
  if (stage === 'way' || role === 'follows') return true
  if (layer === 'network') return isOfWay(line) || !isForeign(line)
  return layer !== 'files' || !isForeign(line)
}

function valuesOf({ groups = {} }: RegExpExecArray, line: string): Record<string, string> {
  const entries = Object.entries({ ...groups, said: line })
  return Object.fromEntries(entries.map(([name, text]) => [name, quotedLine(text ?? '')]))
}

/** Of a partial transfer: what was to be copied is not there at all. */
export const SOURCE_MISSING = {
  pattern:
    /^rsync: (?:\[\w+\] )?(?:link_stat|change_dir(?:#\d)?) "".* failed: No such file or directory/,
  sentence: 'causes.sourceMissing',
  remedy: fieldOfSource,
} as const

/**
 * Of a run that deletes: how many files `--max-delete` kept from it. A push to another host ends in
 * code 0 all the same (measured with 3.5.0).
 */
export const DELETE_LIMIT = /^Deletions stopped due to --max-delete limit \((\d+) skipped\)/

/** rsync ended itself because `--stop-after` or `--stop-at` told it to (code 30). */
export const TIME_WINDOW = /stopping at requested limit/

/** rsync's receiver without a place for what it has: it throws the file away, and ends with code 0. */
export const DISCARDED = /-- discarding completed file/

/** Codes that mean a connection was lost or never came about. */
export const TRANSIENT_CODES: readonly (number | null)[] = [10, 12, 20, 30, 35]

/** The help where only the exit code is known; a code that is not here has its log. */
export const REMEDY_OF_CODE: Readonly<Record<number, RemedyRule>> = {
  1: openField('extra'),
  2: testConnection,
  3: fieldOfDestination,
  4: openField('extra'),
  5: openField('remoteModule'),
  10: testConnection,
  11: fieldOfDestination,
  12: RUN_AGAIN,
  20: RUN_AGAIN,
  25: openField('extra'),
  30: RUN_AGAIN,
  35: testConnection,
  124: testConnection,
  125: testConnection,
  126: testConnection,
  127: testConnection,
  255: testConnection,
}
