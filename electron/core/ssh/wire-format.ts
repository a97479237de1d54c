/** The data types of SSH's protocols (RFC 4251, 5). */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

export function string(value: Buffer | string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value
  return Buffer.concat([uint32(bytes.length), bytes])
}

/** A positive number of any size: no leading zeros, but one where the top bit is set. */
export function mpint(value: Buffer): Buffer {
  let start = 0
  while (start < value.length && value[start] === 0) start++
  const bytes = value.subarray(start)
  const isHigh = ((bytes[0] ?? 0) & 0x80) !== 0
  return string(isHigh ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

/** The bytes are not what the protocol says. */
export class MalformedMessage extends Error {}

/** Reads a message from its start. */
export class WireReader {
  private position = 0

  constructor(private readonly bytes: Buffer) {}

  /** True when everything has been read. */
  get isAtEnd(): boolean {
    return this.position === this.bytes.length
  }

  byte(): number {
    return this.take(1).readUInt8()
  }

  uint32(): number {
    return this.take(4).readUInt32BE()
  }

  string(): Buffer {
    return this.take(this.uint32())
  }

  private take(length: number): Buffer {
    const end = this.position + length
    if (end > this.bytes.length) throw new MalformedMessage('The message is too short')
    const part = this.bytes.subarray(this.position, end)
    this.position = end
    return part
  }
}

/** Cuts a stream into messages that are led by their length. */
export class MessageCutter {
  private rest: Buffer = Buffer.alloc(0)

  /** @param limit a longer message is an attack or a mistake */
  constructor(private readonly limit: number) {}

  /** @throws MalformedMessage */
  push(chunk: Buffer): Buffer[] {
    this.rest = Buffer.concat([this.rest, chunk])
    const messages: Buffer[] = []
    while (this.rest.length >= 4) {
      const length = this.rest.readUInt32BE()
      if (length > this.limit) throw new MalformedMessage('The message is too long')
      if (this.rest.length < 4 + length) break
      messages.push(this.rest.subarray(4, 4 + length))
      this.rest = this.rest.subarray(4 + length)
    }
    return messages
  }
}
