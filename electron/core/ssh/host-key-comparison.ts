import { say } from '@common/i18n/say'
import type { HostKey } from '@common/ssh/credentials'
import type { Finding } from './network-probe'

/**
 * Whether a host shows the keys that are pinned for it. One changed key is enough to refuse.
 * @param error why it shows none, where that is known
 */
export function compareHostKeys(
  pinned: readonly HostKey[],
  found: readonly HostKey[],
  error: string,
): Finding {
  if (found.length === 0 && error !== '') return { isOk: false, text: error, fix: '' }
  if (found.length === 0) {
    return {
      isOk: false,
      text: say('connectionTest.hostKey.none'),
      fix: say('connectionTest.hostKey.noneFix'),
    }
  }
  if (pinned.length === 0) {
    return {
      isOk: false,
      text: say('connectionTest.hostKey.unsaved', { found: list(found) }),
      fix: say('connectionTest.hostKey.compareFix'),
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
      text: say('connectionTest.hostKey.changed', { saved: list([changed]), found: list(now) }),
      fix: say('connectionTest.hostKey.changedFix'),
    }
  }
  const known = found.filter(({ base64 }) => pinned.some((old) => old.base64 === base64))
  if (known.length === 0) {
    return {
      isOk: false,
      text: say('connectionTest.hostKey.missing', { saved: list(pinned), found: list(found) }),
      fix: say('connectionTest.hostKey.compareFix'),
    }
  }
  const text = say('connectionTest.hostKey.ok', { found: list(known.slice(0, 1)) })
  return { isOk: true, text, fix: '' }
}

function list(keys: readonly HostKey[]): string {
  return keys.map(({ type, fingerprint }) => `${type} ${fingerprint}`).join(', ')
}
