import { describe, expect, it } from 'vitest'
import { LineReader, MAX_LINE_BYTES } from '@core/run/line-reader'
import { recordedOutput } from '../../recorded-output'

/** The lines of a stream that comes in these chunks; latin1 keeps every byte visible. */
function linesOf(...chunks: (string | Buffer)[]): string[] {
  const reader = new LineReader()
  const lines = chunks.flatMap((chunk) => reader.push(Buffer.from(chunk)))
  return [...lines, ...reader.end()].map((line) => line.toString('latin1'))
}

/** Asserts that the lines do not depend on where the stream is cut in two. */
function expectSameWhereverCut(stream: Buffer) {
  const whole = linesOf(stream)
  for (let at = 0; at <= stream.length; at++) {
    const cut = linesOf(stream.subarray(0, at), stream.subarray(at))
    expect(cut, `cut at byte ${at}`).toEqual(whole)
  }
}

describe('a stream is cut into lines', () => {
  it.each([
    ['', []],
    ['a\nb\n', ['a', 'b']],
    ['a\nb', ['a', 'b']],
    ['\n', ['']],
    ['a\n\nb\n', ['a', '', 'b']],
    ['\r 1%\r 2%\n', [' 1%', ' 2%']],
    ['item\n\r 1%\r 2%\nitem\n', ['item', ' 1%', ' 2%', 'item']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['\r\r\r', []],
    ['  a  \n', ['  a  ']],
  ])('%j gives %j', (stream, lines) => {
    expect(linesOf(stream)).toEqual(lines)
  })

  it('keeps bytes that are not UTF-8', () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x0a, 0xc3, 0x0d, 0xa9, 0x0a, 0x00])
    expect(linesOf(bytes)).toEqual(['\xff\xfe', '\xc3', '\xa9', '\0'])
  })
})

describe('where the stream is cut into chunks does not matter', () => {
  it('for what a real rsync printed', () => {
    expectSameWhereverCut(recordedOutput())
  })

  it('for what a real rsync printed, byte by byte', () => {
    const bytes = [...recordedOutput()].map((byte) => Buffer.from([byte]))
    expect(linesOf(...bytes)).toEqual(linesOf(recordedOutput()))
  })

  it('within a character', () => {
    expectSameWhereverCut(Buffer.from('é😀\n日本\r\u0085\n'))
  })

  it('with nothing between \\r and \\n, in a chunk of its own', () => {
    expect(linesOf('a\r', '', '\nb\n')).toEqual(['a', 'b'])
  })

  it('for lines that end in \\r\\n, as those of ssh do', () => {
    expectSameWhereverCut(Buffer.from('a\r\nb\r\n\nc\r\r\n'))
  })

  it('for a line that is too long, which is cut at the limit', () => {
    const line = Buffer.alloc(MAX_LINE_BYTES + 10, 'x')
    const expected = [MAX_LINE_BYTES, 10]
    expect(linesOf(line, '\n').map((part) => part.length)).toEqual(expected)
    expect(linesOf(Buffer.concat([line, Buffer.from('\n')])).map((p) => p.length)).toEqual(expected)
  })
})

describe('what has no end yet', () => {
  it('is seen at once, without being a line', () => {
    const reader = new LineReader()
    expect(reader.push(Buffer.from('a\n\r  1%'))).toHaveLength(1)
    expect(reader.pending.toString()).toBe('  1%')
    expect(reader.push(Buffer.from(' x\r')).map(String)).toEqual(['  1% x'])
    expect(reader.pending).toHaveLength(0)
  })

  it('is the last line when the stream ends, once', () => {
    const reader = new LineReader()
    reader.push(Buffer.from('half'))
    expect(reader.end().map(String)).toEqual(['half'])
    expect(reader.end()).toEqual([])
  })

  it('never holds more than the limit', () => {
    const reader = new LineReader()
    let held = 0
    for (let i = 0; i < 20; i++) {
      reader.push(Buffer.alloc(60_000, 'x'))
      held = Math.max(held, reader.pending.length)
    }
    expect(held).toBeLessThanOrEqual(MAX_LINE_BYTES)
  })
})
