import fc from 'fast-check'

/** Characters that mean something to a shell, to rsync or to a reader of its output. */
const HOSTILE = [...'\'"\\ \t\n\r$`*?|&;<>()[]{}~#!%:@=,-./']

const isSurrogate = (point: number) => point >= 0xd800 && point <= 0xdfff

const anyCharacter = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.integer({ min: 1, max: 0x7f }).map((point) => String.fromCodePoint(point)),
  fc
    .integer({ min: 0x80, max: 0x10ffff })
    .filter((point) => !isSurrogate(point))
    .map((point) => String.fromCodePoint(point)),
)

/** Any text that can be an argument of a program: no NUL, hostile more often than not. */
export const anyText = fc.array(anyCharacter, { maxLength: 40 }).map((text) => text.join(''))
