import { say } from '../i18n/say'

export type Words =
  | { readonly ok: true; readonly words: readonly string[] }
  | { readonly ok: false; readonly message: string }

/**
 * Reads a fragment with the quoting rules of a POSIX shell and nothing else of one: no variables,
 * no patterns, no comments. `\*.txt` and `'*.txt'` both give `*.txt`, as the seed page promises.
 */
export function splitWords(fragment: string): Words {
  const words: string[] = []
  // Null between words, so that `''` makes an empty word and blanks make none.
  let word: string | null = null
  for (let i = 0; i < fragment.length; i++) {
    const character = fragment.charAt(i)
    if (character === "'" || character === '"') {
      const quoted = readQuoted(fragment, i)
      if (quoted === null) return { ok: false, message: say('rules.quoting.closing') }
      word = (word ?? '') + quoted.text
      i = quoted.end
    } else if (character === '\\') {
      if (i + 1 >= fragment.length) return { ok: false, message: say('rules.quoting.escaped') }
      // A line break after a backslash only goes on in the next line.
      if (fragment.charAt(++i) !== '\n') word = (word ?? '') + fragment.charAt(i)
    } else if (/[ \t\r\n]/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else {
      word = (word ?? '') + character
    }
  }
  if (word !== null) words.push(word)
  return { ok: true, words }
}

/** The quoted text that starts at `start`, and where its closing quote stands; null without one. */
function readQuoted(fragment: string, start: number): { text: string; end: number } | null {
  const quote = fragment.charAt(start)
  let text = ''
  for (let i = start + 1; i < fragment.length; i++) {
    const character = fragment.charAt(i)
    if (character === quote) return { text, end: i }
    const next = fragment.charAt(i + 1)
    // Inside double quotes a backslash escapes only these (POSIX 2.2.3).
    if (quote === '"' && character === '\\' && next !== '' && '$`"\\'.includes(next)) {
      text += next
      i++
    } else {
      text += character
    }
  }
  return null
}
