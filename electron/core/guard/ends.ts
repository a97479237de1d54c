import { posix } from 'node:path'
import type { FarSide } from '@common/guard/destination'
import { copiesContents } from '@common/rsync/safeguards'
import { hostKey } from '@common/run/written-tree'
import type { Patience } from '../files/ask'
import { behindMounts, isInside, readMounts } from '../system/mounts'
import { isThisComputer } from '../system/this-computer'
import { realPathOf, type Place } from './place'
import { tidied } from './place-identity'

/** Where a task copied from and to, or does now. */
export interface Ends {
  readonly source: string
  /** With the name that rsync adds. */
  readonly destination: string
  /** The folder that the task itself names on this computer. */
  readonly local: string
  readonly isPush: boolean
}

export interface EndsQuestion {
  /** Source and destination, as rsync is given them. */
  readonly operands: readonly string[]
  /** Of the local one; null where nothing could be found out. */
  readonly place: Place | null
  readonly far: FarSide
  /** The host of the task as it is now, as rsync is given it. */
  readonly host: string
  readonly patience: Patience | undefined
}

/**
 * Both folders by one spelling: links and bind mounts of this computer lead to their folder, a
 * source without a slash to a folder of its name, and a user or another name of this computer make
 * no other place.
 * @throws NoAnswer, or the reason of `patience.stop`
 */
export async function endsOf(question: EndsQuestion): Promise<Ends> {
  const { operands } = question
  const [source = '', destination = ''] = operands
  const isPush = source.startsWith('/')
  return {
    source: await endOf(source, '', question),
    destination: await endOf(destination, nameIn(source), question),
    local: await endOf(isPush ? source : destination, '', question),
    isPush,
  }
}

/** The same way, with the same folders. */
export function areSame(before: Ends, now: Ends): boolean {
  return before.source === now.source && before.destination === now.destination
}

/**
 * What was the source would become as its copy is: it is the destination now, or the task goes the
 * other way and has the same folder here. Of the remote one nobody knows all names.
 */
export function isTurnedRound(before: Ends, now: Ends): boolean {
  if (areSame(before, now)) return false
  const isNearHere = isInside(before.local, now.local) || isInside(now.local, before.local)
  return now.destination === before.source || (before.isPush !== now.isPush && isNearHere)
}

/** The host that an operand names, without its user; empty for a path of this computer. */
export function hostOf(operand: string): string {
  return operand.startsWith('/') ? '' : partsOf(operand).host
}

function partsOf(operand: string): { scheme: string; host: string; rest: string } {
  const [, scheme = '', host = '', rest = ''] =
    /^(rsync:\/\/)?(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)(.*)$/s.exec(operand) ?? []
  return { scheme, host: hostKey(host.replace(/^\[|\]$/g, '')), rest }
}

/** What rsync adds to the destination; a bare module stands for its contents. */
function nameIn(source: string): string {
  const isBareModule = /^rsync:\/\/[^/]*\/[^/]*$/.test(source)
  return copiesContents(source) || isBareModule ? '' : posix.basename(source)
}

async function endOf(operand: string, name: string, question: EndsQuestion): Promise<string> {
  const { place, far, patience } = question
  const mounts = (await readMounts()) ?? []
  if (operand.startsWith('/')) {
    return behindMounts(posix.join(place?.realPath ?? tidied(operand), name), mounts)
  }
  const { scheme, host, rest } = partsOf(operand)
  const isHere = scheme === '' && far.isHere && (host === question.host || isThisComputer(host))
  const path = isHere ? fromHome(rest.slice(1), far) : null
  if (path !== null) return behindMounts(await realPathOf(`${path}/${name}`, patience), mounts)
  return `${scheme}${host} ${posix.normalize(`${rest}/${name}`).replace(/\/+$/, '')}`
}

/** Null where nobody knows where the home folder is. */
function fromHome(path: string, { home }: FarSide): string | null {
  if (path.startsWith('/')) return path
  return home === null ? null : `${home}/${path.replace(/^~(?=\/|$)/, '')}`
}
