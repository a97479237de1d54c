import { expect } from 'vitest'

/**
 * Matches the reason of a run whose ssh gave up with this sentence. rsync ends with ssh's own 255, or
 * with 12 where it noticed the closed pipe before ssh had quite ended: its cleanup does not wait.
 */
export const reasonOfSsh = (sentence: string): unknown =>
  expect.toBeOneOf([`${sentence} (rsync code 255, SSH)`, `${sentence} (rsync code 12, STREAMIO)`])
