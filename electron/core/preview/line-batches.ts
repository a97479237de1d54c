import { createReadStream } from 'node:fs'

const CHUNK_BYTES = 1024 * 1024

/**
 * The whole lines of a file, without their ends, some thousands at a time.
 * @param encoding latin1 keeps the order of bytes; utf8 is for reading
 */
export async function* lineBatches(
  path: string,
  encoding: 'latin1' | 'utf8',
): AsyncGenerator<readonly string[]> {
  let rest = ''
  for await (const chunk of createReadStream(path, { encoding, highWaterMark: CHUNK_BYTES })) {
    const lines = (rest + (chunk as string)).split('\n')
    rest = lines.pop() ?? ''
    yield lines
  }
}
