import { messageLength } from './message'

/** Cuts a stream of bytes into D-Bus messages; a part of one waits for its rest. */
export class MessageStream {
  private parts: Buffer[] = []
  private size = 0
  /** With less than this there is no message. */
  private needed = 0;

  /**
   * The messages that are whole now. Those before bytes that are no D-Bus come out, then it throws.
   * A long message is put together when all of it is there, not anew with each part.
   */
  *push(part: Buffer): Generator<Buffer> {
    this.parts.push(part)
    this.size += part.length
    if (this.size < this.needed) return
    let rest = Buffer.concat(this.parts)
    let length = messageLength(rest)
    while (length !== null && rest.length >= length) {
      yield rest.subarray(0, length)
      rest = rest.subarray(length)
      length = messageLength(rest)
    }
    this.parts = [rest]
    this.size = rest.length
    this.needed = length ?? 0
  }
}
