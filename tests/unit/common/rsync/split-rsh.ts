/**
 * Splits the value of `-e` as rsync itself does (main.c, do_cmd): only blanks separate words,
 * single and double quotes group, a doubled quote inside a group stands for itself, and a
 * backslash means nothing. Throws where rsync ends with a syntax error.
 */
export function splitRsh(line: string): string[] {
  const words: string[] = []
  let at = 0
  while (at < line.length) {
    if (line[at] === ' ') {
      at++
      continue
    }
    const { word, end } = readWord(line, at)
    words.push(word)
    at = end
  }
  return words
}

function readWord(line: string, start: number): { word: string; end: number } {
  let word = ''
  let quote = ''
  let at = start
  while (at < line.length && (line[at] !== ' ' || quote !== '')) {
    const character = line.charAt(at)
    const isQuote = character === "'" || character === '"'
    if (isQuote && quote === '') {
      quote = character
      at++
    } else if (character === quote && line[at + 1] !== quote) {
      quote = ''
      at++
    } else {
      word += character
      at += character === quote ? 2 : 1
    }
  }
  if (quote !== '') throw new SyntaxError(`Missing trailing-${quote} in remote-shell command.`)
  return { word, end: at }
}
