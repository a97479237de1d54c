/** The parts of `[user@]host[:port]`. `host` comes without brackets. */
export interface RemoteHost {
  readonly user: string | null
  readonly host: string
  readonly port: number | null
}

const IPV6 = /^[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*(%[\w.-]+)?$/i
const HOST_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u
// A leading dash would be read as an option by ssh; the rest are separators of rsync's own syntax.
const USER_NAME = /^(?!-)[^\s/:\p{Cc}"'`<>|;&*?()[\]{}]+$/u

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
  if (bracketed) return withPort(bracketed[1] ?? '', bracketed[2], IPV6)
  if (IPV6.test(text)) return { host: text, port: null }
  const [host = '', port, ...rest] = text.split(':')
  return rest.length > 0 ? null : withPort(host, port, HOST_NAME)
}

function withPort(host: string, port: string | undefined, form: RegExp) {
  if (!form.test(host)) return null
  if (port === undefined) return { host, port: null }
  const number = Number(port)
  return /^[1-9]\d*$/.test(port) && number <= 65535 ? { host, port: number } : null
}

/** A host as rsync and URLs want it: IPv6 addresses in brackets. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** True for a name that may stand before `@`. */
export function isUserName(text: string): boolean {
  return USER_NAME.test(text)
}
