import { say } from '../i18n/say'
import { exitCode } from '../rsync/exit-codes'
import {
  aftermathOf,
  DELETE_LIMIT,
  DISCARDED,
  REMEDY_OF_CODE,
  SOURCE_MISSING,
  TIME_WINDOW,
  TRANSIENT_CODES,
} from './causes'
import type { FailureTally } from './failure-tally'
import { partialReason } from './partial-reason'
import type { OutcomeClass } from './outcome-class'
import {
  OPEN_LOG,
  openField,
  RUN_AGAIN,
  type Remedy,
  type RemedyRule,
  type RunTraits,
} from './remedy'
import type { RunState } from './run'
import { stoppedText, type StopCause } from './stop-cause'
import { whatWasSaid } from './what-was-said'
import { isForeign, withoutNames } from './whose-line'

const RECEIVED = /connection unexpectedly closed \([1-9][\d,.]* bytes received so far\)/

/** How a process ended, and what was known about it. */
export interface Ending {
  readonly exitCode: number | null
  readonly signal: string | null
  /** True when rsync was killed and did not end: it sleeps in a call to a folder that does not answer. */
  readonly isLeftBehind?: boolean
  /** Why the run was told to stop; null when it was not. */
  readonly stoppedBy: StopCause | null
  /** Seconds without any data after which the app ended the run; null when it did not. */
  readonly silentSeconds: number | null
  /** The first and the last lines of standard error; more is never needed to name the cause. */
  readonly errorLines: readonly string[]
  /** What of the files failed, counted over all lines; null where nothing did. */
  readonly failures?: FailureTally | null
  /** Files and folders that rsync found to look at; null when it did not say. */
  readonly filesKnown: number | null
  /** Links, devices, sockets and pipes that rsync passed over; only Archive copies them. */
  readonly leftOut?: number
  /** True once bytes of a file were sent or received: then ssh had connected. */
  readonly hasMoved?: boolean
  readonly task: RunTraits
}

export interface Outcome {
  readonly state: Extract<RunState, 'SUCCESS' | 'FAILED' | 'ABORTED'>
  readonly outcome: OutcomeClass
  readonly hasWarning: boolean
  /** One sentence: what is the matter and what to do. */
  readonly reason: string
  /** What most likely helps; null where nothing has to be done. */
  readonly remedy: Remedy | null
}

/**
 * Decides how a run ended, from exit code, messages and whether we asked for it. Code 24 is a
 * success with a warning; 23 and 25 are failures, although TrueNAS lets 25 pass (design 5).
 */
export function decideOutcome(ending: Ending): Outcome {
  const { exitCode: code, stoppedBy, silentSeconds, signal } = ending
  // A run that got through before the signal reached it did succeed.
  if (code === 0) return discarded(ending) ?? deletionLimit(ending) ?? leftOut(ending) ?? success()
  const told = (reason: string) =>
    ending.isLeftBehind ? say('runs.leftBehind', { reason }) : reason
  if (stoppedBy !== null) return stopped(told(stoppedText(stoppedBy, true)))
  if (silentSeconds !== null) {
    return failed('failed', told(say('runs.silent', {}, silentSeconds)), RUN_AGAIN)
  }
  if (code === 24) {
    const reason = exitCode(24).help
    return { ...success(), outcome: 'warning', hasWarning: true, reason, remedy: OPEN_LOG }
  }
  if (code === null) return interrupted(signal ?? say('runs.unknownSignal'))
  const signalled = SHELL_SIGNALS[code]
  return signalled === undefined || isToldFromThere(ending)
    ? explained(code, ending)
    : interrupted(signalled)
}

/** Of an rsync on the remote host a shell there says what ended it, whichever code comes first. */
function isToldFromThere(ending: Ending): boolean {
  if (ending.task.mode !== 'SSH') return false
  const { found, sentence } = whatWasSaid(ending.errorLines, hasTalked(ending))
  return found !== null && sentence !== null
}

function interrupted(by: string): Outcome {
  return failed('interrupted', say('runs.ended', { signal: by }), RUN_AGAIN)
}

/** How a shell between the app and rsync, or on the remote host, tells what ended rsync. */
const SHELL_SIGNALS: Readonly<Record<number, string>> = {
  ...{ 129: 'SIGHUP', 130: 'SIGINT', 131: 'SIGQUIT', 134: 'SIGABRT', 137: 'SIGKILL' },
  ...{ 139: 'SIGSEGV', 143: 'SIGTERM' },
}

/** A run that never came as far as starting rsync, or of whose end nothing more is known. */
export function failed(
  outcome: Extract<OutcomeClass, 'failed' | 'partial' | 'blocked' | 'interrupted'>,
  reason: string,
  remedy: Remedy | null,
): Outcome {
  return { state: 'FAILED', outcome, hasWarning: false, reason, remedy }
}

/**
 * Whether time mends it, so that a run that failed may well succeed in a while. The code alone decides
 * where nobody said anything.
 */
export function isTransient(ending: Ending): boolean {
  const { exitCode: code, stoppedBy, silentSeconds, failures, errorLines } = ending
  if (stoppedBy !== null || errorLines.some((line) => TIME_WINDOW.test(line))) return false
  if (silentSeconds !== null) return true
  if (code === PARTIAL) return failures?.passes() ?? false
  if (code !== null && AFTER_TALK.includes(code)) return false
  const { found, sentence } = whatWasSaid(errorLines, hasTalked(ending))
  if (found) return found.cause.passes
  if (sentence !== null) return false
  if (code === SSH_FAILED) return hasTalked(ending)
  return TRANSIENT_CODES.includes(code)
}

function success(): Outcome {
  const reason = exitCode(0).help
  return { state: 'SUCCESS', outcome: 'success', hasWarning: false, reason, remedy: null }
}

/** A run that was told to stop. */
export function stopped(reason: string): Outcome {
  return { state: 'ABORTED', outcome: 'stopped', hasWarning: false, reason, remedy: RUN_AGAIN }
}

/** How a run ended that rsync gave a code for, other than success. */
function explained(code: number, ending: Ending): Outcome {
  const { task, errorLines } = ending
  const withCode = (sentence: string) =>
    say('runs.withCode', { reason: sentence, code, name: exitCode(code).name })
  const end = (sentence: string, rule: RemedyRule) =>
    failed('failed', withCode(sentence), typeof rule === 'function' ? rule(task) : rule)
  if (errorLines.some((line) => TIME_WINDOW.test(line)))
    return stopped(withCode(say('causes.timeWindow')))
  if (code === 25) {
    const limited = deletionLimit(ending)
    return failed('blocked', withCode(limited?.reason ?? exitCode(25).help), openField('extra'))
  }
  if (code === PARTIAL) return partial(ending, withCode)
  const { found, sentence } = whatWasSaid(errorLines, hasTalked(ending))
  const rule = REMEDY_OF_CODE[code] ?? OPEN_LOG
  if (sentence !== null) return end(sentence, found?.cause.remedy ?? rule)
  // Once anything came back, the two sides had agreed on the compression.
  if (code === STREAM && task.compress && !hasReceived(errorLines))
    return end(say('causes.compressionRefused'), openField('compress'))
  // ssh that ends without a word has failed, whatever rsync makes of it.
  if (code === SSH_FAILED && (hasTalked(ending) || sshWasCutOff(errorLines)))
    return end(say('causes.brokenOff'), RUN_AGAIN)
  if (found === null || code === SSH_FAILED) return end(exitCode(code).help, rule)
  return end(say(found.cause.sentence, found.values), found.cause.remedy)
}

/** Some of it was copied: what failed, and of how many files. */
function partial(ending: Ending, withCode: (sentence: string) => string): Outcome {
  const { errorLines, filesKnown, failures, task } = ending
  const isMissing = errorLines.some((line) => SOURCE_MISSING.pattern.test(withoutNames(line)))
  if (filesKnown === 0 && isMissing) {
    const { sentence, remedy } = SOURCE_MISSING
    return failed('failed', withCode(say(sentence)), remedy(task))
  }
  const told = failures ? partialReason(failures, task) : null
  const reason = told?.reason ?? exitCode(PARTIAL).help
  return failed('partial', withCode(reason), told?.remedy ?? OPEN_LOG)
}

/** Whether ssh itself said that a connection that it had was closed. */
function sshWasCutOff(lines: readonly string[]): boolean {
  return lines.some((line) => isForeign(line) && aftermathOf([line]) !== null)
}

const STREAM = 12
const PARTIAL = 23
const SSH_FAILED = 255

/** Whether the two rsyncs talked, so that ssh and the remote account had done their part. */
function hasTalked({ exitCode: code, errorLines, hasMoved = false }: Ending): boolean {
  return hasMoved || (code !== null && AFTER_TALK.includes(code)) || hasReceived(errorLines)
}

/** Codes of a run that came to its end. */
const AFTER_TALK: readonly number[] = [0, PARTIAL, 24, 25]

function hasReceived(lines: readonly string[]): boolean {
  return lines.some((line) => RECEIVED.test(line))
}

/** A push that an account threw away although rsync ends it in code 0; null for any other. */
function discarded({ errorLines }: Ending): Outcome | null {
  if (!errorLines.some((line) => DISCARDED.test(line))) return null
  return failed('failed', say('restricted.discarded'), { kind: 'test-connection' })
}

/** A run that passed over links and special files, or over all there is; null for any other. */
function leftOut({ leftOut = 0, filesKnown }: Ending): Outcome | null {
  if (leftOut === 0) return null
  if (filesKnown !== null && leftOut >= filesKnown)
    return failed('failed', say('runs.onlyLeftOut'), openField('archive'))
  return { ...success(), reason: say('runs.leftOut', {}, leftOut) }
}

/** A run that `--max-delete` kept from deleting everything; null for any other. */
function deletionLimit({ errorLines }: Ending): Outcome | null {
  const left = errorLines.flatMap((line) => DELETE_LIMIT.exec(line)?.[1] ?? []).at(-1)
  if (left === undefined) return null
  return failed('blocked', say('causes.deleteLimit', {}, Number(left)), openField('extra'))
}
