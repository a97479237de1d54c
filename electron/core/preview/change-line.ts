import {
  NEW_NAME,
  typeOf,
  type Change,
  type ChangeKind,
  type ChangeSince,
} from '@common/preview/change'
import type { ItemRecord } from '@common/rsync/parse-line'

/** One entry of a preview as a line of a file: kind and since, bytes, rsync's letters, name. */
const KINDS: Readonly<Record<ChangeKind, string>> = {
  added: 'a',
  changed: 'c',
  deleted: 'd',
  metadata: 'm',
}
const SINCE: Readonly<Record<ChangeSince, string>> = { same: '=', new: '+', gone: '-' }
const KIND_OF = new Map(Object.entries(KINDS).map(([kind, letter]) => [letter, kind as ChangeKind]))
const SINCE_OF = new Map(Object.entries(SINCE).map(([since, sign]) => [sign, since as ChangeSince]))

/** Only files that would be sent count; a folder has a size of its own that says nothing here. */
export function sizeOf(kind: ChangeKind, { change, bytes }: ItemRecord): number {
  const isSent = kind === 'added' || kind === 'changed'
  return isSent && change.charAt(1) === 'f' ? bytes : 0
}

/** The line of an item, with its end. rsync writes no line end in a name. */
export function lineOf(kind: ChangeKind, item: ItemRecord): string {
  return `${KINDS[kind]}=\t${sizeOf(kind, item)}\t${item.change}\t${item.name}\n`
}

/**
 * By what names the destination may have something that a new folder, link or device would
 * replace; rsync lists none of that. What follows an arrow is a target, or part of a name.
 */
export function replacedNames({ change, name }: ItemRecord): string[] {
  if (!/^.[^f]\++$/.test(change)) return []
  const bare = name.replace(/\/$/, '')
  const isArrowed = change.charAt(1) === 'L' || change.startsWith('h')
  if (!isArrowed) return [bare]
  return [...bare.matchAll(/ [-=]> /g)].map(({ index }) => bare.slice(0, index))
}

/**
 * The name without what rsync says behind it: the target of a link, or another name of the file. The
 * last arrow counts: where it is one of the target, the name is one that no file has.
 */
export function ownName({ change, name }: Pick<ItemRecord, 'change' | 'name'>): string {
  const arrow = change.charAt(1) === 'L' ? ' -> ' : change.startsWith('h') ? NEW_NAME : null
  const at = arrow === null ? -1 : name.lastIndexOf(arrow)
  return at < 0 ? name : name.slice(0, at)
}

/** A line that says nothing but a name and, of what is there, its size. */
export function namedLine(name: string, bytes = 0): string {
  return `l\t${bytes}\t\t${name}\n`
}

/** The same entry with another mark. */
export function marked(line: string, since: ChangeSince): string {
  return `${line.charAt(0)}${SINCE[since]}${line.slice(2)}`
}

export function changeOf(line: string): Change {
  const [head = '', bytes = '', itemized = '', ...name] = line.split('\t')
  const named = { change: itemized, name: name.join('\t') }
  return {
    kind: KIND_OF.get(head.charAt(0)) ?? 'changed',
    type: typeOf(named),
    itemized,
    bytes: Number(bytes),
    name: named.name,
    since: SINCE_OF.get(head.charAt(1)) ?? 'same',
  }
}

/** What comes first decides the order of `sort -k4`: the name, then the line as a whole. */
export function compareLines(a: string, b: string): number {
  return order(nameOf(a), nameOf(b)) || order(a, b)
}

export function nameOf(line: string): string {
  let at = 0
  for (let tabs = 0; tabs < 3; tabs++) at = line.indexOf('\t', at) + 1
  return line.slice(at)
}

/** Whether a line is of one of these kinds; none stands for all. */
export function isOfKind(line: string, letters: string): boolean {
  return letters === '' || letters.includes(line.charAt(0))
}

export function lettersOf(kinds: readonly ChangeKind[]): string {
  return kinds.map((kind) => KINDS[kind]).join('')
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
