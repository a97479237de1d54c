import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { encodeMessage, SIGNAL } from '@core/dbus/message'
import { MessageStream } from '@core/dbus/message-stream'

const message = (text: string) =>
  encodeMessage({ type: SIGNAL, serial: 1, member: 'Said', signature: 's', body: [text] })

function partsOf(bytes: Buffer, size: number): Buffer[] {
  const count = Math.ceil(bytes.length / size)
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size))
}

describe('messages of D-Bus', () => {
  it('come out the same however the stream is cut', () => {
    const messages = ['', 'a', 'some words', 'x'.repeat(200)].map(message)
    const bytes = Buffer.concat(messages)
    const readable = (message: Buffer) => message.toString('latin1')
    for (let size = 1; size <= bytes.length; size++) {
      const stream = new MessageStream()
      const found = partsOf(bytes, size).flatMap((part) => [...stream.push(part)])
      expect(found.map(readable), `in parts of ${size}`).toEqual(messages.map(readable))
    }
  })

  it('that are long are not copied anew with each part', () => {
    const bytes = message('x'.repeat(1_000_000))
    const concat = vi.spyOn(Buffer, 'concat')
    onTestFinished(() => concat.mockRestore())
    const stream = new MessageStream()
    const found = partsOf(bytes, 1000).flatMap((part) => [...stream.push(part)])
    const copied = concat.mock.results.reduce((sum, { value }) => sum + (value as Buffer).length, 0)
    expect(found.map((one) => one.equals(bytes))).toEqual([true])
    expect(copied).toBeLessThan(2 * bytes.length)
  })

  it('come out before what is no message is refused', () => {
    const first = message('a')
    const found = new MessageStream().push(Buffer.concat([first, Buffer.alloc(16, 'x')]))
    expect(found.next().value).toEqual(first)
    expect(() => found.next()).toThrow('big-endian')
  })
})
