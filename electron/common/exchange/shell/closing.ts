/** Nothing that people write goes deeper; without a limit a hostile text would end the stack. */
export const MAX_DEPTH = 40
/** The furthest place at which an end is looked for: a text with many open ends stays cheap. */
const MAX_LENGTH = 8_000

/** Where the `)` is that closes what begins at `from`; -1 where there is none. */
export function closingParenthesis(text: string, from: number, depth = 0): number {
  return find(text, from, depth, '(', ')')
}

/** Where the `}` of `${…}` is; -1 where there is none. */
export function closingBrace(text: string, from: number, depth = 0): number {
  return find(text, from, depth, '{', '}')
}

/** Where the next backquote is that no backslash takes away; -1 where there is none. */
export function closingBackquote(text: string, from: number): number {
  for (let at = from; at < Math.min(text.length, from + MAX_LENGTH); at++) {
    if (text.charAt(at) === '\\') at++
    else if (text.charAt(at) === '`') return at
  }
  return -1
}

function find(text: string, from: number, depth: number, open: string, close: string): number {
  if (depth > MAX_DEPTH) return -1
  let level = 1
  for (let at = from; at < Math.min(text.length, from + MAX_LENGTH); at++) {
    const character = text.charAt(at)
    if (character === '\\') at++
    else if (character === open) level++
    else if (character === close && --level === 0) return at
    else if (/['"`]/.test(character)) {
      at = closingQuote(text, at, depth)
      if (at < 0) return -1
    }
  }
  return -1
}

function closingQuote(text: string, start: number, depth: number): number {
  const quote = text.charAt(start)
  if (quote === "'") return text.indexOf("'", start + 1)
  if (quote === '`') return closingBackquote(text, start + 1)
  for (let at = start + 1; at < Math.min(text.length, start + MAX_LENGTH); at++) {
    const character = text.charAt(at)
    if (character === '"') return at
    if (character === '\\') at++
    else if (character === '$' && text.charAt(at + 1) === '(') {
      at = closingParenthesis(text, at + 2, depth + 1)
      if (at < 0) return -1
    }
  }
  return -1
}
