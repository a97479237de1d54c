import { say } from '../i18n/say'
import { inOneLine, Refused } from './reading'
import type { ShellWord } from './shell/expand'

/** One side of a copy. */
export type Place =
  | { readonly kind: 'local'; readonly path: string }
  | {
      readonly kind: 'ssh'
      readonly user: string | null
      readonly host: string
      readonly path: string
    }
  /** `host` may have a port; `path` is the module and what follows it. */
  | {
      readonly kind: 'daemon'
      readonly user: string | null
      readonly host: string
      readonly path: string
    }

export interface PlaceContext {
  /** Where relative paths begin; null when the command does not say. */
  readonly folder: string | null
  /** With `-s` nothing of a remote path means anything to the remote shell. */
  readonly isSecluded: boolean
  /** Of a source whose path is sent as it is written, as with `-R`. */
  readonly keepsPath: boolean
}

/** A drive of Windows, or how Cygwin writes one. Hosts of one capital letter do not exist. */
const WINDOWS = /^([A-Z]:|[a-z]:\\|\/cygdrive\/[a-z](\/|$))/

/**
 * What an operand of rsync names, by rsync's own rule: a colon before the first slash makes it
 * remote, two colons a daemon (rsync(1), GENERAL).
 * @throws Refused for what only a shell could turn into a place
 */
export function readPlace(word: ShellWord, context: PlaceContext): Place {
  const { text } = word
  // The brackets of an IPv6 address are no pattern, quoted or not.
  const isPattern =
    word.isPattern && /[*?[]/.test(text.replace(/^(rsync:\/\/)?([^/[]*@)?\[[^\]/]*\]/i, ''))
  const url = /^rsync:\/\/(?:([^/@]*)@)?(\[[^\]]+\]|[^/:[\]]+)(?::(\d+))?(?:\/(.*))?$/is.exec(text)
  if (url) {
    const [, user = null, host = '', port, path = ''] = url
    const place = port === undefined ? host : `${host}:${port}`
    return {
      kind: 'daemon',
      user: login(user),
      host: place,
      path: plainPath(path, text, isPattern),
    }
  }
  if (WINDOWS.test(text))
    throw new Refused(say('exchange.refused.windows', { path: inOneLine(text) }))
  const remote = /^([^/:[\]]*)(\[[^\]/]*\])?:(:?)/.exec(text)
  if (!remote) return { kind: 'local', path: localPath(text, isPattern, context) }
  const [head, before = '', address, second] = remote
  const at = before.lastIndexOf('@')
  const user = at < 0 ? null : before.slice(0, at)
  const host = address ?? before.slice(at + 1)
  const path = text.slice(head.length)
  if (second === ':')
    return { kind: 'daemon', user: login(user), host, path: plainPath(path, text, isPattern) }
  return { kind: 'ssh', user, host, path: remotePath(path, text, isPattern, context) }
}

/** `user:password@` never was rsync's; a password must not become a part of a task. */
function login(user: string | null): string | null {
  if (user !== null && user.includes(':')) throw new Refused(say('exchange.refused.passwordInUrl'))
  return user === '' ? null : user
}

function localPath(text: string, isPattern: boolean, { folder, keepsPath }: PlaceContext): string {
  if (isPattern) throw new Refused(say('exchange.refused.pattern', { text: inOneLine(text) }))
  if (text.startsWith('/')) return text
  if (folder === null)
    throw new Refused(say('exchange.refused.relative', { path: inOneLine(text) }))
  const from = folder.replace(/\/$/, '')
  const plain = text.replace(/^(\.\/+)+(?=.)/, '').replace(/^\.$/, '')
  // Behind the first `/./` is what rsync sends; `./` at the start has the folder itself sent, too.
  return keepsPath && !plain.includes('/./') ? `${from}/./${text}` : `${from}/${plain}`
}

function remotePath(
  path: string,
  text: string,
  isPattern: boolean,
  { isSecluded, keepsPath }: PlaceContext,
): string {
  const plain = plainPath(path, text, isPattern)
  if (isSecluded) return plain === '' ? '.' : plain
  const isShells = keepsPath ? plain.startsWith('~') : /^~[^/]/.test(plain)
  if (isShells || /[\\$`"';&|<>()]/.test(plain))
    throw new Refused(say('exchange.refused.remoteShell', { path: inOneLine(plain) }))
  // A relative path begins in the home folder of the account, just like `~/`.
  const below = plain.replace(/^~\/*/, '')
  return below === '' ? '.' : below
}

function plainPath(path: string, text: string, isPattern: boolean): string {
  if (isPattern || /[*?[]/.test(path))
    throw new Refused(say('exchange.refused.pattern', { text: inOneLine(text) }))
  return path
}
