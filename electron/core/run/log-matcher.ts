import { readFile } from 'node:fs/promises'
import type { LogFilter, LogMatchPage } from '@common/ipc/contract'
import { ifAbsent } from '@common/text/system-error'
import type { LogReader } from './log-reader'
import { errorIndexPath } from './run-log'
import { TextScan } from './text-scan'

/** Pages through the lines of a log that match a filter, also while it grows. */
export class LogMatcher {
  /** The last search; going on with it costs only what came since. */
  private last: { path: string; scan: TextScan } | null = null

  constructor(private readonly logs: LogReader) {}

  async read(
    path: string,
    filter: LogFilter,
    firstMatch: number,
    count: number,
  ): Promise<LogMatchPage> {
    const numbers = await this.numbers(path, filter)
    const shown = numbers.slice(firstMatch, firstMatch + count)
    const texts = await this.logs.readLines(path, shown)
    const matches = shown.map((line, i) => ({ line, text: texts[i] ?? '' }))
    return { matches, firstMatch, totalMatches: numbers.length }
  }

  private async numbers(path: string, { text, errorsOnly }: LogFilter): Promise<readonly number[]> {
    const errors = errorsOnly ? await errorNumbers(path) : null
    if (text === '' && errors) return errors
    const found = await this.scanFor(path, text)
    if (!errors) return found
    const wanted = new Set(errors)
    return found.filter((line) => wanted.has(line))
  }

  private scanFor(path: string, text: string): Promise<readonly number[]> {
    if (this.last?.path !== path || this.last.scan.text !== text) {
      this.last = { path, scan: new TextScan(text) }
    }
    return this.last.scan.matchesIn(path)
  }
}

async function errorNumbers(path: string): Promise<number[]> {
  const text = await readFile(errorIndexPath(path), 'utf8').catch(ifAbsent(''))
  return text.split('\n').slice(0, -1).map(Number)
}
