import fc from 'fast-check'

/** Names that mean something to JavaScript or to us. */
export const name = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'length', 'then', 'toJSON'),
  fc.constantFrom('path', 'schedule', 'extra', 'name', 'id', 'text', 'enabled', ''),
  fc.string({ maxLength: 8 }),
)

const loneSurrogate = fc.constantFrom('\ud800', 'a\udfffb', '\udc00\ud800')
const odd = fc.oneof(
  fc.constantFrom<unknown>(NaN, Infinity, -Infinity, -0, 2 ** 53, 1e308, 5e-324, 0.1, -1, 0),
  fc.constantFrom<unknown>(undefined, null, '', '0', '1', 'true', [], {}, [[]], [undefined]),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  loneSurrogate,
)

/** A value that holds itself. */
const cycle = fc.constantFrom('array', 'object', 'map').map((kind): unknown => {
  if (kind === 'array') {
    const list: unknown[] = [1]
    return list.push(list) && list
  }
  if (kind === 'map') {
    const map = new Map<string, unknown>()
    return map.set('self', map)
  }
  const object: Record<string, unknown> = { path: '/' }
  return Object.assign(object, { self: object, schedule: object, extra: [object] })
})

/** A value in so many others. */
const deep = fc
  .tuple(fc.integer({ min: 50, max: 2000 }), fc.boolean())
  .map(([depth, isList]) =>
    Array.from({ length: depth }).reduce<unknown>((inner) => (isList ? [inner] : { inner }), 1),
  )

const huge = fc.oneof(
  fc.constantFrom(70_000, 300_000).map((length): unknown => 'x'.repeat(length)),
  fc.constantFrom(1_000, 20_000).map((length): unknown => new Array<number>(length)),
  fc.constantFrom(1_000, 20_000).map((length): unknown => Array.from({ length }, (_, i) => i)),
  fc.constant<unknown>(new ArrayBuffer(100_000)),
)

/** Everything that may come through the border between processes, and nothing that is expected. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: odd },
  {
    weight: 6,
    arbitrary: fc.anything({
      ...{ key: name, maxDepth: 3, withBigInt: true, withDate: true, withMap: true, withSet: true },
      ...{ withTypedArray: true, withSparseArray: true, withBoxedValues: true },
      ...{ withObjectString: true },
    }),
  },
  { weight: 1, arbitrary: cycle },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: huge },
)

/** A sound object of which one to three parts are something else, missing, or too much. */
export function damaged(
  sound: object,
  wrong: fc.Arbitrary<unknown> = anyValue,
): fc.Arbitrary<object> {
  const part = fc.oneof(fc.constantFrom(...Object.keys(sound)), name)
  return fc
    .array(fc.tuple(part, fc.boolean(), wrong), { minLength: 1, maxLength: 3 })
    .map((parts) => {
      const object: Record<string, unknown> = { ...sound }
      for (const [key, isGone, value] of parts) {
        if (isGone) Reflect.deleteProperty(object, key)
        // Assigning to it would set the prototype, which no clone carries.
        else Object.defineProperty(object, key, { value, ...OWN })
      }
      return object
    })
}

const OWN = { enumerable: true, configurable: true, writable: true }

/** Bytes that were good once: cut off, zeroed from some place on, or changed in a few places. */
export const damagedBytes = (sound: Buffer): fc.Arbitrary<Buffer> =>
  fc
    .tuple(
      fc.constantFrom('cut', 'zeroed', 'changed'),
      fc.nat(sound.length - 1),
      fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }),
    )
    .map(([how, at, changes]) => {
      if (how === 'cut') return sound.subarray(0, at)
      const bytes = Buffer.from(sound)
      if (how === 'zeroed') return bytes.fill(0, at)
      for (const [place, byte] of changes) bytes[place] = byte
      return bytes
    })

/** Any bytes; those that mean something to readers of lines more often. */
export const anyBytes = fc
  .array(fc.oneof(fc.nat(255), fc.constantFrom(0, 10, 13, 32, 34, 123)), { maxLength: 300 })
  .map((bytes) => Buffer.from(bytes))
