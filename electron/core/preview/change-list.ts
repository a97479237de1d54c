import { append } from '@common/lists'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { appendFile, mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { CHANGE_KINDS, kindOf, type ChangeKind } from '@common/preview/change'
import type { ChangeTotals } from '@common/preview/preview'
import type { ItemRecord } from '@common/rsync/parse-line'
import type { LogLine, OutputSink } from '../run/run-log'
import {
  isOfKind,
  lettersOf,
  lineOf,
  namedLine,
  nameOf,
  ownName,
  replacedNames,
  sizeOf,
} from './change-line'
import { lineBatches } from './line-batches'
import { sortLines } from './sort-lines'

/** What rsync said to standard error of a dry run; its first lines name the cause. */
const KEPT_ERRORS = 200

type Totals = Record<ChangeKind, ChangeTotals>

/** Files are all entries but folders. */
export interface Tally {
  entries: number
  files: number
  /** Of files. */
  bytes: number
}

/** In how many folders a search for the destination in the source leaves a mark; see `SamePlace`. */
export const MAX_FOLDERS = 32
/** How rsync names the folder itself. */
const ROOT = './'
const [SPACE, ZERO] = Buffer.from(' 0')
/** Where rsync's letter of the type, and the size, are in an itemised line. */
const TYPE_AT = 1
const SIZE_AT = 12

/** The entries sorted by name, which is what all else starts from. */
export function listFile(folder: string): string {
  return join(folder, 'by-name')
}

/** What may replace something of another kind, by name and unsorted; see `replacedNames`. */
export function replacingFile(folder: string): string {
  return join(folder, 'replacing')
}

/**
 * Takes in what a dry run lists and keeps it in a folder: in memory stands one chunk at most,
 * however many entries there are.
 */
export class ChangeList implements OutputSink {
  readonly errors: string[] = []
  readonly totals: Totals
  /** What is on both sides, changed or not, as far as rsync lists it. */
  readonly onBothSides: Tally = { entries: 0, files: 0, bytes: 0 }
  /** What of it is the same. */
  readonly unchanged: Tally = { entries: 0, files: 0, bytes: 0 }
  /** All files that are sent, or need not be: those that `--remove-source-files` removes. */
  readonly passed: Tally = { entries: 0, files: 0, bytes: 0 }
  /** Files whose content is sent, and links that are made: those of `--remove-sent-files`. */
  readonly sent: Tally = { entries: 0, files: 0, bytes: 0 }
  /** How many of the deleted entries are files. */
  deletedFiles = 0
  /** Files on both sides, one of each of some folders: names as rsync prints them, by folder. */
  readonly sharedFiles = new Map<string, string>()
  private firstAdded: string | null = null
  /** True where a new folder, link or device may replace a file; asked only where one is added. */
  mayReplace = false
  private lines: string[] = []
  private replacing: string[] = []
  /** In a folder that is new itself nothing can be replaced. */
  private newFolder: string | null = null

  private constructor(
    private readonly folder: string,
    private readonly file: FileHandle,
  ) {
    const none = { count: 0, bytes: 0 }
    this.totals = Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, none])) as Totals
  }

  /** @param folder made when missing (mode 0700) */
  static async open(folder: string): Promise<ChangeList> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return new ChangeList(folder, await open(join(folder, 'as-listed'), 'w', 0o600))
  }

  add(item: ItemRecord): void {
    const kind = kindOf(item)
    if (kind === 'deleted') this.deletedFiles += item.name.endsWith('/') ? 0 : 1
    else this.tally(kind, item.change.charAt(1) !== 'd', item.bytes, ownName(item))
    if (/^([<>]|cL)/.test(item.change)) addTo(this.sent, true, item.bytes)
    if (kind === null) return
    if (kind === 'added') this.noteReplacing(item)
    if (kind === 'added' && !item.name.endsWith('/')) this.firstAdded ??= ownName(item)
    const { count, bytes } = this.totals[kind]
    this.totals[kind] = { count: count + 1, bytes: bytes + sizeOf(kind, item) }
    this.lines.push(lineOf(kind, item))
  }

  /** Takes in a line of an entry that is the same on both sides: it is counted, and not kept. */
  addUnchanged(line: Buffer): void {
    let at = SIZE_AT
    let bytes = 0
    for (let byte = line[at]; byte !== undefined && byte !== SPACE; byte = line[++at]) {
      bytes = bytes * 10 + byte - (ZERO ?? 0)
    }
    const isFile = String.fromCharCode(line[TYPE_AT] ?? 0) !== 'd'
    const isAsked = isFile
      ? this.sharedFiles.size < MAX_FOLDERS
      : at + ROOT.length + 1 === line.length
    if (!isAsked) return this.tally(null, isFile, bytes, '')
    const change = line.toString('latin1', 0, SIZE_AT)
    this.tally(null, isFile, bytes, ownName({ change, name: line.toString('utf8', at + 1) }))
  }

  private noteReplacing(item: ItemRecord): void {
    const { newFolder } = this
    if (newFolder === ROOT || (newFolder !== null && item.name.startsWith(newFolder))) return
    if (item.change.charAt(1) === 'd') this.newFolder = item.name
    if (item.name === ROOT) return
    // With --relative rsync lists a new entry by its absolute path, and listings do not.
    const names = replacedNames(item).map((name) => name.replace(/^\/+/, ''))
    append(
      this.replacing,
      names.map((name) => namedLine(name)),
    )
  }

  private tally(kind: ChangeKind | null, isFile: boolean, bytes: number, name: string): void {
    if (isFile) addTo(this.passed, isFile, bytes)
    if (kind === 'added' || name === ROOT) return
    addTo(this.onBothSides, isFile, bytes)
    if (kind === null) addTo(this.unchanged, isFile, bytes)
    if (isFile && this.sharedFiles.size < MAX_FOLDERS) this.sharedFiles.set(folderOf(name), name)
  }

  /** Called after each chunk of output; rsync waits until its entries are written. */
  async write(): Promise<void> {
    const text = this.lines.join('')
    this.lines = []
    if (text !== '') await this.file.appendFile(text)
    if (this.replacing.length === 0) return
    await appendFile(replacingFile(this.folder), this.replacing.join(''), { mode: 0o600 })
    this.replacing = []
    this.mayReplace = true
  }

  async writeErrors(lines: readonly LogLine[]): Promise<void> {
    const free = KEPT_ERRORS - this.errors.length
    append(this.errors, lines.slice(0, free).map(String))
  }

  /**
   * Puts the entries in order; answers with what the list is recognised by.
   * @param keepsAll leaves out what would be deleted, for the run will not do that
   */
  async finish(keepsAll: boolean): Promise<string> {
    await this.write()
    await this.file.close()
    const listed = join(this.folder, 'as-listed')
    if (keepsAll && this.totals.deleted.count > 0) await this.leaveOutDeleted(listed)
    await sortLines(listed, listFile(this.folder), 'name')
    await rm(listed)
    const hash = createHash('sha256')
    await pipeline(createReadStream(listFile(this.folder)), hash)
    return hash.digest('hex')
  }

  /**
   * Files that would be deleted and are called as one of the source, each in a folder of its own: a
   * source inside the destination is among these folders. Of a finished list.
   */
  async deletedLikeSource(): Promise<string[]> {
    const [shared] = this.sharedFiles.values()
    const name = shared ?? this.firstAdded
    const found = new Map<string, string>()
    if (name === null || this.totals.deleted.count === 0) return []
    const letter = lettersOf(['deleted'])
    for await (const lines of lineBatches(listFile(this.folder), 'utf8')) {
      for (const line of lines) {
        const at = isOfKind(line, letter) && line.endsWith(`/${name}`) ? nameOf(line) : null
        if (at !== null && found.size < MAX_FOLDERS) found.set(folderOf(at), at)
      }
    }
    return [...found.values()]
  }

  private async leaveOutDeleted(listed: string): Promise<void> {
    const kept = `${listed}-kept`
    const letter = lettersOf(['deleted'])
    for await (const lines of lineBatches(listed, 'latin1')) {
      const others = lines.filter((line) => !isOfKind(line, letter)).map((line) => `${line}\n`)
      await appendFile(kept, others.join(''), { encoding: 'latin1', mode: 0o600 })
    }
    await rename(kept, listed)
    this.totals.deleted = { count: 0, bytes: 0 }
    this.deletedFiles = 0
  }

  /** Gives up: nothing is kept. */
  async drop(): Promise<void> {
    await this.file.close().catch(() => undefined)
    await rm(this.folder, { recursive: true, force: true })
  }
}

function addTo(tally: Tally, isFile: boolean, bytes: number): void {
  tally.entries++
  if (!isFile) return
  tally.files++
  tally.bytes += bytes
}

function folderOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')))
}
