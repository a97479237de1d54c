import { describe, expect, it } from 'vitest'
import {
  desktopLine,
  desktopLines,
  shortenPath,
  terminalLine,
  terminalText,
  visibleText,
} from '@common/text/visible-text'

/** Characters that must reach no terminal, note, title, menu or question, one of every kind. */
const HOSTILE: readonly (readonly [what: string, character: string])[] = [
  ['NUL', '\0'],
  ['bell', '\u0007'],
  ['backspace', '\b'],
  ['carriage return', '\r'],
  ['escape', '\u001b'],
  ['delete', '\u007f'],
  ['next line (C1)', '\u0085'],
  ['device control string (C1)', '\u0090'],
  ['control sequence introducer (C1)', '\u009b'],
  ['operating system command (C1)', '\u009d'],
  ['soft hyphen', '\u00ad'],
  ['grapheme joiner', '\u034f'],
  ['Arabic letter mark', '\u061c'],
  ['Hangul filler', '\u3164'],
  ['zero-width space', '\u200b'],
  ['zero-width non-joiner', '\u200c'],
  ['zero-width joiner', '\u200d'],
  ['left-to-right mark', '\u200e'],
  ['right-to-left mark', '\u200f'],
  ['line separator', '\u2028'],
  ['paragraph separator', '\u2029'],
  ['left-to-right embedding', '\u202a'],
  ['right-to-left override', '\u202e'],
  ['word joiner', '\u2060'],
  ['right-to-left isolate', '\u2067'],
  ['pop of an isolate', '\u2069'],
  ['variation selector', '\ufe0f'],
  ['byte order mark', '\ufeff'],
  ['interlinear annotation', '\ufff9'],
  ['half of a pair', '\ud83d'],
  ['tag', '\u{e0041}'],
  ['variation selector supplement', '\u{e0100}'],
]

const ORDINARY = [
  ...['plain', 'é ß ø', '日本語', 'עברית', 'العربية', 'नमस्ते', 'a&b <i>"x"</i> $(x)'],
  ...['👨‍👩‍👧.jpg', '❤️', '👍🏽', '🏳️‍🌈'],
]

const shown: Record<string, (text: string) => string> = {
  visibleText,
  terminalLine,
  terminalText,
  desktopLine: (text) => desktopLine(text, 200),
  desktopLines: (text) => desktopLines(text, 200),
  shortenPath: (text) => shortenPath(text, 200),
}

describe.each(Object.entries(shown))('%s', (_name, show) => {
  it.each(HOSTILE)('lets no %s through', (_what, character) => {
    for (const text of [`a${character}b`, `${character}b`, `a${character}`, `😀${character}b`]) {
      if (text.startsWith('😀') && '\u200d\ufe0f'.includes(character)) continue
      const written = show(text)
      expect([...written]).not.toContain(character)
      expect(written.length).toBeGreaterThan(0)
    }
  })

  it.each(ORDINARY)('leaves %s as it is', (text) => {
    expect(show(text)).toBe(text)
  })
})

describe('lines for a terminal', () => {
  it.each([
    ['a\nb\tc', 'a\nb\tc'],
    ['1,"a"\r\n2,"b"\r\n', '1,"a"\r\n2,"b"\r\n'],
    ['42 %\rSUCCESS', '42 %\\x0dSUCCESS'],
    ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
    ['\u{e0041}', '\\udb40\\udc41'],
  ])('%j becomes %j', (text, written) => {
    expect(terminalText(text)).toBe(written)
  })

  it('leave JSON the same value', () => {
    const value = Object.fromEntries(HOSTILE.map(([what, character]) => [what, `x${character}y`]))
    const text = JSON.stringify(value, null, 2)
    expect(terminalText(text)).toMatch(/^[\x20-\x7e\n]*$/)
    expect(JSON.parse(terminalText(text))).toEqual(value)
  })
})

describe('text for the desktop', () => {
  it.each([
    ['a\nb\u202ec', 20, 'a b c'],
    ['  a \u200b b  ', 20, 'a b'],
    ['a long name', 6, 'a lon…'],
    ['😀😀😀😀', 3, '😀😀…'],
  ])('%j in %i characters is %j', (text, length, line) => {
    expect(desktopLine(text, length)).toBe(line)
  })

  it('is cut quickly, however long the text is', () => {
    expect(desktopLine('x'.repeat(50_000_000), 4)).toBe('xxx…')
  })

  it('keeps the lines of a message, and only those', () => {
    expect(desktopLines('one\ntwo\u2028three\r\nfour', 100)).toBe('one\ntwo three\nfour')
  })
})
