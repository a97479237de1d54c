import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { parseListing, type ListedEntry } from '@common/rsync/parse-listing'
import type { LogLine, OutputSink } from '../run/run-log'
import { nameOf } from './change-line'
import { listFile, type Tally } from './change-list'
import { Lines } from './compare-lists'
import { sortLines } from './sort-lines'

/** What a listing of the destination tells about a list of changes. */
export interface DestinationWeight {
  /** All that is listed. */
  readonly listed: Readonly<Tally>
  /** Of files that would be deleted, or replaced by something of another kind. */
  readonly lost: Readonly<Tally>
  /** Of files that would be changed, as they are now. */
  readonly changed: Readonly<Tally>
  /** False where something that would be deleted is not listed. */
  readonly isWhole: boolean
}

/**
 * Takes in a listing of the destination and finds what a list of changes names in it. Both are
 * files in order of their names, so that memory stays the same for millions of entries.
 */
export class DestinationListing implements OutputSink {
  readonly errors: string[] = []
  private readonly listed: Tally = { entries: 0, files: 0, bytes: 0 }
  private lines: string[] = []

  private constructor(
    private readonly folder: string,
    private readonly file: Awaited<ReturnType<typeof open>>,
  ) {}

  /** @param folder of a finished list of changes */
  static async open(folder: string): Promise<DestinationListing> {
    return new DestinationListing(folder, await open(join(folder, 'as-there'), 'w', 0o600))
  }

  async write(lines: readonly LogLine[]): Promise<void> {
    for (const line of lines) {
      const entry = parseListing(String(line))
      if (entry && entry.name !== '.') this.add(entry)
    }
    const text = this.lines.join('')
    this.lines = []
    if (text !== '') await this.file.appendFile(text)
  }

  async writeErrors(lines: readonly LogLine[]): Promise<void> {
    if (this.errors.length === 0) this.errors.push(...lines.slice(0, 1).map(String))
  }

  /** Ends the listing. */
  async weigh(): Promise<DestinationWeight> {
    await this.file.close()
    const [listed, sorted] = [join(this.folder, 'as-there'), join(this.folder, 'there-by-name')]
    await sortLines(listed, sorted, 'name')
    return { listed: this.listed, ...(await matched(listFile(this.folder), sorted)) }
  }

  async close(): Promise<void> {
    await this.file.close().catch(() => undefined)
  }

  private add({ isFolder, size, name }: ListedEntry): void {
    this.listed.entries++
    if (isFolder) return
    this.listed.files++
    this.listed.bytes += size
    // The fields of a line of changes, so that the same order is asked for.
    this.lines.push(`l\t${size}\t\t${name}\n`)
  }
}

async function matched(
  changesFile: string,
  listedFile: string,
): Promise<Omit<DestinationWeight, 'listed'>> {
  const [changes, there] = [new Lines(changesFile), new Lines(listedFile)]
  const [lost, changed] = [none(), none()]
  let isWhole = true
  let [change, entry] = [await changes.next(), await there.next()]
  while (change !== null) {
    const name = nameOf(change)
    while (entry !== null && nameOf(entry) < name) entry = await there.next()
    const isThere = entry !== null && nameOf(entry) === name
    const size = isThere ? Number(entry?.split('\t', 2)[1]) : 0
    const kind = change.charAt(0)
    if (isThere) add(kind === 'd' || kind === 'a' ? lost : changed, size)
    else if (kind === 'd' && !name.endsWith('/')) isWhole = false
    change = await changes.next()
  }
  return { lost, changed, isWhole }
}

const none = (): Tally => ({ entries: 0, files: 0, bytes: 0 })

function add(tally: Tally, bytes: number): void {
  tally.entries++
  tally.files++
  tally.bytes += bytes
}
