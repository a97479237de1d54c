import { readFileSync } from 'node:fs'

/**
 * What all tests with made-up values share. `FUZZ_RUNS=20` makes twenty times as many values as
 * usual. What once broke something is in `tests/fixtures/corpus` and is tried first, always.
 */
const FACTOR = Number(process.env['FUZZ_RUNS'] ?? 1)

/** Time enough for the values that were asked for. */
export const FUZZ_TIMEOUT = 60_000 * FACTOR

/**
 * How many values to make, and those to begin with.
 * @param count of a usual run
 * @param known name of a corpus, a list as JSON
 * @param decode makes a value of one of its entries
 */
export function runs<T>(count: number, known?: string, decode?: (entry: never) => T) {
  const entries = known === undefined ? [] : corpus(known)
  const examples = entries.map((entry): [T] => [decode ? decode(entry as never) : (entry as T)])
  return { numRuns: count * FACTOR + examples.length, examples }
}

/** What once broke something. */
export function corpus(name: string): readonly unknown[] {
  const file = new URL(`../../fixtures/corpus/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as readonly unknown[]
}

/** The values of an object that JSON can hold, as it would hold them. */
export const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
