import { append } from '@common/lists'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { parseListing, type ListedEntry } from '@common/rsync/parse-listing'
import type { LogLine, OutputSink } from '../run/run-log'
import { namedLine, nameOf } from './change-line'
import { listFile, replacingFile, type Tally } from './change-list'
import { Lines } from './compare-lists'
import { sortLines } from './sort-lines'

export interface Replaced extends Tally {
  /** The name of one of them; empty for none. */
  first: string
}

/** What a listing of the destination tells about a list of changes. */
export interface DestinationWeight {
  /** Of files that would be deleted, or replaced by something of another kind. */
  readonly lost: Readonly<Tally>
  /** Of files on both sides that are not the same, as they are now. */
  readonly changed: Readonly<Tally>
  /** Of files that would make way for a new folder, link or device. */
  readonly replaced: Readonly<Replaced>
  /** False where something that would be deleted is not listed. */
  readonly isWhole: boolean
  /** All that is listed. */
  readonly listed: Readonly<Tally>
}

/**
 * Takes in a listing of the destination and finds what a list of changes names in it. Both are
 * files in order of their names, so that memory stays the same for millions of entries.
 */
export class DestinationListing implements OutputSink {
  readonly errors: string[] = []
  private readonly listed = none()
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
    if (this.errors.length === 0) append(this.errors, lines.slice(0, 1).map(String))
  }

  /**
   * Ends the listing.
   * @param mayReplace whether the list of changes has something that may replace a file
   * @param counted the folder of the list by which is counted what is on both sides
   */
  async weigh(mayReplace: boolean, counted: string): Promise<DestinationWeight> {
    await this.file.close()
    const sorted = await this.sorted(join(this.folder, 'as-there'))
    const found = await matched(listFile(this.folder), sorted)
    const { changed } = counted === this.folder ? found : await matched(listFile(counted), sorted)
    const { listed } = this
    if (!mayReplace) return { ...found, changed, replaced: noneReplaced(), listed }
    const replacing = await this.sorted(replacingFile(this.folder))
    return { ...found, changed, replaced: await replaced(replacing, sorted), listed }
  }

  private async sorted(file: string): Promise<string> {
    await sortLines(file, `${file}-by-name`, 'name')
    return `${file}-by-name`
  }

  async close(): Promise<void> {
    await this.file.close().catch(() => undefined)
  }

  private add({ isFolder, size, name }: ListedEntry): void {
    if (isFolder) {
      this.listed.entries++
      return
    }
    add(this.listed, size)
    this.lines.push(namedLine(name, size))
  }
}

type Matched = Pick<DestinationWeight, 'lost' | 'changed' | 'isWhole'>

async function matched(changesFile: string, listedFile: string): Promise<Matched> {
  const [lost, changed] = [none(), none()]
  let isWhole = true
  await walk(changesFile, listedFile, (change, size) => {
    const kind = change.charAt(0)
    if (size !== null) add(kind === 'd' || kind === 'a' ? lost : changed, size)
    else if (kind === 'd' && !change.endsWith('/')) isWhole = false
  })
  return { lost, changed, isWhole }
}

async function replaced(namesFile: string, listedFile: string): Promise<Replaced> {
  const found = noneReplaced()
  await walk(namesFile, listedFile, (line, size) => {
    if (size === null) return
    if (found.files === 0) found.first = Buffer.from(nameOf(line), 'latin1').toString()
    add(found, size)
  })
  return found
}

/** Meets the lines of one file with what is listed by the same name: its size, or null. */
async function walk(
  linesFile: string,
  listedFile: string,
  onLine: (line: string, size: number | null) => void,
): Promise<void> {
  const [lines, there] = [new Lines(linesFile), new Lines(listedFile)]
  try {
    let [line, entry] = [await lines.next(), await there.next()]
    while (line !== null) {
      const name = nameOf(line)
      while (entry !== null && nameOf(entry) < name) entry = await there.next()
      const isThere = entry !== null && nameOf(entry) === name
      onLine(line, isThere ? Number(entry?.split('\t', 2)[1]) : null)
      line = await lines.next()
    }
  } finally {
    await Promise.all([lines.close(), there.close()])
  }
}

const none = (): Tally => ({ entries: 0, files: 0, bytes: 0 })
const noneReplaced = (): Replaced => ({ ...none(), first: '' })

function add(tally: Tally, bytes: number): void {
  tally.entries++
  tally.files++
  tally.bytes += bytes
}
