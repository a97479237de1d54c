import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Reader, Variant, Writer } from '@core/dbus/marshal'
import { decodeMessage, encodeMessage, messageLength, METHOD_CALL } from '@core/dbus/message'
import { anyBytes, damagedBytes } from './any-value'
import { FUZZ_TIMEOUT, runs } from './fuzz'

/** A type of D-Bus with a value of it, as it is written and as it is read. */
interface Typed {
  readonly type: string
  readonly written: unknown
  readonly read: unknown
}

const plain = (type: string, values: fc.Arbitrary<unknown>): fc.Arbitrary<Typed> =>
  values.map((value) => ({ type, written: value, read: value }))
const whole = (type: string, min: number, max: number) => plain(type, fc.integer({ min, max }))
const text = fc.string({ unit: 'binary' })

const { any } = fc.letrec<{ any: Typed }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    plain('s', text),
    whole('y', 0, 255),
    whole('n', -32_768, 32_767),
    whole('i', -(2 ** 31), 2 ** 31 - 1),
    whole('u', 0, 2 ** 32 - 1),
    plain('x', fc.maxSafeInteger()),
    plain('d', fc.double({ noNaN: true })),
    plain('b', fc.boolean()),
    tie('any').map(({ type, written, read }) => ({
      ...{ type: 'v', written: new Variant(type, written), read },
    })),
    fc.tuple(tie('any'), fc.nat(3)).map(([{ type, written, read }, count]) => ({
      type: `a${type}`,
      written: Array.from({ length: count }, () => written),
      read: Array.from({ length: count }, () => read),
    })),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((parts) => ({
      type: `(${parts.map(({ type }) => type).join('')})`,
      written: parts.map(({ written }) => written),
      read: parts.map(({ read }) => read),
    })),
  ),
}))

const MESSAGE = encodeMessage({
  ...{ type: METHOD_CALL, serial: 7, path: '/a', interface: 'a.b', member: 'M', sender: ':1.5' },
  ...{ signature: 'a{sv}as', body: [[['k', new Variant('ai', [1, 2])]], ['x']] },
})
const signature = fc
  .array(fc.constantFrom(...'asvyuxb(){}g'), { maxLength: 8 })
  .map((codes) => codes.join(''))

/** How many values there are, however deep. */
function countOf(value: unknown): number {
  return Array.isArray(value) ? value.reduce<number>((sum, one) => sum + countOf(one), 1) : 1
}

describe('what comes over the bus', () => {
  it('is what was sent, of whatever type', () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 4 }), (values) => {
        const types = values.map(({ type }) => type).join('')
        const bytes = new Writer().write(
          types,
          values.map(({ written }) => written),
        )
        expect(new Reader(bytes.toBuffer()).read(types)).toEqual(values.map(({ read }) => read))
      }),
      runs(500),
    )
  })

  it(
    'and is no message is an error soon, and never more than came',
    { timeout: FUZZ_TIMEOUT },
    () => {
      const bytes = fc.oneof(anyBytes, damagedBytes(MESSAGE))
      fc.assert(
        fc.property(fc.tuple(bytes, signature), ([given, types]) => {
          const attempts = [() => new Reader(given).read(types), () => decodeMessage(given).body]
          for (const attempt of attempts) {
            let values: unknown
            try {
              values = attempt()
            } catch (error) {
              expect(error).toBeInstanceOf(Error)
              continue
            }
            expect(countOf(values)).toBeLessThanOrEqual(65 * (given.length + 1))
          }
        }),
        runs(1000, 'bus', ([base64, types]: [string, string]): [Buffer, string] => [
          Buffer.from(base64, 'base64'),
          types,
        ]),
      )
    },
  )

  it('says how long it is before it has come', () => {
    fc.assert(
      fc.property(fc.nat(MESSAGE.length), (end) => {
        const length = messageLength(MESSAGE.subarray(0, end))
        expect(length).toBe(end < 16 ? null : MESSAGE.length)
      }),
      runs(100),
    )
  })

  it.each([
    ['nothing in a list', 'a()', Buffer.from([200, 0, 0, 0, 0, 0, 0, 0])],
    ['a list longer than what came', 'ay', Buffer.from([255, 255, 255, 255, 1])],
    ['a text longer than what came', 's', Buffer.from([200, 0, 0, 0, 65, 0])],
    ['values in values in values', 'v', Buffer.from('\x01v\0'.repeat(50_000))],
    ['a type that does not exist', 'v', Buffer.from('\x01Z\0\0\0\0\0\0')],
  ])('is an error when it is %s', (_, types, bytes) => {
    expect(() => new Reader(bytes).read(types)).toThrow()
  })
})
