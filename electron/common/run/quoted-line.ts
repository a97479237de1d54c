/** Longer lines hide the rest of the sentence; the log has them whole. */
const MAX_QUOTED = 200

/** Colours and movements of the cursor, and characters that nobody sees or that turn the text. */
const SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|.)/g
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

/**
 * A line of another program, fit to be quoted in a sentence: on one line, without characters that
 * nobody sees, and shortened.
 */
export function quotedLine(line: string): string {
  const text = line.replace(SEQUENCES, '').replace(/\s+/g, ' ').replace(HIDDEN, '').trim()
  const letters = [...text]
  return letters.length <= MAX_QUOTED ? text : `${letters.slice(0, MAX_QUOTED - 1).join('')}…`
}
