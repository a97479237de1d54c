import { copiesContents, isPattern } from '../rsync/safeguards'
import { keepsPaths, valueOf } from '../rsync/option-questions'
import { readParameters } from '../rsync/parameters'
import { parseRemoteHost } from '../task/remote-host'
import type { SshConnection } from '../ssh/credentials'
import { sshPlaceOf, type SshPlaceOfTask } from '../task/ssh-place'
import type { TaskSettings } from '../task/task'

/** What of a saved connection says where it leads. */
export type ConnectionPlace = Pick<SshConnection, 'host' | 'port' | 'username'>

/**
 * The folders a run writes to: a place, and a path in it. Two runs that write to one place, one
 * of them above or below the other, must not go on together.
 */
export interface WrittenTree {
  /** This computer, a host as ssh reaches it, or a daemon. */
  readonly place: string
  /** Without `.`, `..` and double slashes; empty for the whole of the place. */
  readonly path: string
}

const THIS_COMPUTER = 'this computer'
const RSYNCD_PORT = 873
const DEFAULT_SSH_PORT = 22

/** True where paths can be looked up, which sees through links and mounts. */
export function isOnThisComputer({ place }: WrittenTree): boolean {
  return place === THIS_COMPUTER
}

/** Where ssh goes for a name, by ssh_config. */
export interface Reached {
  readonly host: string
  readonly port: number
  readonly user: string
  /** What it goes through; empty when it goes straight. */
  readonly via: string
}

/**
 * Where a task writes, as far as its settings and ssh_config say: names of the same host that are
 * spelled differently in DNS are not seen through, nor are links and mounts, nor where a module is.
 * @param connectionOf a saved connection; null when it is gone
 * @param reach what ssh makes of a name; null when nobody has asked it
 * @param isOwn whether a host is this computer
 */
export function writtenTree(
  task: TaskSettings,
  connectionOf: (id: number) => ConnectionPlace | null,
  reach: (place: SshPlaceOfTask) => Reached | null = () => null,
  isOwn: (host: string) => boolean = isLoopback,
): WrittenTree {
  const name = addedName(task)
  if (task.direction === 'PULL') return at(THIS_COMPUTER, task.path, name)
  const remote = parseRemoteHost(task.remoteHost ?? '')
  if (task.mode === 'MODULE') {
    const host = remote?.host ?? ''
    const daemon = `daemon ${isOwn(host) ? 'localhost' : hostKey(host)} ${remote?.port ?? RSYNCD_PORT}`
    return at(daemon, task.remoteModule ?? '', name)
  }
  const { sshCredentials, remotePath } = task
  const connection = sshCredentials === null ? null : connectionOf(sshCredentials)
  if (sshCredentials !== null && connection === null) {
    return at(`connection ${sshCredentials}`, remotePath, name)
  }
  const place = connection ?? sshPlaceOf(task) ?? { host: '', port: 0, username: null }
  const reached = reach(place)
  const port = reached?.port ?? (place.port || DEFAULT_SSH_PORT)
  const user = reached?.user ?? place.username ?? task.user
  const via = reached?.via ? ` via ${reached.via}` : ''
  // An address behind another host is none of this computer's.
  const goal = reached?.host ?? place.host
  const isHere = via === '' && isOwn(goal)
  const host = isHere ? 'localhost' : `${hostKey(goal)}${via}`
  const path = remotePath.replace(/^~(?=\/|$)\/?/, '')
  // A path that does not begin at the root begins in the home of the user who logs in.
  if (!path.startsWith('/')) return at(`home of ${user} on ${host} ${port}`, path, name)
  return at(isHere ? THIS_COMPUTER : `host ${host} ${port}`, path, name)
}

/** The places a tree is compared by: itself and everything above it, from the place down. */
export function lineage({ place, path }: WrittenTree): string[] {
  const parts = path === '' ? [] : path.split('/')
  return [place, ...parts.map((_, i) => `${place}:${parts.slice(0, i + 1).join('/')}`)]
}

/** True when one lies in the other. */
export function overlap(a: WrittenTree, b: WrittenTree): boolean {
  const [one, other] = [lineage(a), lineage(b)]
  const shorter = Math.min(one.length, other.length) - 1
  return one[shorter] === other[shorter]
}

/** True for the names and addresses by which a computer calls itself. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|(0:){7}1)$/i.test(host)
}

/** The name rsync adds below the destination; empty when it copies the contents only. */
export function addedName(task: TaskSettings): string {
  const reading = readParameters(task.extra)
  // The names of a list begin in the source, kept whole or not.
  if (keepsPaths(reading) || valueOf(reading, 'files-from') !== null) return ''
  if (isPattern(task)) return ''
  if (task.direction === 'PUSH') return copiesContents(task.path) ? '' : lastName(task.path)
  const source = task.mode === 'SSH' ? task.remotePath : (task.remoteModule ?? '')
  // A bare module stands for its contents.
  const isModule = task.mode === 'MODULE' && !source.includes('/')
  return isModule || copiesContents(source) ? '' : lastName(source)
}

function lastName(path: string): string {
  return path.split('/').findLast((part) => part !== '') ?? ''
}

function at(place: string, path: string, name: string): WrittenTree {
  const parts: string[] = []
  for (const part of `${path}/${name}`.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return { place, path: parts.join('/') }
}

/** A host by one spelling of its name or address. */
export function hostKey(host: string): string {
  const name = host.toLowerCase().replace(/\.$/, '')
  if (isLoopback(name)) return 'localhost'
  return name.includes(':') ? fullIpv6(name.replace(/%.*$/, '')) : name
}

/** An IPv6 address with all its eight groups, so that two spellings of one are the same. */
function fullIpv6(address: string): string {
  const [head = '', tail] = address.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const [first, last] = [groups(head), groups(tail ?? '')]
  const missing = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length)
  return [...first, ...Array<string>(missing).fill('0'), ...last]
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
