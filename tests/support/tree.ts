import { createCipheriv, createHash } from 'node:crypto'
import { chmod, lutimes, mkdir, open, symlink, utimes, writeFile } from 'node:fs/promises'

import { hostileNames } from './hostile-names'

/** A path as text or, when it need not be valid UTF-8, as bytes. */
export type Path = string | Buffer

/** Permissions and modification time of an entry; what is left out stays as the system makes it. */
export interface Attributes {
  readonly mode?: number
  readonly mtimeMs?: number
}

class Entry {
  constructor(
    readonly kind: 'file' | 'link' | 'dir',
    readonly content: Path | TreeSpec,
    readonly attributes: Attributes,
  ) {}
}

/** Names to contents: text or bytes make a file, a nested object a directory. */
export interface TreeSpec {
  readonly [name: string]: Path | Entry | TreeSpec
}

/** A file with permissions or time, for {@link makeTree}. */
export const file = (content: Path, attributes: Attributes = {}): Entry =>
  new Entry('file', content, attributes)

/** A symbolic link, for {@link makeTree}; the target need not exist. */
export const link = (target: Path, attributes: Pick<Attributes, 'mtimeMs'> = {}): Entry =>
  new Entry('link', target, attributes)

/** A directory with permissions or time, for {@link makeTree}. */
export const folder = (content: TreeSpec, attributes: Attributes = {}): Entry =>
  new Entry('dir', content, attributes)

/** Joins a directory and a name as bytes; node's own join works on text only. */
export const joinBytes = (dir: Path, name: Path): Buffer =>
  Buffer.concat([Buffer.from(dir), Buffer.from('/'), Buffer.from(name)])

async function setAttributes(path: Path, { kind, attributes }: Entry): Promise<void> {
  const { mode, mtimeMs } = attributes
  if (mode !== undefined) await chmod(path, mode)
  if (mtimeMs === undefined) return
  const seconds = mtimeMs / 1000
  await (kind === 'link' ? lutimes(path, seconds, seconds) : utimes(path, seconds, seconds))
}

const toEntry = (value: Path | Entry | TreeSpec): Entry => {
  if (value instanceof Entry) return value
  return typeof value === 'string' || Buffer.isBuffer(value) ? file(value) : folder(value)
}

async function makeEntry(path: Path, entry: Entry): Promise<void> {
  const { kind, content } = entry
  if (typeof content !== 'string' && !Buffer.isBuffer(content)) await makeTree(path, content)
  else if (kind === 'link') await symlink(content, path)
  else await writeFile(path, content)
  // After the content, because writing into a directory changes its time.
  await setAttributes(path, entry)
}

/** Creates the directory (and its parents) with everything the specification names. */
export async function makeTree(dir: Path, spec: TreeSpec): Promise<void> {
  await mkdir(dir, { recursive: true })
  for (const [name, value] of Object.entries(spec)) {
    await makeEntry(joinBytes(dir, name), toEntry(value))
  }
}

/** Name of the directory of {@link makeHostileTree} which holds the hostile directories. */
export const hostileDirs = "dirs & 'more'"

const oldTimeSeconds = 1_600_000_000

async function makeAged(path: Buffer, seconds: number, content?: string): Promise<void> {
  if (content !== undefined) await writeFile(path, content)
  await utimes(path, seconds, seconds)
}

/**
 * Creates every hostile name twice: as a file, and as a directory that holds a file of that name.
 *
 * Every file has other content, so that mixed-up names cannot go unnoticed, and every entry an
 * own time long ago: rsync takes times within the same second as equal, and would leave a fresh
 * directory with the time of the transfer. Out: the names.
 */
export async function makeHostileTree(dir: Path): Promise<Buffer[]> {
  const names = hostileNames()
  const parent = joinBytes(dir, hostileDirs)
  await mkdir(parent, { recursive: true })
  for (const [index, name] of names.entries()) {
    const [seconds, sub] = [oldTimeSeconds + index, joinBytes(parent, name)]
    await mkdir(sub)
    await makeAged(joinBytes(dir, name), seconds, `content ${index}\n`)
    await makeAged(joinBytes(sub, name), seconds + 1000, `inner ${index}\n`)
    await makeAged(sub, seconds + 2000)
  }
  await makeAged(parent, oldTimeSeconds - 1)
  return names
}

// AES in counter mode: as fast as the disk, the same for the same seed, and nothing compresses it.
function randomBytesFrom(seed: string): (count: number) => Buffer {
  const key = createHash('sha256').update(seed).digest()
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  return (count) => cipher.update(Buffer.alloc(count))
}

/** Writes `count` incompressible files of `bytes` each, a hundred per directory. */
export async function manySmallFiles(
  dir: string,
  count: number,
  bytes: number,
  seed = 'small',
): Promise<void> {
  const next = randomBytesFrom(seed)
  for (let first = 0; first < count; first += 100) {
    const sub = `${dir}/d${String(first / 100).padStart(4, '0')}`
    await mkdir(sub, { recursive: true })
    const indexes = Array.from({ length: Math.min(100, count - first) }, (_, i) => first + i)
    await Promise.all(indexes.map((index) => writeFile(`${sub}/f${index}`, next(bytes))))
  }
}

const chunkBytes = 4 * 1024 * 1024

/** Writes one incompressible file, the same for the same seed. Out: its path. */
export async function bigFile(
  dir: string,
  name: string,
  bytes: number,
  seed = 'big',
): Promise<string> {
  await mkdir(dir, { recursive: true })
  const next = randomBytesFrom(seed)
  const handle = await open(`${dir}/${name}`, 'w')
  try {
    for (let left = bytes; left > 0; left -= chunkBytes) {
      await handle.write(next(Math.min(left, chunkBytes)))
    }
  } finally {
    await handle.close()
  }
  return `${dir}/${name}`
}
