import { say } from '../i18n/say'
import { system } from '../i18n/en/system'

type Code = Exclude<keyof typeof system, 'at'>

/**
 * Whose fault it is that a call of the system failed: neither the person's nor the app's. Other
 * numbers, such as EACCES, can be an answer to what was asked.
 */
const OF_THE_MACHINE: readonly string[] = [
  ...['EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM', 'ENOSPC', 'EROFS', 'ESTALE'],
]

/** What a number of the system (errno) means in words, what helps, and its name; null for what is none. */
export function systemErrorReason(error: unknown): string | null {
  const code = codeOf(error)
  return code === null ? null : `${say(`system.${code}`)} (${code})`
}

/** The same, with the path where there is one; what is no error of the system in its own words. */
export function systemErrorText(error: unknown): string {
  const reason = systemErrorReason(error)
  if (reason === null) return error instanceof Error ? error.message : String(error)
  const { path } = error as { path?: unknown }
  return typeof path === 'string' ? say('system.at', { path, reason }) : reason
}

/** Whether the machine is short of something, or broken: no bug, and not what was asked for. */
export function isOfTheMachine(error: unknown): boolean {
  return OF_THE_MACHINE.includes(codeOf(error) ?? '')
}

function codeOf(error: unknown): Code | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  const { code } = error
  return typeof code === 'string' && code !== 'at' && Object.hasOwn(system, code)
    ? (code as Code)
    : null
}
