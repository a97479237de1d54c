import { say } from '../i18n/say'
import { exitCode } from '../rsync/exit-codes'
import {
  BROKEN_OFF,
  CAUSES,
  DELETE_LIMIT,
  NEEDS_A_PERSON,
  PASSES_BY_ITSELF,
  REMEDY_OF_CODE,
  SOURCE_MISSING,
  TIME_WINDOW,
  TRANSIENT_CODES,
  type Cause,
} from './causes'
import type { OutcomeClass } from './outcome-class'
import { DISCARDED } from './restricted-causes'
import { OPEN_LOG, openField, RUN_AGAIN, type Remedy, type RunTraits } from './remedy'
import type { RunState } from './run'
import { stoppedText, type StopCause } from './stop-cause'

const RECEIVED = /connection unexpectedly closed \([1-9]\d* bytes received so far\)/

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
  /** The last lines of standard error; more is never needed to name the cause. */
  readonly errorLines: readonly string[]
  /** Files and folders that rsync found to look at; null when it did not say. */
  readonly filesKnown: number | null
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
  if (code === 0) return discarded(ending) ?? deletionLimit(ending) ?? success()
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
  return signalled === undefined ? explained(code, ending) : interrupted(signalled)
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
 * Whether a run that failed may well succeed in a while, by code and message: the code alone
 * means both.
 */
export function isTransient({
  exitCode: code,
  errorLines,
  stoppedBy,
  silentSeconds,
}: Ending): boolean {
  if (stoppedBy !== null) return false
  const lines = errorLines.map(withoutNames)
  const says = (patterns: readonly RegExp[]) =>
    patterns.some((pattern) => lines.some((line) => pattern.test(line)))
  if (silentSeconds !== null) return true
  if (says(NEEDS_A_PERSON)) return false
  if (TRANSIENT_CODES.includes(code)) return true
  return (code === 5 || code === 255) && says(PASSES_BY_ITSELF)
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
  const { task } = ending
  const lines = ending.errorLines.map(withoutNames)
  const withCode = (sentence: string) =>
    say('runs.withCode', { reason: sentence, code, name: exitCode(code).name })
  if (lines.some((line) => TIME_WINDOW.test(line)))
    return stopped(withCode(say('causes.timeWindow')))
  if (code === 25) {
    const limited = deletionLimit(ending)
    return failed('blocked', withCode(limited?.reason ?? exitCode(25).help), openField('extra'))
  }
  const found = causeIn(ending, lines)
  // Once anything came back, the two sides had agreed on the compression.
  const wasTalking = lines.some((line) => RECEIVED.test(line))
  const isUnexplained = !found || found.cause === BROKEN_OFF
  const isCompression = code === 12 && task.compress && isUnexplained && !wasTalking
  if (isCompression) {
    return failed('failed', withCode(say('causes.compressionRefused')), openField('compress'))
  }
  const rule = found?.cause.remedy ?? REMEDY_OF_CODE[code] ?? OPEN_LOG
  const reason = found ? say(found.cause.sentence, found.values) : exitCode(code).help
  return failed(
    code === 23 && !found ? 'partial' : 'failed',
    withCode(reason),
    typeof rule === 'function' ? rule(task) : rule,
  )
}

/** A push that an account threw away although rsync ends it in code 0; null for any other. */
function discarded({ errorLines }: Ending): Outcome | null {
  if (!errorLines.some((line) => DISCARDED.test(line))) return null
  return failed('failed', say('restricted.discarded'), { kind: 'test-connection' })
}

/** A run that `--max-delete` kept from deleting everything; null for any other. */
function deletionLimit({ errorLines }: Ending): Outcome | null {
  const left = errorLines.flatMap((line) => DELETE_LIMIT.exec(line)?.[1] ?? []).at(-1)
  if (left === undefined) return null
  return failed('blocked', say('causes.deleteLimit', {}, Number(left)), openField('extra'))
}

function causeIn({ exitCode: code, filesKnown }: Ending, lines: readonly string[]) {
  // A partial transfer names its files; no single message speaks for all of them.
  const ofPartial = filesKnown === 0 ? [SOURCE_MISSING] : []
  for (const cause of code === 23 ? ofPartial : [...CAUSES, BROKEN_OFF]) {
    const values = lines.map((line) => valuesIn(cause, line)).find((one) => one !== null)
    if (values) return { cause, values }
  }
  return null
}

function valuesIn({ pattern }: Cause, line: string): Record<string, string> | null {
  const match = pattern.exec(line)
  return match && { ...match.groups }
}

/** A name of a file can say anything, also what a cause is known by. */
function withoutNames(line: string): string {
  return line.replace(/".*"/, '""')
}
