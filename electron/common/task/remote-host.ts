/** The parts of `[user@]host[:port]`. `host` comes without brackets. */
export interface RemoteHost {
  readonly user: string | null
  readonly host: string
  readonly port: number | null
}

/** No name that can be looked up is longer (RFC 1035), and no program takes words of any length. */
const MAX_HOST = 253
const HOST_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u
// A leading dash would be read as an option by ssh; the rest are separators of rsync's own syntax.
// Linux's LOGIN_NAME_MAX, less the final NUL, is the longest there is.
const USER_NAME = /^(?!-)[^\s/:\p{Cc}"'`<>|;&*?()[\]{}]{1,255}$/u

/**
 * Splits what a person typed as Remote Host. The user is what stands before the last `@`, as
 * TrueNAS reads it. Returns null when it is not a host in that form.
 */
export function parseRemoteHost(text: string): RemoteHost | null {
  const at = text.lastIndexOf('@')
  const user = at < 0 ? null : text.slice(0, at)
  if (user !== null && !USER_NAME.test(user)) return null
  const place = parsePlace(text.slice(at + 1))
  return place === null ? null : { user, ...place }
}

function parsePlace(text: string): Omit<RemoteHost, 'user'> | null {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text)
  if (bracketed) return withPort(bracketed[1] ?? '', bracketed[2], isIpv6)
  if (isIpv6(text)) return withPort(text, undefined, isIpv6)
  const [host = '', port, ...rest] = text.split(':')
  return rest.length > 0 ? null : withPort(host, port, (name) => HOST_NAME.test(name))
}

function withPort(host: string, port: string | undefined, isHost: (text: string) => boolean) {
  if (host.length > MAX_HOST || !isHost(host)) return null
  if (port === undefined) return { host, port: null }
  const number = Number(port)
  return /^[1-9]\d*$/.test(port) && number <= 65535 ? { host, port: number } : null
}

/** An IPv6 address (RFC 4291, 2.2), with a zone where it has one: `fe80::1%eth0`. */
function isIpv6(text: string): boolean {
  const [address = '', zone, ...more] = text.split('%')
  if (more.length > 0 || (zone !== undefined && !/^[\w.-]+$/.test(zone))) return false
  const halves = address.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1) ?? ''
  const hasV4 = /^\d{1,3}(\.\d{1,3}){3}$/.test(last)
  const hex = hasV4 ? groups.slice(0, -1) : groups
  const count = hex.length + (hasV4 ? 2 : 0)
  return (
    hex.every((group) => /^[\da-f]{1,4}$/i.test(group)) &&
    (halves.length === 2 ? count < 8 : count === 8)
  )
}

/** A host as rsync and URLs want it: IPv6 addresses in brackets. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** True for a name that may stand before `@`. */
export function isUserName(text: string): boolean {
  return USER_NAME.test(text)
}
