import type { Readable } from 'node:stream'

/** Whoever says more says nothing that helps; a host that is hostile never ends. */
const MAX_LENGTH = 64 * 1024

/** Listens to an output of a program; what is called later gives the beginning of what came by then. */
export function firstWords(output: Readable): () => string {
  let said = ''
  output.on('data', (chunk: Buffer) => {
    if (said.length < MAX_LENGTH) said += chunk.toString('utf8')
  })
  return () => said
}
