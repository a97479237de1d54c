import { say } from '../i18n/say'
import { system } from '../i18n/en/system'

type Code = Exclude<keyof typeof system, 'at'>

/**
 * Failures that are the fault of neither the person nor the app. Others, such as EACCES, can be the
 * answer to a question.
 */
const OF_THE_MACHINE: ReadonlySet<string> = new Set([
  'EDQUOT',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOSPC',
  'EROFS',
  'ESTALE',
])

/** The app or the system has run out of something: that says nothing of what was asked for. */
const SHORTAGES: ReadonlySet<string> = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM'])

/** The meaning of an errno in words, its remedy and its name; null for any other error. */
export function systemErrorReason(error: unknown): string | null {
  const code = codeOf(error)
  return code === null ? null : `${say(`system.${code}`)} (${code})`
}

/** The same, with the path where there is one; any other error in its own words. */
export function systemErrorText(error: unknown): string {
  const reason = systemErrorReason(error)
  if (reason === null) return error instanceof Error ? error.message : String(error)
  const { path } = error as { path?: unknown }
  return typeof path === 'string' ? say('system.at', { path, reason }) : reason
}

/** Whether the machine is short of something, or broken: no bug, and not what was asked for. */
export function isOfTheMachine(error: unknown): boolean {
  return OF_THE_MACHINE.has(codeOf(error) ?? '')
}

/** Whether the app or the system has no more files, memory or processes, whatever was asked for. */
export function isShortage(error: unknown): boolean {
  return SHORTAGES.has(rootCodeOf(error) ?? '')
}

/** Whether there is nothing at a path. Any other error leaves that open. */
export function isAbsent(error: unknown): boolean {
  const code = rootCodeOf(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** For `catch`: the value where there is nothing at a path; any other error stays one. */
export function ifAbsent<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (isAbsent(error)) return value
    throw error
  }
}

/** For `catch`: the value where something could not be had; a shortage stays an error. */
export function unlessShortage<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (isShortage(error)) throw error
    return value
  }
}

/** Of the error, or of what caused it: a program that did not start has an errno behind its words. */
function rootCodeOf(error: unknown): Code | null {
  return codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : null)
}

function codeOf(error: unknown): Code | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  const { code } = error
  return typeof code === 'string' && code !== 'at' && Object.hasOwn(system, code)
    ? (code as Code)
    : null
}
