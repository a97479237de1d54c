/** One row of the benchmark table: how much the first thing costs compared with the second. */
export interface Row {
  readonly name: string
  /** What is compared with what. */
  readonly ratioOf: string
  readonly median: number
  /** Smallest and largest ratio of a pair. */
  readonly spread: readonly [number, number]
  readonly pairs: number
}

/**
 * Measures two things in turn, pair after pair, the order changing with each pair, and compares
 * them pair by pair: a machine that is slow for a while is slow for both.
 * @param ours, theirs measure once; the unit does not matter, it cancels out
 */
export async function compare(
  name: string,
  ratioOf: string,
  pairs: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<Row> {
  const ratios: number[] = []
  for (let i = 0; i < pairs; i++) {
    const first = await (i % 2 === 0 ? ours : theirs)()
    const second = await (i % 2 === 0 ? theirs : ours)()
    ratios.push(i % 2 === 0 ? first / second : second / first)
  }
  ratios.sort((a, b) => a - b)
  const median = ratios[Math.floor(pairs / 2)] ?? NaN
  return { name, ratioOf, median, spread: [ratios[0] ?? NaN, ratios.at(-1) ?? NaN], pairs }
}

export function printTable(rows: readonly Row[]): void {
  const number = (value: number) => value.toFixed(3)
  console.log(
    `${'name'.padEnd(16)} ${'median'.padStart(7)}  ${'spread'.padEnd(15)} pairs  ratio of`,
  )
  for (const { name, median, spread, pairs, ratioOf } of rows) {
    const range = spread.map(number).join(' – ')
    console.log(
      `${name.padEnd(16)} ${number(median).padStart(7)}  ${range.padEnd(15)} ${String(pairs).padStart(5)}  ${ratioOf}`,
    )
  }
}
