import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { encode, MessageReader, type ServerMessage } from '@main/control/messages'

const MESSAGES: readonly ServerMessage[] = [
  { kind: 'out', text: 'a\nb\r\n"c" \u2028 é😀' },
  { kind: 'exit', code: 0 },
  { kind: 'shown' },
]

describe('messages', () => {
  it('are one line each, whatever they hold', () => {
    for (const message of MESSAGES) expect(encode(message)).toMatch(/^[^\n]+\n$/)
  })

  it('come out the same wherever the stream is cut', () => {
    const stream = MESSAGES.map(encode).join('')
    for (let at = 0; at <= stream.length; at++) {
      const reader = new MessageReader<ServerMessage>()
      const messages = [...reader.push(stream.slice(0, at)), ...reader.push(stream.slice(at))]
      expect(messages, `cut at ${at}`).toEqual(MESSAGES)
    }
  })

  it('wait until they are whole', () => {
    const reader = new MessageReader<ServerMessage>()
    expect(reader.push('{"kind":"shown"}')).toEqual([])
    expect(reader.push('')).toEqual([])
    expect(reader.push('\n')).toEqual([{ kind: 'shown' }])
  })

  it('that are long are not looked through anew with each part', () => {
    const message: ServerMessage = { kind: 'out', text: 'x'.repeat(1_000_000) }
    const stream = encode(message)
    const split = vi.spyOn(String.prototype, 'split')
    onTestFinished(() => split.mockRestore())
    const reader = new MessageReader<ServerMessage>()
    const found: ServerMessage[] = []
    for (let at = 0; at < stream.length; at += 1000) {
      found.push(...reader.push(stream.slice(at, at + 1000)))
    }
    const lengths = split.mock.contexts.map((text) => String(text).length)
    const lookedThrough = lengths.reduce((sum, length) => sum + length, 0)
    expect(found).toEqual([message])
    expect(lookedThrough).toBe(stream.length)
  })
})
