import { describe, expect, it } from 'vitest'
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
})
