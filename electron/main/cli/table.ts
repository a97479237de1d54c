import { largest } from '@common/lists'
import type { en } from '@common/i18n/en'
import { say } from '@common/i18n/say'
import { terminalLine } from '@common/text/visible-text'

export type Column = keyof typeof en.cli.columns

/** Left-aligned columns with two blanks between them; the last one is not padded. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const head = columns.map((column) => say(`cli.columns.${column}`))
  const lines = [head, ...rows.map((row) => row.map(terminalLine))]
  const widths = head.map((_, column) =>
    largest(
      lines.map((line) => line[column]?.length ?? 0),
      0,
    ),
  )
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}
