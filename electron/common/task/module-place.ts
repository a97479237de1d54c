import { readParameters } from '../rsync/parameters'
import { bracketed, parseRemoteHost } from './remote-host'
import type { TaskSettings } from './task'

/** The port of rsync's daemon (rsync(1)). */
const DAEMON_PORT = 873

/** Options that lead to another daemon. */
const WAYS: readonly string[] = ['port', 'rsh', 'address', 'sockopts']

type PlaceSettings = Pick<TaskSettings, 'mode' | 'remoteHost' | 'remoteModule' | 'user' | 'extra'>

/** Where the password of a module goes: it belongs to that place and is sent to no other. */
export interface ModulePlace {
  readonly user: string
  readonly host: string
  readonly port: number
  /** Its name; a folder in it is the same place. */
  readonly module: string
  /** A port in the parameters, and a program that leads elsewhere, change the place, too. */
  readonly ways: readonly string[]
}

/** @returns null for a task that has no password */
export function modulePlace({
  mode,
  remoteHost,
  remoteModule,
  user,
  extra,
}: PlaceSettings): ModulePlace | null {
  if (mode !== 'MODULE') return null
  const remote = parseRemoteHost(remoteHost ?? '')
  return {
    user: remote?.user ?? user,
    host: (remote?.host ?? remoteHost ?? '').toLowerCase(),
    port: remote?.port ?? DAEMON_PORT,
    module: remoteModule?.split('/')[0] ?? '',
    ways: readParameters(extra)
      .options.filter(({ name, isRemote }) => !isRemote && WAYS.includes(name))
      .flatMap(({ words }) => words),
  }
}

export function isSamePlace(one: ModulePlace | null, other: ModulePlace | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** For people; several places may be written alike. */
export function placeText({ user, host, port, module, ways }: ModulePlace): string {
  const way = ways.length === 0 ? '' : ` (${ways.join(' ')})`
  return `rsync://${user}@${bracketed(host)}:${port}/${module}${way}`
}
