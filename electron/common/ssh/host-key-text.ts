import { bracketed } from '../task/remote-host'

/** A line of known_hosts: whose key it is, plain or hashed, stands before the key. */
const WITH_HOST = /^[^@\s]\S*[ \t]+(?=(?:ssh|ecdsa|sk)-[a-z0-9@.-]+[ \t]+AAAA)/

/**
 * The keys in the text of Remote Host Key, each as `type base64 [comment]`: no blank lines, no
 * comments, no quotation marks, and of lines of known_hosts not the host.
 */
export function hostKeyLines(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.replace(WITH_HOST, ''))
}

/** `type base64 [comment]` in its parts; null when it is not in that form. */
export function parseHostKeyLine(line: string): { type: string; base64: string } | null {
  const [, type, base64] =
    /^([a-z0-9@.-]+)[ \t]+([A-Za-z0-9+/]+={0,3})(?:[ \t].*)?$/.exec(line) ?? []
  return type === undefined || base64 === undefined ? null : { type, base64 }
}

/** As much of a line as a sentence about it shows. */
export function shortenedLine(line: string): string {
  return line.length > 40 ? `${line.slice(0, 40)}…` : line
}

/**
 * How a host stands in known_hosts: with its port, unless that is 22 (sshd(8)), and in small letters,
 * as which ssh looks up every name (measured, OpenSSH 9.2).
 */
export function knownHostsName(host: string, port: number): string {
  const name = host.toLowerCase()
  return port === 22 ? name : `[${name}]:${port}`
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
