/**
 * D-Bus's wire format, little-endian only (the specification lets the sender choose). Numbers are
 * numbers, `b` is a boolean, `s`, `o` and `g` are strings, arrays and structs are arrays, a dict
 * is an array of pairs, and a variant is written as {@link Variant} and read as its bare value.
 */

/** A value together with its type, for the places where D-Bus lets the sender choose. */
export class Variant {
  constructor(
    readonly signature: string,
    readonly value: unknown,
  ) {}
}

const SIZES: Readonly<Record<string, number>> = {
  y: 1,
  n: 2,
  q: 2,
  i: 4,
  u: 4,
  b: 4,
  x: 8,
  t: 8,
  d: 8,
}

/** One complete type after another: `sa{sv}(ii)` becomes `s`, `a{sv}` and `(ii)`. */
export function splitSignature(signature: string): string[] {
  const types: string[] = []
  for (let at = 0; at < signature.length;) {
    const end = endOfType(signature, at)
    types.push(signature.slice(at, end))
    at = end
  }
  return types
}

function endOfType(signature: string, start: number): number {
  let at = start
  while (signature[at] === 'a') at++
  const opening = signature[at]
  if (opening !== '(' && opening !== '{') return at + 1
  const first = at + 1
  for (at++; signature[at] !== ')' && signature[at] !== '}';) {
    if (at >= signature.length) throw new Error(`The D-Bus signature ${signature} is not closed.`)
    at = endOfType(signature, at)
  }
  // It would take no bytes, so that a list of them never ends.
  if (at === first) throw new Error(`The D-Bus signature ${signature} has nothing in brackets.`)
  return at + 1
}

function alignmentOf(type: string): number {
  const [code = ''] = type
  if (code === '(' || code === '{') return 8
  if (code === 'v' || code === 'g') return 1
  return SIZES[code] ?? 4
}

/** Puts values one after the other, each where its type has to start. */
export class Writer {
  private bytes = Buffer.alloc(256)
  private length = 0

  write(signature: string, values: readonly unknown[]): this {
    splitSignature(signature).forEach((type, i) => this.value(type, values[i]))
    return this
  }

  align(boundary: number): this {
    const end = Math.ceil(this.length / boundary) * boundary
    this.room(end - this.length)
    return this
  }

  toBuffer(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.length))
  }

  private value(type: string, value: unknown): void {
    this.align(alignmentOf(type))
    const [code = ''] = type
    if (code === 'a') this.array(type.slice(1), value as readonly unknown[])
    else if (code === '(' || code === '{')
      this.write(type.slice(1, -1), value as readonly unknown[])
    else if (code === 'v') this.variant(value as Variant)
    else if (code === 's' || code === 'o' || code === 'g') this.text(code, String(value))
    else this.number(code, value)
  }

  private array(element: string, values: readonly unknown[]): void {
    const lengthAt = this.room(4)
    this.align(alignmentOf(element))
    const start = this.length
    for (const value of values) this.value(element, value)
    this.bytes.writeUInt32LE(this.length - start, lengthAt)
  }

  private variant({ signature, value }: Variant): void {
    this.value('g', signature)
    this.value(signature, value)
  }

  private text(code: string, text: string): void {
    const bytes = Buffer.from(`${text}\0`)
    this.number(code === 'g' ? 'y' : 'u', bytes.length - 1)
    const at = this.room(bytes.length)
    bytes.copy(this.bytes, at)
  }

  private number(code: string, value: unknown): void {
    const at = this.room(SIZES[code] ?? 4)
    if (code === 'y') this.bytes.writeUInt8(Number(value), at)
    else if (code === 'n') this.bytes.writeInt16LE(Number(value), at)
    else if (code === 'q') this.bytes.writeUInt16LE(Number(value), at)
    else if (code === 'i') this.bytes.writeInt32LE(Number(value), at)
    else if (code === 'x') this.bytes.writeBigInt64LE(BigInt(value as number), at)
    else if (code === 't') this.bytes.writeBigUInt64LE(BigInt(value as number), at)
    else if (code === 'd') this.bytes.writeDoubleLE(Number(value), at)
    else this.bytes.writeUInt32LE(Number(value), at)
  }

  /** Makes room for so many zero bytes; answers with where they begin. */
  private room(size: number): number {
    const at = this.length
    this.length += size
    while (this.length > this.bytes.length)
      this.bytes = Buffer.concat([this.bytes, Buffer.alloc(this.bytes.length)])
    return at
  }
}

/** D-Bus allows 32 lists in 32 structures; variants come on top of that and count as well. */
const MAX_DEPTH = 64

/**
 * Takes values off a buffer that begins where a message began, for the alignment's sake. What does
 * not fit into the buffer, or is no type, throws before it costs anything.
 */
export class Reader {
  private depth = 0

  constructor(
    private readonly bytes: Buffer,
    private at = 0,
  ) {}

  read(signature: string): unknown[] {
    return splitSignature(signature).map((type) => this.value(type))
  }

  align(boundary: number): this {
    this.at = Math.ceil(this.at / boundary) * boundary
    return this
  }

  private value(type: string): unknown {
    this.align(alignmentOf(type))
    const [code = ''] = type
    if (code === 's' || code === 'o' || code === 'g') return this.text(code)
    if (code in SIZES) return this.number(code)
    if (++this.depth > MAX_DEPTH) throw new Error('A D-Bus value is nested too deep.')
    const found = this.container(code, type)
    this.depth--
    return found
  }

  private container(code: string, type: string): unknown {
    if (code === 'a') return this.array(type.slice(1))
    if (code === '(' || code === '{') return this.read(type.slice(1, -1))
    if (code === 'v') return this.value(String(this.value('g')))
    throw new Error(`There is no D-Bus type ${type}.`)
  }

  private array(element: string): unknown[] {
    const length = Number(this.number('u'))
    this.align(alignmentOf(element))
    const end = this.at + length
    this.assertWithin(end)
    const values: unknown[] = []
    while (this.at < end) values.push(this.value(element))
    return values
  }

  private text(code: string): string {
    const length = Number(this.number(code === 'g' ? 'y' : 'u'))
    const start = this.at
    this.at += length + 1
    this.assertWithin(this.at)
    return this.bytes.toString('utf8', start, start + length)
  }

  private assertWithin(end: number): void {
    if (end > this.bytes.length) throw new Error('A D-Bus message is too short.')
  }

  private number(code: string): number | boolean {
    const at = this.at
    this.at += SIZES[code] ?? 4
    if (code === 'y') return this.bytes.readUInt8(at)
    if (code === 'n') return this.bytes.readInt16LE(at)
    if (code === 'q') return this.bytes.readUInt16LE(at)
    if (code === 'i') return this.bytes.readInt32LE(at)
    if (code === 'x') return Number(this.bytes.readBigInt64LE(at))
    if (code === 't') return Number(this.bytes.readBigUInt64LE(at))
    if (code === 'd') return this.bytes.readDoubleLE(at)
    return code === 'b' ? this.bytes.readUInt32LE(at) !== 0 : this.bytes.readUInt32LE(at)
  }
}
