import { createHash } from 'node:crypto'
import { createReadStream, type Stats } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'

import { run } from './run'
import { joinBytes, type Path } from './tree'

/** One entry below a directory. */
export interface SnapshotEntry {
  /** Relative path as {@link showBytes} writes it: readable and lossless. */
  readonly path: string
  readonly type: 'file' | 'dir' | 'link' | 'other'
  readonly size: number
  /** Permission bits only. */
  readonly mode: number
  readonly mtimeMs: number
  /** Of a file's content; '' for everything else. */
  readonly sha256: string
  /** Of a link, as {@link showBytes} writes it; '' for everything else. */
  readonly target: string
}

/** Printable ASCII stays, every other byte becomes `\xNN`, a backslash two: lossless text. */
export function showBytes(bytes: Buffer): string {
  const show = (byte: number): string => {
    if (byte === 0x5c) return '\\\\'
    const printable = byte >= 0x20 && byte < 0x7f
    return printable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return Array.from(bytes, show).join('')
}

async function hashOf(path: Buffer): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

function typeOf(stats: Stats): SnapshotEntry['type'] {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'dir'
  return stats.isSymbolicLink() ? 'link' : 'other'
}

async function describe(path: Buffer, relative: Buffer): Promise<SnapshotEntry> {
  const stats = await lstat(path)
  const type = typeOf(stats)
  return {
    path: showBytes(relative),
    type,
    // How big a directory is depends on its history, not on what is in it.
    size: type === 'dir' ? 0 : stats.size,
    mode: stats.mode & 0o7777,
    // Whole milliseconds: a time set through a double is off by some nanoseconds.
    mtimeMs: Math.round(stats.mtimeMs),
    sha256: type === 'file' ? await hashOf(path) : '',
    target: type === 'link' ? showBytes(await readlink(path, 'buffer')) : '',
  }
}

async function walk(dir: Buffer, prefix: Buffer): Promise<SnapshotEntry[]> {
  const entries: SnapshotEntry[] = []
  for (const name of await readdir(dir, 'buffer')) {
    const [path, relative] = [joinBytes(dir, name), Buffer.concat([prefix, name])]
    const entry = await describe(path, relative)
    entries.push(entry)
    if (entry.type !== 'dir') continue
    entries.push(...(await walk(path, Buffer.concat([relative, Buffer.from('/')]))))
  }
  return entries
}

/** Everything below a directory (without itself), sorted by path, links not followed. */
export async function snapshot(dir: Path): Promise<SnapshotEntry[]> {
  const entries = await walk(Buffer.from(dir), Buffer.alloc(0))
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** What to compare beyond names, types, contents and link targets. */
export interface CompareOptions {
  readonly times?: boolean
  readonly modes?: boolean
}

function entryDifference(a: SnapshotEntry, b: SnapshotEntry, options: CompareOptions): string[] {
  const keys: (keyof SnapshotEntry)[] = ['type', 'size', 'sha256', 'target']
  if (options.times === true) keys.push('mtimeMs')
  if (options.modes === true) keys.push('mode')
  const show = (value: string | number, key: string): string =>
    key === 'mode' ? `0${value.toString(8)}` : String(value)
  return keys
    .filter((key) => a[key] !== b[key])
    .map((key) => `≠ ${a.path}: ${key} ${show(a[key], key)} → ${show(b[key], key)}`)
}

/** The differences of two snapshots, one line each: `-` missing in b, `+` only in b, `≠` other. */
export function compareSnapshots(
  a: readonly SnapshotEntry[],
  b: readonly SnapshotEntry[],
  options: CompareOptions = {},
): string[] {
  const byPath = new Map(b.map((entry) => [entry.path, entry]))
  const known = new Set(a.map((entry) => entry.path))
  const lines = a.flatMap((entry) => {
    const other = byPath.get(entry.path)
    return other === undefined ? [`- ${entry.path}`] : entryDifference(entry, other, options)
  })
  return [...lines, ...b.filter(({ path }) => !known.has(path)).map(({ path }) => `+ ${path}`)]
}

/** Asserts that two directories hold the same; the error lists the first differences. */
export async function expectSameTree(a: Path, b: Path, options?: CompareOptions): Promise<void> {
  const lines = compareSnapshots(await snapshot(a), await snapshot(b), options)
  if (lines.length === 0) return
  const shown = [...lines.slice(0, 25), ...(lines.length > 25 ? ['…'] : [])]
  throw new Error(`${lines.length} difference(s) from ${a} to ${b}:\n${shown.join('\n')}`)
}

/** What the real diff says about two directories; '' when they hold the same. */
export async function diffTrees(a: string, b: string): Promise<string> {
  const { code, stdout, stderr } = await run('diff', ['-r', '--no-dereference', '--', a, b])
  if (code !== 0 && code !== 1) throw new Error(`diff ended with ${code}: ${stderr}`)
  return stdout
}
