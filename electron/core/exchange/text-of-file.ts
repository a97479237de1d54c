/**
 * A file as text: UTF-8, or UTF-16 where its first two bytes say so, without the mark of that.
 * Bytes that are no UTF-8 become U+FFFD, which the readers refuse.
 */
export function textOfFile(bytes: Uint8Array): string {
  const [first, second] = bytes
  const isLittle = first === 0xff && second === 0xfe
  const isBig = first === 0xfe && second === 0xff
  // The decoder takes the mark away.
  return new TextDecoder(isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8').decode(bytes)
}
