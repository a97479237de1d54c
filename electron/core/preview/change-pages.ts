import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChangePage, ChangeQuery } from '@common/preview/preview'
import { LogReader } from '../run/log-reader'
import { changeOf, isOfKind, lettersOf, nameOf } from './change-line'
import { listFile } from './change-list'
import { lineBatches } from './line-batches'
import { sortLines } from './sort-lines'

/** Pages through a list of changes in a folder: sorted, filtered, never as a whole in memory. */
export class ChangePages {
  private readonly reader = new LogReader()
  /** The last search; its next page costs no more than reading it. */
  private last: { key: string; numbers: Promise<readonly number[]> } | null = null
  private sorting: Promise<unknown> = Promise.resolve()

  async page(folder: string, query: ChangeQuery): Promise<ChangePage> {
    const path = await this.sorted(folder, query.sort)
    const numbers = await this.numbers(path, query)
    const { offset, limit, isDescending } = query
    const shown = isDescending
      ? numbers.slice(
          Math.max(0, numbers.length - offset - limit),
          Math.max(0, numbers.length - offset),
        )
      : numbers.slice(offset, offset + limit)
    const changes = (await this.reader.readLines(path, shown)).map(changeOf)
    return { changes: isDescending ? changes.reverse() : changes, total: numbers.length }
  }

  /** One file for each order, made when it is first asked for. */
  private async sorted(folder: string, by: ChangeQuery['sort']): Promise<string> {
    const path = by === 'name' ? listFile(folder) : join(folder, `by-${by}`)
    this.sorting = this.sorting
      .catch(() => undefined)
      .then(async () => {
        if (existsSync(path)) return
        await sortLines(listFile(folder), `${path}.next`, by)
        await rename(`${path}.next`, path)
      })
    await this.sorting
    return path
  }

  private numbers(path: string, query: ChangeQuery): Promise<readonly number[]> {
    const { kinds, text, differsOnly } = query
    const key = JSON.stringify([path, kinds, text, differsOnly])
    if (this.last?.key !== key) this.last = { key, numbers: find(path, query) }
    return this.last.numbers
  }
}

async function find(path: string, { kinds, text, differsOnly }: ChangeQuery): Promise<number[]> {
  const [letters, needle] = [lettersOf(kinds), text.toLowerCase()]
  const isWanted = (line: string) =>
    (differsOnly ? line.charAt(1) !== '=' : line.charAt(1) !== '-') &&
    isOfKind(line, letters) &&
    (needle === '' || nameOf(line).toLowerCase().includes(needle))
  const found: number[] = []
  let number = 0
  for await (const lines of lineBatches(path, 'utf8')) {
    for (const line of lines) {
      if (isWanted(line)) found.push(number)
      number++
    }
  }
  return found
}
