import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseItem, parseLine } from '@common/rsync/parse-line'
import { hostileNames } from '../../../support/hostile-names'
import { anyText } from '../../any-text'
import { aProgress } from '../../builders'

const record = (rest: string) => `             12  50%    ${rest}`

describe('a progress record', () => {
  it.each([
    ['              2   0%    0.00kB/s    0:00:00  ', { bytes: 2, secondsLeft: null }],
    [
      '         305014  81%  341.59kB/s    0:00:09 (xfr#9, to-chk=4/15)',
      {
        ...{ bytes: 305014, percent: 81, bytesPerSecond: 349788, secondsLeft: null },
        ...{ files: { sent: 9, left: 4, known: 15 }, isListComplete: true },
      },
    ],
    [
      '     1073741824   3%  112.00MB/s   12:03:04 (xfr#1, ir-chk=1000/2001) ',
      {
        ...{ bytes: 1073741824, percent: 3, bytesPerSecond: 112 * 2 ** 20, secondsLeft: null },
        ...{ files: { sent: 1, left: 1000, known: 2001 }, isListComplete: false },
      },
    ],
    [
      '              0   0%    0.00kB/s    0:00:00 (xfr#0, to-chk=0/15)',
      { secondsLeft: null, files: { sent: 0, left: 0, known: 15 }, isListComplete: true },
    ],
    ['          1,234   5%    0.00kB/s    0:00:00', null],
  ])('%j is read', (line, expected) => {
    if (expected) expect(parseLine(line)).toEqual(aProgress(expected))
    else expect(parseLine(line).kind).toBe('message')
  })

  it.each([
    ['0.50B/s', 1],
    ['2.00kB/s', 2048],
    ['2.00MB/s', 2 * 2 ** 20],
    ['2.00GB/s', 2 * 2 ** 30],
    ['2.00TB/s', 2 * 2 ** 40],
    ['2.00PB/s', 2 * 2 ** 50],
  ])('tells the speed %s in bytes, in steps of 1024', (speed, bytesPerSecond) => {
    expect(parseLine(record(`${speed}    0:00:01`))).toMatchObject({ bytesPerSecond })
  })

  it.each([
    ['??:??:??', null],
    ['0:00:59', 59],
    ['1:01:01', 3661],
    ['100:00:00', 360000],
  ])('tells the time left, %s', (time, secondsLeft) => {
    expect(parseLine(record(`1.00kB/s ${time}`))).toMatchObject({ kind: 'progress', secondsLeft })
  })

  it('tells no time left while nothing moves, where rsync prints none at all', () => {
    expect(parseLine(record('0.00kB/s    0:00:00'))).toMatchObject({ secondsLeft: null })
    expect(parseLine(record('0.00kB/s    0:20:00'))).toMatchObject({ secondsLeft: 1200 })
    expect(parseLine(record('1.00kB/s    0:00:00'))).toMatchObject({ secondsLeft: 0 })
  })

  it('is never above 100 %', () => {
    const line = '             12 103%    1.00kB/s    0:00:00'
    expect(parseLine(line)).toMatchObject({ kind: 'progress', percent: 100 })
  })

  it.each([
    ['cut off in the middle', record('1.00kB/s    0:0')],
    ['cut off in its file count', record('1.00kB/s    0:00:01 (xfr#1, to-chk=0/')],
    ['followed by something', `${record('1.00kB/s    0:00:01')} is uptodate`],
    ['preceded by something', `x ${record('1.00kB/s    0:00:01')}`],
  ])('that is %s is none', (_, line) => {
    expect(parseLine(line)).toEqual({ kind: 'message', text: line })
  })
})

const item = (name: string) => `>f+++++++++ 2 ${name}`

describe('an item', () => {
  it.each([
    ['>f+++++++++ 5000 100% cotton', '>f+++++++++', 5000, '100% cotton'],
    ['*deleting   0 gone', '*deleting  ', 0, 'gone'],
    ['>f+++++++++ 2 *deleting   x', '>f+++++++++', 2, '*deleting   x'],
    ['>f+++++++++ 2 @@|>f+++++++++ 3 x', '>f+++++++++', 2, '@@|>f+++++++++ 3 x'],
    ['>f+++++++++ 2   leading', '>f+++++++++', 2, '  leading'],
    ['<f.st...... 7 trailing  ', '<f.st......', 7, 'trailing  '],
    ['cL+++++++++ 9 link -> photo.jpg', 'cL+++++++++', 9, 'link -> photo.jpg'],
    ['>f+++++++++ 2 new\\#012line', '>f+++++++++', 2, 'new\\#012line'],
    ['cd+++++++++ 4096 sub/', 'cd+++++++++', 4096, 'sub/'],
    [item(record('1.00MB/s    0:00:01')), '>f+++++++++', 2, record('1.00MB/s    0:00:01')],
  ])('%j is read by its columns', (line, change, bytes, name) => {
    expect(parseItem(line)).toEqual({ kind: 'item', change, bytes, name })
  })

  it('is told whatever its name is', () => {
    for (const name of hostileNames().map(String)) {
      expect(parseItem(item(name))).toMatchObject({ kind: 'item', name })
    }
    fc.assert(
      fc.property(anyText, (name) => {
        expect(parseItem(item(name))).toMatchObject({ kind: 'item', name })
      }),
    )
  })

  it.each(['', 'short 1 x', '>f+++++++++ x y'])('that is not whole, %j, is none', (text) =>
    expect(parseItem(text)).toBeNull(),
  )
})

describe('a figure of --stats', () => {
  it.each([
    ['Number of files: 15 (reg: 11, dir: 3, link: 1)', 'Number of files', 15],
    ['Number of created files: 0', 'Number of created files', 0],
    ['Number of deleted files: 1 (reg: 1)', 'Number of deleted files', 1],
    ['Number of regular files transferred: 10', 'Number of regular files transferred', 10],
    ['Total file size: 375027 bytes', 'Total file size', 375027],
    ['Total transferred file size: 375014 bytes', 'Total transferred file size', 375014],
    ['Literal data: 375014 bytes', 'Literal data', 375014],
    ['Matched data: 0 bytes', 'Matched data', 0],
    ['Total bytes sent: 375897', 'Total bytes sent', 375897],
  ])('%j is read', (line, name, value) => {
    expect(parseLine(line)).toEqual({ kind: 'stat', name, value })
  })
})

describe('anything else', () => {
  it.each([
    '',
    'skipping non-regular file "100% cotton"',
    'sent 375897 bytes  received 214 bytes  250740.67 bytes/sec',
    'total size is 375027  speedup is 1.00',
    'A motto of the day: 50%',
    ' Number of files: 5',
  ])('is a message: %j', (text) => {
    expect(parseLine(text)).toEqual({ kind: 'message', text })
  })
})
