import type { en } from '@common/i18n/en'
import { say } from '@common/i18n/say'

export type Column = keyof typeof en.cli.columns

/** Left-aligned columns with two blanks between them; the last one is not padded. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const head = columns.map((column) => say(`cli.columns.${column}`))
  const lines = [head, ...rows.map((row) => row.map(visible))]
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
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

/**
 * Control characters would move the terminal's cursor or colour it, and marks of direction would
 * turn a text round; they are shown instead.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => {
    const code = character.charCodeAt(0).toString(16)
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`
  })
}
