import { parseRemoteHost, type RemoteHost } from './remote-host'

/** A host as people have it at hand, with all that it says beside the name. */
export interface PastedHost extends RemoteHost {
  /** Of a URL; null when there is none. */
  readonly path: string | null
}

const URL_OF_SSH = /^(?:ssh|sftp|scp):\/\/([^/?#]+)(\/[^?#]*)?$/i

/**
 * Reads what is pasted where a host is wanted: `host`, `user@host:port`, `[::1]:22`, or
 * `ssh://user@host:port/path`, with quotes and blanks around it.
 * @returns null when it is none of these
 */
export function readPastedHost(text: string): PastedHost | null {
  const bare = text.replace(/^[\s\uFEFF"'<]+|[\s"'>]+$/g, '')
  const [, place, path] = URL_OF_SSH.exec(bare) ?? []
  const remote = parseRemoteHost(place ?? bare)
  if (remote === null) return null
  return { ...remote, path: path === undefined || path === '/' ? null : decoded(path) }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
