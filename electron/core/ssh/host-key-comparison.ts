import type { HostKey } from '@common/ssh/credentials'
import type { Finding } from './network-probe'

const COMPARE = 'Compare the fingerprint with one that you got another way, then save the key.'

/** Whether a host shows the keys that are pinned for it. One changed key is enough to refuse. */
export function compareHostKeys(pinned: readonly HostKey[], found: readonly HostKey[]): Finding {
  if (found.length === 0) {
    return {
      isOk: false,
      text: 'The host showed no host key in time.',
      fix: 'Check that an SSH server listens there, and that no firewall slows it down.',
    }
  }
  if (pinned.length === 0) {
    return {
      isOk: false,
      text: `No host key is saved. The host shows ${list(found)}.`,
      fix: COMPARE,
    }
  }
  const changed = pinned.find((old) => {
    const now = found.filter(({ type }) => type === old.type)
    return now.length > 0 && !now.some(({ base64 }) => base64 === old.base64)
  })
  if (changed) {
    const now = found.filter(({ type }) => type === changed.type)
    return {
      isOk: false,
      text: `The host key has changed: saved is ${list([changed])}, the host shows ${list(now)}.`,
      fix: 'Somebody may be in between. Ask whoever runs the host; only then replace the saved key.',
    }
  }
  const known = found.filter(({ base64 }) => pinned.some((old) => old.base64 === base64))
  if (known.length === 0) {
    return {
      isOk: false,
      text: `The host has none of the saved keys (${list(pinned)}); it shows ${list(found)}.`,
      fix: COMPARE,
    }
  }
  return { isOk: true, text: `The host shows the saved key ${list(known.slice(0, 1))}.`, fix: '' }
}

function list(keys: readonly HostKey[]): string {
  return keys.map(({ type, fingerprint }) => `${type} ${fingerprint}`).join(', ')
}
