import { bracketed } from '../task/remote-host'

/** The keys in the text of Remote Host Key: no blank lines, no comments, no blanks around. */
export function hostKeyLines(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

/** `type base64 [comment]` in its parts; null when it is not in that form. */
export function parseHostKeyLine(line: string): { type: string; base64: string } | null {
  const [, type, base64] =
    /^([a-z0-9@.-]+)[ \t]+([A-Za-z0-9+/]+={0,3})(?:[ \t].*)?$/.exec(line) ?? []
  return type === undefined || base64 === undefined ? null : { type, base64 }
}

/** How a host stands in known_hosts: with its port, unless that is 22 (sshd(8)). */
export function knownHostsName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`
}

/**
 * The known_hosts of one connection, as TrueNAS writes it (truenas b.3): each key after the
 * host's name, no final newline.
 */
export function knownHostsText(place: { host: string; port: number }, hostKeys: string): string {
  const name = knownHostsName(place.host, place.port)
  return hostKeyLines(hostKeys)
    .map((key) => `${name} ${key}`)
    .join('\n')
}

/** `host:port` for people. */
export function placeText(host: string, port: number): string {
  return `${bracketed(host)}:${port}`
}

const MARKERS = ['@cert-authority', '@revoked']

/** The first line that is not a known_hosts entry (sshd(8)); null when all are. */
export function brokenKnownHostsLine(text: string): string | null {
  const broken = text.split('\n').find((line) => !isKnownHostsLine(line.trim()))
  return broken === undefined ? null : broken.trim()
}

function isKnownHostsLine(line: string): boolean {
  if (line === '' || line.startsWith('#')) return true
  const words = line.split(/[ \t]+/)
  if (line.startsWith('@') && !MARKERS.includes(words.shift() ?? '')) return false
  return words.length >= 3
}
