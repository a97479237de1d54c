/** A value of a text with several, or what is wrong with it. */
export type StreamItem =
  | { readonly line: number; readonly value: unknown }
  | { readonly line: number; readonly text: string; readonly problem: string }

/**
 * Reads JSON values that follow each other, as in JSON Lines or the output of several calls; one
 * value alone is the most common case. Commas between them are passed over.
 */
export function readJsonStream(text: string): StreamItem[] {
  const whole = parsed(text, 1)
  if ('value' in whole) return [whole]
  const pieces = [...piecesOf(text)]
  return pieces.length < 2 ? [whole] : pieces.map(({ line, piece }) => parsed(piece, line))
}

function parsed(text: string, line: number): StreamItem {
  try {
    return { line, value: JSON.parse(text) as unknown }
  } catch (error) {
    return { line, text, problem: (error as Error).message }
  }
}

/** Parts the text where all brackets are closed. */
function* piecesOf(text: string): Generator<{ line: number; piece: string }> {
  let [depth, start, line, startLine]: [number, number | null, number, number] = [0, null, 1, 1]
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\n') line++
    if (start === null && !/[\s,]/.test(character)) {
      start = at
      startLine = line
    }
    if (character === '"') at = endOfString(text, at)
    else if (/[[{]/.test(character)) depth++
    else if (/[\]}]/.test(character)) depth--
    if (start === null || depth > 0 || !/[\]}]/.test(character)) continue
    yield { line: startLine, piece: text.slice(start, at + 1) }
    start = null
    depth = 0
  }
  if (start !== null) yield { line: startLine, piece: text.slice(start) }
}

/** Where the string that begins there ends; a line break ends it, too. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\\') at++
    else if (character === '"') return at
    else if (character === '\n') return at - 1
  }
  return text.length
}
