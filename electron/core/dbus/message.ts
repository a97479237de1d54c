import { Reader, Variant, Writer } from './marshal'

export const METHOD_CALL = 1
export const METHOD_RETURN = 2
export const ERROR = 3
export const SIGNAL = 4

/** One D-Bus message; header fields that a kind does not have are empty. */
export interface Message {
  readonly type: number
  readonly serial: number
  readonly replySerial: number
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly errorName: string
  readonly destination: string
  readonly sender: string
  readonly signature: string
  readonly body: readonly unknown[]
}

/** Codes and types of the header's fields, from the D-Bus specification. */
const FIELDS = [
  ['path', 1, 'o'],
  ['interface', 2, 's'],
  ['member', 3, 's'],
  ['errorName', 4, 's'],
  ['replySerial', 5, 'u'],
  ['destination', 6, 's'],
  ['sender', 7, 's'],
  ['signature', 8, 'g'],
] as const

const LITTLE_ENDIAN = 'l'.charCodeAt(0)
const PROTOCOL = 1
/** The fixed part of the header up to the length of its fields. */
const FIXED_BYTES = 16
/** D-Bus allows no more; who claims it does not speak D-Bus. */
const MAX_BYTES = 128 * 2 ** 20

export function encodeMessage(
  message: Partial<Message> & Pick<Message, 'type' | 'serial'>,
): Buffer {
  const { type, serial, signature = '', body = [] } = message
  const content = new Writer().write(signature, body).toBuffer()
  const fields = FIELDS.filter(([name]) => Boolean(message[name])).map(
    ([name, code, kind]) => [code, new Variant(kind, message[name])] as const,
  )
  const header = new Writer()
    .write('yyyyuua(yv)', [LITTLE_ENDIAN, type, 0, PROTOCOL, content.length, serial, fields])
    .align(8)
  return Buffer.concat([header.toBuffer(), content])
}

/** How long the message is that begins here; null while too little of it has arrived. */
export function messageLength(bytes: Buffer): number | null {
  if (bytes.length < FIXED_BYTES) return null
  if (bytes[0] !== LITTLE_ENDIAN) throw new Error('The other side of D-Bus is big-endian.')
  const header = Math.ceil((FIXED_BYTES + bytes.readUInt32LE(12)) / 8) * 8
  const length = header + bytes.readUInt32LE(4)
  if (length > MAX_BYTES) throw new Error('A D-Bus message is too long.')
  return length
}

export function decodeMessage(bytes: Buffer): Message {
  const reader = new Reader(bytes)
  const [, type, , , , serial, pairs] = reader.read('yyyyuua(yv)')
  const values = new Map(pairs as [number, unknown][])
  const text = (code: number) => String(values.get(code) ?? '')
  const signature = text(8)
  return {
    type: Number(type),
    serial: Number(serial),
    replySerial: Number(values.get(5) ?? 0),
    path: text(1),
    interface: text(2),
    member: text(3),
    errorName: text(4),
    destination: text(6),
    sender: text(7),
    signature,
    body: reader.align(8).read(signature),
  }
}
