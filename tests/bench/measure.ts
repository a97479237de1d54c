/** One row of a benchmark table: how much the first thing costs compared with the second. */
export interface Row {
  readonly name: string
  /** Which table it stands in: what things cost (that is the default), or how cost grows. */
  readonly table?: 'cost' | 'growth'
  /** What is compared with what. */
  readonly ratioOf: string
  readonly median: number
  /** Smallest and largest ratio of a pair. */
  readonly spread: readonly [number, number]
  readonly pairs: number
  /** The largest median that is good enough; null for a row that only informs. */
  readonly target: number | null
}

/** Two things to compare; each is measured by one call, in any unit, since that cancels out. */
export interface Comparison extends Pick<Row, 'name' | 'table' | 'ratioOf' | 'pairs' | 'target'> {
  readonly ours: () => Promise<number>
  readonly theirs: () => Promise<number>
}

/**
 * Measures two things in turn, pair after pair, the order changing with each pair, and compares
 * them pair by pair: a machine that is slow for a while is slow for both.
 */
export async function compare({ ours, theirs, ...row }: Comparison): Promise<Row> {
  const ratios: number[] = []
  for (let i = 0; i < row.pairs; i++) {
    const first = await (i % 2 === 0 ? ours : theirs)()
    const second = await (i % 2 === 0 ? theirs : ours)()
    ratios.push(i % 2 === 0 ? first / second : second / first)
  }
  return { ...row, ...summarise(ratios) }
}

/** The middle and the ends of what was measured. */
export function summarise(ratios: readonly number[]): Pick<Row, 'median' | 'spread'> {
  const sorted = [...ratios].sort((a, b) => a - b)
  const [low, high] = [(sorted.length - 1) >> 1, sorted.length >> 1]
  const median = ((sorted[low] ?? NaN) + (sorted[high] ?? NaN)) / 2
  return { median, spread: [sorted[0] ?? NaN, sorted.at(-1) ?? NaN] }
}
