import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rshLine, shellLine, shellQuote } from '@common/rsync/quote'
import { hostileNames } from '../../../support/hostile-names'
import { anyText } from '../../any-text'
import { splitRsh } from './split-rsh'

/** What a real shell makes of a command line's words. */
function readByShell(line: string): string[] {
  // One blank argument more, so that no words are told from one empty word.
  const out = execFileSync('sh', ['-c', `printf '%s\\0' ${line} end`], { encoding: 'utf8' })
  return out.split('\0').slice(0, -2)
}

describe('words quoted for a shell', () => {
  it.each([
    ['rsync', 'rsync'],
    ['--out-format=@@|%i', "'--out-format=@@|%i'"],
    ['-e', '-e'],
    ['user@host:/a', 'user@host:/a'],
    ['', "''"],
    ['a b', "'a b'"],
    ["don't", `'don'\\''t'`],
    ['~', "'~'"],
    ['*', "'*'"],
    ['a\nb', "'a\nb'"],
  ])('%j is written %s', (word, quoted) => {
    expect(shellQuote(word)).toBe(quoted)
  })

  it('are read by a real sh as they were', () => {
    const names = hostileNames().map((name) => name.toString('utf8'))
    const words = ['', '-n', ...names, ...fc.sample(anyText, { numRuns: 300, seed: 1 })]
    expect(readByShell(shellLine(words))).toEqual(words)
  })
})

describe('words as the value of -e', () => {
  it.each([
    [['ssh', '-p', '22'], 'ssh -p 22'],
    [['ssh', '-i', '/a b'], "ssh -i '/a b'"],
    [["it's"], "'it''s'"],
    [[''], "''"],
    [['a\\b'], 'a\\b'],
  ])('%j is written %s', (words, line) => {
    expect(rshLine(words)).toBe(line)
  })

  it('are split by rsync into the same words', () => {
    fc.assert(
      fc.property(fc.array(anyText), (words) => {
        expect(splitRsh(rshLine(words))).toEqual(words)
      }),
    )
  })
})

describe("the reimplementation of rsync's splitting", () => {
  it.each([
    ['ssh  -p   22 ', ['ssh', '-p', '22']],
    [`a "b c"d 'e''f'`, ['a', 'b cd', "e'f"]],
    ['a\\ b', ['a\\', 'b']],
    ['a\tb', ['a\tb']],
  ])('reads %j as %j', (line, words) => {
    expect(splitRsh(line)).toEqual(words)
  })

  it('refuses an open quote', () => {
    expect(() => splitRsh("ssh 'a")).toThrow('Missing trailing')
  })
})
