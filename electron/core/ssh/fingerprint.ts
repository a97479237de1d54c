import { createHash } from 'node:crypto'
import { hostKeyLines, parseHostKeyLine } from '@common/ssh/host-key-text'
import type { HostKey } from '@common/ssh/credentials'

/** `SHA256:…` of a key in base64, as ssh-keygen -l shows it. */
export function fingerprint(base64: string): string {
  const digest = createHash('sha256').update(Buffer.from(base64, 'base64')).digest('base64')
  return `SHA256:${digest.replace(/=+$/, '')}`
}

/** The keys in the text of Remote Host Key with their fingerprints; what is no key is left out. */
export function describeHostKeys(text: string): HostKey[] {
  return hostKeyLines(text)
    .map(parseHostKeyLine)
    .filter((key) => key !== null)
    .map((key) => ({ ...key, fingerprint: fingerprint(key.base64) }))
}
