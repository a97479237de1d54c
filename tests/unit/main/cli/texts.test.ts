import { describe, expect, it } from 'vitest'
import { bytesText } from '@common/run/bytes-text'
import { NO_PROGRESS } from '@common/run/progress'
import { terminalLine } from '@common/text/visible-text'
import { progressText } from '@main/cli/progress-text'
import { table } from '@main/cli/table'

describe('a table', () => {
  it('has aligned columns and no blanks at the ends of lines', () => {
    const text = table(
      ['id', 'state', 'reason'],
      [
        ['1', 'SUCCESS', ''],
        ['100', 'OK', 'a b'],
      ],
    )
    expect(text).toBe('ID   STATE    REASON\n1    SUCCESS\n100  OK       a b\n')
  })

  it('without rows is its head', () => {
    expect(table(['id', 'state'], [])).toBe('ID  STATE\n')
  })

  it('cannot be broken up by what is in it', () => {
    expect(table(['name'], [['x\ny\u001b[31m']])).toBe('NAME\nx\\x0ay\\x1b[31m\n')
  })
})

describe('text on a terminal', () => {
  it.each([
    ['plain é 😀 日本', 'plain é 😀 日本'],
    ['a\nb\tc\r', 'a\\x0ab\\x09c\\x0d'],
    ['\u001b[2J\u0007\u007f', '\\x1b[2J\\x07\\x7f'],
    ['\u009b31m\0', '\\x9b31m\\x00'],
    ['\u202egpj.exe\u2066', '\\u202egpj.exe\\u2066'],
  ])('%j is shown as %j', (text, shown) => {
    expect(terminalLine(text)).toBe(shown)
  })
})

describe('a number of bytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1234, '1.2 kB'],
    [12_345_678, '12.3 MB'],
    [1e9, '1.0 GB'],
    [2.5e12, '2.5 TB'],
    [1e15, '1.0 PB'],
    [1e18, '1,000.0 PB'],
  ])('%i is %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text)
  })
})

describe('progress', () => {
  const known = {
    ...{ percent: 42, bytes: 12_300_000, bytesPerSecond: 4_100_000, secondsLeft: 7 },
    ...{ filesDone: 120, filesSent: 10, filesKnown: 300 },
    currentFile: 'a/b.jpg',
  }

  it('is one line with all that is known', () => {
    expect(progressText(known)).toBe(
      '42 %  12.3 MB  4.1 MB/s  0:07 left  120 of 300 files  a/b.jpg',
    )
    expect(progressText(NO_PROGRESS)).toBe('counting files  0 B  0 B/s')
  })

  it('names a file by the end of its path, without moving the cursor', () => {
    const currentFile = `${'deep/'.repeat(20)}\u001b[2Jname.jpg`
    const text = progressText({ ...known, currentFile })
    expect(text).toMatch(/ {2}….*\\x1b\[2Jname\.jpg$/)
    expect(text.split('  ').at(-1)).toHaveLength(32)
  })

  it.each([
    [0, '0:00'],
    [59, '0:59'],
    [61, '1:01'],
    [3599, '59:59'],
    [3661, '1:01:01'],
    [360_000, '100:00:00'],
  ])('has %i seconds as %s', (secondsLeft, text) => {
    expect(progressText({ ...known, secondsLeft })).toContain(`  ${text} left  `)
  })
})
