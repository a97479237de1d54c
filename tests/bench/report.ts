import type { Row } from './measure'

/** What the chosen benchmarks found, and which of them broke. */
export interface Report {
  readonly rows: readonly Row[]
  readonly failures: readonly { readonly name: string; readonly error: string }[]
}

/** Whether a row meets its target; null when it has none. */
const isMet = ({ median, target }: Row) => (target === null ? null : median <= target)

/** The report as data: the same as the tables, each row with its table and whether it is met. */
export function toJson({ rows, failures }: Report): string {
  const told = rows.map((row) => ({ table: 'cost', ...row, met: isMet(row) }))
  return JSON.stringify({ rows: told, failures }, null, 2)
}

/** The report for a person: what things cost, how cost grows, and what broke. */
export function toText({ rows, failures }: Report): string {
  const growth = rows.filter(({ table }) => table === 'growth')
  const cost = rows.filter((row) => !growth.includes(row))
  return [
    ...(cost.length > 0 ? tableOf(cost) : []),
    ...(growth.length > 0 ? ['', 'How cost grows', ...tableOf(growth)] : []),
    ...failures.map(({ name, error }) => `${name} failed: ${error}`),
  ].join('\n')
}

function tableOf(rows: readonly Row[]): string[] {
  const cells = rows.map((row) => [
    row.name,
    ratio(row.median),
    row.spread.map(ratio).join(' – '),
    row.target === null ? '' : `≤ ${row.target.toFixed(2)}`,
    { true: 'met', false: 'MISSED', null: '' }[`${isMet(row)}`],
    String(row.pairs),
    row.ratioOf,
  ])
  const table = [['name', 'median', 'spread', 'target', '', 'pairs', 'ratio of'], ...cells]
  const widths = table.reduce<number[]>(
    (widest, line) => line.map((cell, i) => Math.max(cell.length, widest[i] ?? 0)),
    [],
  )
  return table.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

const ratio = (value: number) => value.toFixed(3)
