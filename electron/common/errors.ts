import { isOfTheMachine, systemErrorText } from './text/system-error'
import { say } from './i18n/say'

/** Every way an operation can fail that the caller is expected to handle. */
export type AppErrorCode =
  /** The input breaks a rule; `fields` says which rule on which field. */
  | 'INVALID_INPUT'
  /** The task, run or log that was named does not exist (any more). */
  | 'NOT_FOUND'
  /** Somebody else changed the task since it was read. */
  | 'CONFLICT'
  /** A program the app needs (rsync, ssh) is missing or cannot be started. */
  | 'PROGRAM_MISSING'
  /** Settings or records could not be read or written. */
  | 'STORAGE_FAILED'
  /** Only readable storage is on offer for secrets, and the user has not agreed to it. */
  | 'SECRETS_UNPROTECTED'
  /** A stored secret cannot be read: the keyring is locked, gone or another one. */
  | 'SECRETS_UNREADABLE'
  /** Another host refused, or could not be reached. */
  | 'REMOTE_FAILED'
  /** A folder, or what is mounted there, did not answer in time. */
  | 'NO_ANSWER'
  /** The caller is not one of our own windows. */
  | 'FORBIDDEN'
  /** A bug. The app's log (core/log) has the details, and the sentence names it. */
  | 'UNEXPECTED'

/** One broken rule. `field` is a path in our own camelCase names, such as `schedule.minute`. */
export interface FieldError {
  readonly field: string
  readonly message: string
}

/** An error as it crosses a process border: plain data, no stack, no prototype. */
export interface WireError {
  readonly code: AppErrorCode
  readonly message: string
  readonly fields: readonly FieldError[]
}

/** An expected failure; `message` is one sentence for the person who asked. */
export class AppError extends Error {
  constructor(
    readonly code: AppErrorCode,
    message: string,
    readonly fields: readonly FieldError[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'AppError'
  }
}

/**
 * Broken rules as one error. Its sentence is the first of them, for where there are no fields to
 * show them at: names of fields are no words that a person has seen.
 */
export function invalidInput(fields: readonly FieldError[]): AppError {
  return new AppError('INVALID_INPUT', fields[0]?.message ?? say('rules.invalidInput'), fields)
}

/**
 * Any thrown value as data for another process. An error that is neither an AppError nor a fault of
 * the machine is a bug: its text stays out of the answer, because it may hold paths or secrets; the
 * caller logs it.
 * @param logPath where it is logged
 */
export function toWireError(error: unknown, logPath: string): WireError {
  if (error instanceof AppError) {
    return { code: error.code, message: error.message, fields: error.fields }
  }
  if (isOfTheMachine(error)) {
    return { code: 'STORAGE_FAILED', message: systemErrorText(error), fields: [] }
  }
  return { code: 'UNEXPECTED', message: say('app.unexpected', { path: logPath }), fields: [] }
}

/** The reverse of {@link toWireError}. */
export function fromWireError(error: WireError): AppError {
  return new AppError(error.code, error.message, error.fields)
}
