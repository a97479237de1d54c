import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { CHANGE_KINDS, kindOf, type ChangeKind } from '@common/preview/change'
import type { ChangeTotals } from '@common/preview/preview'
import type { ItemRecord } from '@common/rsync/parse-line'
import type { LogLine, OutputSink } from '../run/run-log'
import { lineOf, sizeOf } from './change-line'
import { sortLines } from './sort-lines'

/** What rsync said to standard error of a dry run; its first lines name the cause. */
const KEPT_ERRORS = 200

type Totals = Record<ChangeKind, ChangeTotals>

/** The entries sorted by name, which is what all else starts from. */
export function listFile(folder: string): string {
  return join(folder, 'by-name')
}

/**
 * Takes in what a dry run lists and keeps it in a folder: in memory stands one chunk at most,
 * however many entries there are.
 */
export class ChangeList implements OutputSink {
  readonly errors: string[] = []
  readonly totals: Totals
  private lines: string[] = []

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
    if (kind === null) return
    const { count, bytes } = this.totals[kind]
    this.totals[kind] = { count: count + 1, bytes: bytes + sizeOf(kind, item) }
    this.lines.push(lineOf(kind, item))
  }

  /** Called after each chunk of output; rsync waits until its entries are written. */
  async write(): Promise<void> {
    const text = this.lines.join('')
    this.lines = []
    if (text !== '') await this.file.appendFile(text)
  }

  async writeErrors(lines: readonly LogLine[]): Promise<void> {
    const free = KEPT_ERRORS - this.errors.length
    this.errors.push(...lines.slice(0, free).map(String))
  }

  /** Puts the entries in order; answers with what the list is recognised by. */
  async finish(): Promise<string> {
    await this.write()
    await this.file.close()
    const listed = join(this.folder, 'as-listed')
    await sortLines(listed, listFile(this.folder), 'name')
    await rm(listed)
    const hash = createHash('sha256')
    await pipeline(createReadStream(listFile(this.folder)), hash)
    return hash.digest('hex')
  }

  /** Gives up: nothing is kept. */
  async drop(): Promise<void> {
    await this.file.close().catch(() => undefined)
    await rm(this.folder, { recursive: true, force: true })
  }
}
