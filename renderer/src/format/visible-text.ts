/** Longest piece of a line that is drawn; the file that is downloaded has all of it. */
const MAX_DRAWN = 4000
/**
 * Control characters, and those that turn the direction of text: either could make a log line
 * look like something it is not.
 */
const HIDDEN = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** A log line as it is shown: what cannot be seen is made visible. */
export function visibleText(line: string): string {
  const drawn = line.length > MAX_DRAWN ? `${line.slice(0, MAX_DRAWN)}…` : line
  return drawn.replace(HIDDEN, (character) => {
    // Not the control pictures of Unicode: most monospaced fonts lack them.
    return `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`
  })
}
