import { readParameters } from '../rsync/parameters'
import { bracketed, parseRemoteHost } from './remote-host'
import type { TaskSettings } from './task'

/** The port of rsync's daemon (rsync(1)). */
const DAEMON_PORT = 873

/** Options that lead to another daemon. */
const WAYS: readonly string[] = ['port', 'rsh', 'address', 'sockopts']

type PlaceSettings = Pick<TaskSettings, 'mode' | 'remoteHost' | 'remoteModule' | 'user' | 'extra'>

/**
 * Where the password of a module goes, as `rsync://user@host:port/module`: it belongs to that place
 * and is sent to no other. A folder in the module is the same place.
 * @returns null for a task that has no password
 */
export function modulePlace({
  mode,
  remoteHost,
  remoteModule,
  user,
  extra,
}: PlaceSettings): string | null {
  if (mode !== 'MODULE') return null
  const remote = parseRemoteHost(remoteHost ?? '')
  const host = bracketed((remote?.host ?? remoteHost ?? '').toLowerCase())
  const module = remoteModule?.split('/')[0] ?? ''
  // A port in the parameters, and a program that leads elsewhere, change the place, too.
  const ways = readParameters(extra)
    .options.filter(({ name, isRemote }) => !isRemote && WAYS.includes(name))
    .flatMap(({ words }) => words)
  const way = ways.length === 0 ? '' : ` (${ways.join(' ')})`
  return `rsync://${remote?.user ?? user}@${host}:${remote?.port ?? DAEMON_PORT}/${module}${way}`
}
