import { readFileSync, readlinkSync } from 'node:fs'
import { ownZone } from '@common/schedule/zone-clock'

const LOCAL_TIME = '/etc/localtime'

/**
 * The system's time zone now. The process itself learns it once, at its start; a laptop that
 * travels changes it later, so the system is asked (localtime(5); the same on macOS).
 */
export function systemZone(): string {
  const named = process.env['TZ']?.replace(/^:/, '')
  if (named !== undefined && isZone(named)) return named
  const linked = /zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(attempt(() => readlinkSync(LOCAL_TIME)))
  if (linked?.[1] !== undefined && isZone(linked[1])) return linked[1]
  const written = attempt(() => readFileSync('/etc/timezone', 'utf8')).trim()
  return isZone(written) ? written : ownZone()
}

function attempt(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return name !== ''
  } catch {
    return false
  }
}
