import { open, rename } from 'node:fs/promises'
import type { PreviewDifference } from '@common/preview/preview'
import { compareLines, marked } from './change-line'
import { listFile } from './change-list'
import { lineBatches } from './line-batches'

/**
 * Marks in a newer list what an older one did not have, and adds what only the older one has.
 * Both are sorted, so one walk through them is enough.
 */
export async function compareLists(older: string, newer: string): Promise<PreviewDifference> {
  const [before, after] = [new Lines(listFile(older)), new Lines(listFile(newer))]
  const path = listFile(newer)
  const out = await open(`${path}.next`, 'w', 0o600)
  let [appeared, gone] = [0, 0]
  let text = ''
  try {
    let [a, b] = [await before.next(), await after.next()]
    while (a !== null || b !== null) {
      // An older list may itself carry marks of a comparison; what was gone there is not in it.
      if (a?.charAt(1) === '-') {
        a = await before.next()
        continue
      }
      const order = a === null ? 1 : b === null ? -1 : compareLines(marked(a, 'same'), b)
      if (order < 0) gone++
      if (order > 0) appeared++
      const since = order < 0 ? 'gone' : order > 0 ? 'new' : 'same'
      text += `${marked((order < 0 ? a : b) ?? '', since)}\n`
      if (text.length > 1 << 20) {
        await out.appendFile(text, 'latin1')
        text = ''
      }
      if (order <= 0) a = await before.next()
      if (order >= 0) b = await after.next()
    }
    await out.appendFile(text, 'latin1')
  } finally {
    await Promise.all([out.close(), before.close(), after.close()])
  }
  await rename(`${path}.next`, path)
  return { appeared, gone }
}

/** The lines of a file one by one; null after the last. */
export class Lines {
  private readonly batches: AsyncGenerator<readonly string[]>
  private batch: readonly string[] = []
  private at = 0

  constructor(path: string) {
    this.batches = lineBatches(path, 'latin1')
  }

  /** Answers at once while the batch lasts: a promise a line would be the most of the work. */
  next(): string | null | Promise<string | null> {
    return this.at < this.batch.length ? (this.batch[this.at++] ?? null) : this.more()
  }

  /** Lets go of the file, which is open until its last line was read. */
  async close(): Promise<void> {
    await this.batches.return(undefined)
  }

  private async more(): Promise<string | null> {
    const { value, done } = await this.batches.next()
    if (done === true) return null
    this.batch = value
    this.at = 0
    return this.next()
  }
}
