import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ITEM_PREFIX } from '@common/rsync/build-command'
import { LineReader, MAX_LINE_BYTES } from '@core/run/line-reader'
import { OutputReader } from '@core/run/output-reader'
import { MessageCutter, string as wireString, WireReader } from '@core/ssh/wire-format'
import { MessageReader } from '@main/control/messages'
import { recordedOutput } from '../recorded-output'
import { anyBytes, damagedBytes } from './any-value'
import { FUZZ_TIMEOUT, runs } from './fuzz'

/** Streams of a few bytes, of lines about as long as the limit, and of rsync's own. */
const longLine = fc
  .tuple(fc.integer({ min: -2, max: 2 }), fc.constantFrom('\n', '\r', '\r\n', ''))
  .map(([more, end]) => Buffer.from(`${'x'.repeat(MAX_LINE_BYTES + more)}${end}`))
const said = fc
  .constantFrom(`${ITEM_PREFIX}>f+++++++++ 5 a\\#303`, '  1,024  50%  1.00MB/s  0:00:01', '\r', '')
  .map((line) => Buffer.from(`${line}\n`))
const stream = fc.oneof(
  { weight: 3, arbitrary: anyBytes },
  { weight: 2, arbitrary: damagedBytes(recordedOutput()) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.oneof(longLine, anyBytes, said), { maxLength: 4 })
      .map((parts) => Buffer.concat(parts)),
  },
)
/** Of buffers, without those that nobody has any more. */
function bytesInUse(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // The second one waits for what the first one gives back in the background.
  collect()
  collect()
  return process.memoryUsage().arrayBuffers
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 })

function chunksOf(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => Math.floor(place * bytes.length)), bytes.length]
  const sorted = ends.sort((a, b) => a - b)
  return sorted.map((end, i) => bytes.subarray(sorted[i - 1] ?? 0, end))
}

const linesOf = (chunks: readonly Buffer[]) => {
  const reader = new LineReader()
  const lines = chunks.flatMap((chunk) => reader.push(chunk))
  return [...lines, ...reader.end()].map((line) => line.toString('latin1'))
}

/** Log lines, items and figures that output is read as; progress may be told more than once. */
const readOutput = (chunks: readonly Buffer[]) => {
  const told: unknown[] = []
  const tell = (record: unknown) => void told.push(record)
  const listener = { item: tell, stat: tell, itemised: (line: Buffer) => tell(String(line)) }
  const reader = new OutputReader(listener, ITEM_PREFIX)
  const log = chunks.flatMap((chunk) => reader.push(chunk))
  return { log: [...log, ...reader.end()].map((line) => line.toString('latin1')), told }
}

describe('a stream of bytes', () => {
  it(
    'is the same lines however it is cut, none too long, and no byte of them lost',
    () => {
      fc.assert(
        fc.property(fc.tuple(stream, cuts), ([bytes, places]) => {
          const lines = linesOf(chunksOf(bytes, places))
          expect(lines).toEqual(linesOf([bytes]))
          expect(Math.max(0, ...lines.map((line) => line.length))).toBeLessThanOrEqual(
            MAX_LINE_BYTES,
          )
          const without = (text: string) => text.replace(/[\r\n]/g, '')
          expect(without(lines.join(''))).toBe(without(bytes.toString('latin1')))
        }),
        runs(200),
      )
    },
    FUZZ_TIMEOUT,
  )

  it(
    'of rsync says the same however it is cut',
    () => {
      fc.assert(
        fc.property(fc.tuple(stream, cuts), ([bytes, places]) => {
          expect(readOutput(chunksOf(bytes, places))).toEqual(readOutput([bytes]))
        }),
        runs(200),
      )
    },
    FUZZ_TIMEOUT,
  )

  it('of a hundred million bytes without an end is held by one line of them', () => {
    const chunk = Buffer.alloc(MAX_LINE_BYTES, 'x')
    const reader = new OutputReader({}, ITEM_PREFIX)
    let [received, held] = [0, 0]
    const before = bytesInUse()
    for (let sent = 0; sent < 1e8; sent += chunk.length) {
      for (const line of reader.push(chunk)) received += line.length
      if (sent % (64 * chunk.length) === 0) held = Math.max(held, bytesInUse() - before)
    }
    for (const line of reader.end()) received += line.length
    expect(received).toBe(Math.ceil(1e8 / chunk.length) * chunk.length)
    expect(held).toBeLessThan(10 * MAX_LINE_BYTES)
  })
})

describe('messages', () => {
  it('of an ssh agent come out as they went in, however they are cut', () => {
    fc.assert(
      fc.property(fc.tuple(fc.array(anyBytes), cuts), ([messages, places]) => {
        const cutter = new MessageCutter(1000)
        const bytes = Buffer.concat(messages.map((message) => wireString(message)))
        const found = chunksOf(bytes, places).flatMap((chunk) => cutter.push(chunk))
        expect(found).toEqual(messages)
        const reader = new WireReader(bytes)
        expect(messages.map(() => reader.string())).toEqual(messages)
        expect(() => reader.byte()).toThrow('too short')
      }),
      runs(200),
    )
  })

  it('of another start of the app come out as they went in, however they are cut', () => {
    const values = fc.array(fc.record({ kind: fc.string(), text: fc.string() }))
    fc.assert(
      fc.property(fc.tuple(values, cuts), ([messages, places]) => {
        const reader = new MessageReader<unknown>()
        const text = messages.map((message) => `${JSON.stringify(message)}\n`).join('')
        const ends = [...places.map((place) => Math.floor(place * text.length)), text.length]
        const sorted = ends.sort((a, b) => a - b)
        const parts = sorted.map((end, i) => text.slice(sorted[i - 1] ?? 0, end))
        expect(parts.flatMap((part) => reader.push(part))).toEqual(messages)
      }),
      runs(200),
    )
  })
})
