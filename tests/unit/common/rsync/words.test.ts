import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shellQuote } from '@common/rsync/quote'
import { splitWords } from '@common/rsync/words'
import { anyText } from '../../any-text'

const wordsOf = (fragment: string) => {
  const result = splitWords(fragment)
  return result.ok ? result.words : result.message
}

describe('a fragment is read as a POSIX shell reads words', () => {
  it.each([
    // Nothing, and blanks of every kind.
    ['', []],
    ['  \t\r\n ', []],
    ['a', ['a']],
    [' a  b\tc\nd\r\ne ', ['a', 'b', 'c', 'd', 'e']],
    // The three ways the page recommends or uses.
    ['\\*.txt', ['*.txt']],
    ["'*.txt'", ['*.txt']],
    ['"a b"', ['a b']],
    ['--exclude=\\*.txt', ['--exclude=*.txt']],
    ["--exclude='a b'", ['--exclude=a b']],
    ['--exclude "a b" c', ['--exclude', 'a b', 'c']],
    // Quotes that stand next to each other or in each other make one word.
    [`a"b"'c'd`, ['abcd']],
    [`"it's"`, ["it's"]],
    [`'say "hi"'`, ['say "hi"']],
    [`'don'\\''t'`, ["don't"]],
    ["''", ['']],
    [`a '' "" b`, ['a', '', '', 'b']],
    ["''''", ['']],
    ["a''", ['a']],
    // A backslash outside quotes, in single and in double ones.
    ['a\\ b', ['a b']],
    ['\\\\', ['\\']],
    [`\\"\\'`, [`"'`]],
    ["'\\'", ['\\']],
    ["'a\\nb'", ['a\\nb']],
    ['"a\\"b"', ['a"b']],
    ['"\\\\"', ['\\']],
    ['"\\$\\`"', ['$`']],
    ['"\\n\\*"', ['\\n\\*']],
    ['"a\nb"', ['a\nb']],
    // Nothing else of a shell works.
    ['$HOME `id` $(id) ~ * ? [a] {a,b}', '$HOME `id` $(id) ~ * ? [a] {a,b}'.split(' ')],
    ['a;b&c|d>e<f', ['a;b&c|d>e<f']],
    ['# no comment', ['#', 'no', 'comment']],
    ['\u00a0\u3000', ['\u00a0\u3000']],
    ['😀 \\😀 "😀"', ['😀', '😀', '😀']],
  ])('%j gives %j', (fragment, words) => {
    expect(wordsOf(fragment)).toEqual(words)
  })

  it.each([
    ["'", 'No closing quotation'],
    ['"', 'No closing quotation'],
    ["it's", 'No closing quotation'],
    ['"a\\"', 'No closing quotation'],
    ['"a\\', 'No closing quotation'],
    [`"it's`, 'No closing quotation'],
    ['\\', 'No escaped character'],
    ['a b\\', 'No escaped character'],
  ])('%j is refused: %s', (fragment, message) => {
    expect(splitWords(fragment)).toEqual({ ok: false, message })
  })

  it('gives every word back that was quoted for a shell', () => {
    fc.assert(
      fc.property(fc.array(anyText), (words) => {
        expect(wordsOf(words.map(shellQuote).join(' '))).toEqual(words)
      }),
    )
  })
})
