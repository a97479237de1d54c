/** A word as it can be pasted into a POSIX shell; quoted only where that is needed. */
export function shellQuote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  return `'${word.replaceAll("'", `'\\''`)}'`
}

/** A command line that can be pasted into a POSIX shell. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellQuote).join(' ')
}

/**
 * Words as the value of rsync's `-e`. rsync splits that itself: single and double quotes work,
 * a doubled quote inside them stands for itself, a backslash is an ordinary character
 * (rsync(1), --rsh; measured).
 */
export function rshLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[^\s'"]+$/.test(word) ? word : `'${word.replaceAll("'", "''")}'`))
    .join(' ')
}

/**
 * The reverse of {@link rshLine}: splits as rsync itself does (main.c, do_cmd). Only blanks
 * separate words, quotes group, a doubled quote inside a group stands for itself.
 * @returns null where rsync ends with a syntax error
 */
export function splitRsh(line: string): string[] | null {
  const words: string[] = []
  let [word, quote]: [string | null, string] = [null, '']
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at)
    if (character === ' ' && quote === '') {
      if (word !== null) words.push(word)
      word = null
    } else if (quote === '' && /['"]/.test(character)) {
      quote = character
      word ??= ''
    } else if (character === quote && line.charAt(at + 1) !== quote) quote = ''
    else {
      word = (word ?? '') + character
      if (character === quote) at++
    }
  }
  if (quote !== '') return null
  return word === null ? words : [...words, word]
}
