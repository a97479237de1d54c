/**
 * Characters that nobody sees, or that change how the text around them looks: controls of both
 * sets (C0 and C1, among them ESC, which starts commands to a terminal), marks of direction, what
 * has no width, separators of lines and paragraphs, tags, and halves of a pair.
 */
const HIDDEN = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`
/** One picture made of several characters, some of which are hidden only outside of it. */
const EMOJI = String.raw`\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F|\u200D\p{Extended_Pictographic})+`
const HIDDEN_OR_EMOJI = new RegExp(`${EMOJI}|${HIDDEN}`, 'gu')
const BEGINS_HIDDEN = new RegExp(`^${HIDDEN}`, 'u')

/** Longest piece of a line that is drawn in the page; the file that is downloaded has all of it. */
const MAX_DRAWN = 4000

/** Text for the page: hidden characters as `<U+202E>`. Not Unicode's pictures of them: most fonts lack those. */
export function visibleText(line: string): string {
  return replaceHidden(shorten(line, MAX_DRAWN), (character) =>
    character === '\t' ? character : `<U+${hex(character.codePointAt(0) ?? 0, 4).toUpperCase()}>`,
  )
}

/** One cell or line for a terminal: hidden characters as `\x1b` or `\u202e`. */
export function terminalLine(text: string): string {
  return replaceHidden(text, (character) => escaped(character, 0xff))
}

/**
 * Lines for a terminal: line ends and tabs stay, everything else that is hidden is shown as in
 * {@link terminalLine}. What JSON may hold as it is becomes an escape that JSON has, too.
 */
export function terminalText(text: string): string {
  return replaceHidden(text, (character, offset) => {
    const isLineEnd = character === '\n' || (character === '\r' && text[offset + 1] === '\n')
    return isLineEnd || character === '\t' ? character : escaped(character, 0x1f)
  })
}

/**
 * One short line for menus, titles and notifications of the desktop, which draw no escapes well:
 * hidden characters become a blank.
 * @param length the most characters there is room for
 */
export function desktopLine(text: string, length: number): string {
  return shorten(oneLine(beginning(text, length)), length)
}

/** The lines of a text for a question of the system, each as {@link desktopLine}. */
export function desktopLines(text: string, length: number): string {
  const lines = beginning(text, length).split('\n')
  return shorten(lines.map(oneLine).join('\n').trim(), length)
}

/** The beginning of a text that is too long. */
export function shorten(text: string, length: number): string {
  // The quick way for a text of megabytes: no character is longer than two units.
  const letters = [...text.slice(0, 2 * length + 2)]
  return letters.length <= length ? text : `${letters.slice(0, length - 1).join('')}…`
}

/** More of a text than can be shown: most of what is left out may be hidden characters. */
function beginning(text: string, length: number): string {
  return text.slice(0, 20 * length)
}

/** The end of a path that is too long, which says more than its beginning. */
export function shortenPath(path: string, length: number): string {
  const letters = [...oneLine(path)]
  return letters.length <= length ? letters.join('') : `…${letters.slice(1 - length).join('')}`
}

function oneLine(text: string): string {
  return replaceHidden(text, () => ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
}

function replaceHidden(text: string, show: (character: string, offset: number) => string): string {
  return text.replace(HIDDEN_OR_EMOJI, (found: string, offset: number) =>
    BEGINS_HIDDEN.test(found) ? show(found, offset) : found,
  )
}

/** @param lastShort the last code that is written in two digits */
function escaped(character: string, lastShort: number): string {
  return [...Array(character.length).keys()]
    .map((unit) => character.charCodeAt(unit))
    .map((code) => (code <= lastShort ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`))
    .join('')
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}
