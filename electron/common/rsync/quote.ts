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
