import { describe, expect, it } from 'vitest'
import { sessionAddress, socketsOf } from '@core/dbus/address'
import { Reader, splitSignature, Variant, Writer } from '@core/dbus/marshal'
import { decodeMessage, encodeMessage, messageLength, METHOD_CALL } from '@core/dbus/message'

const roundTrip = (signature: string, values: unknown[]) =>
  new Reader(new Writer().write(signature, values).toBuffer()).read(signature)

describe('values on the bus', () => {
  it.each([
    ['sog', ['Grüße', '/a/b', 'a{sv}']],
    ['ybnqiud', [255, true, -2, 65_535, -70_000, 4_000_000_000, 1.5]],
    ['xt', [-(2 ** 50), 2 ** 50]],
    [
      'ya(ys)ai',
      [
        1,
        [
          [2, 'x'],
          [3, ''],
        ],
        [],
      ],
    ],
    ['a{s(ii)}y', [[['k', [1, 2]]], 9]],
    ['ayat', [[1, 2, 3], [5]]],
  ])('%s come back as they were', (signature, values) => {
    expect(roundTrip(signature, values)).toEqual(values)
  })

  it('in a variant come back bare', () => {
    expect(roundTrip('va{sv}', [new Variant('ai', [1]), [['b', new Variant('b', false)]]])).toEqual(
      [...[[1], [['b', false]]]],
    )
  })

  it('may be longer than the first buffer', () => {
    const long = 'x'.repeat(10_000)
    expect(roundTrip('ss', [long, long])).toEqual([long, long])
  })

  it('have signatures that split into whole types', () => {
    expect(splitSignature('sa{sv}(i(ss))aay')).toEqual(['s', 'a{sv}', '(i(ss))', 'aay'])
    expect(() => splitSignature('(i')).toThrow()
  })
})

describe('a message', () => {
  const call = { path: '/p', interface: 'a.b', member: 'M', destination: 'c.d' }

  it('comes back as it was, and says how long it is', () => {
    const bytes = encodeMessage({
      ...{ ...call, type: METHOD_CALL, serial: 7 },
      ...{ signature: 'su', body: ['x', 4] },
    })
    expect(messageLength(bytes)).toBe(bytes.length)
    expect(messageLength(bytes.subarray(0, 12))).toBeNull()
    expect(decodeMessage(bytes)).toMatchObject({ ...call, serial: 7, body: ['x', 4] })
  })

  it('of another byte order or of nonsense is refused', () => {
    expect(() => messageLength(Buffer.from('B'.repeat(16)))).toThrow()
    const huge = encodeMessage({ ...call, type: METHOD_CALL, serial: 1 })
    huge.writeUInt32LE(0xffff_ffff, 4)
    expect(() => messageLength(huge)).toThrow()
  })
})

describe('the address of a bus', () => {
  it('names its sockets', () => {
    expect(socketsOf('unix:path=/run/user/1/bus')).toEqual(['/run/user/1/bus'])
    expect(socketsOf('tcp:host=x;unix:abstract=/tmp/a%20b,guid=1;unix:path=/c')).toEqual([
      ...['\0/tmp/a b', '/c'],
    ])
    expect(socketsOf('')).toEqual([])
  })

  it('is that of the session, where there is one', () => {
    expect(sessionAddress({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x' })).toBe('unix:path=/x')
    expect(sessionAddress({ XDG_RUNTIME_DIR: '/run/user/1' })).toBe('unix:path=/run/user/1/bus')
    expect(sessionAddress({})).toBeNull()
  })
})
