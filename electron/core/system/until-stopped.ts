import { once } from 'node:events'

/**
 * The result of some work, for as long as nobody stops it: work that cannot be called off goes on,
 * unheard.
 * @throws the reason of `stop`, at once
 */
export async function untilStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  // Nobody may be waiting for it any more when it fails.
  work.catch(() => undefined)
  stop.throwIfAborted()
  const done = new AbortController()
  const stopped = once(stop, 'abort', { signal: done.signal }).then((): never => {
    throw stop.reason
  })
  stopped.catch(() => undefined)
  try {
    return await Promise.race([work, stopped])
  } finally {
    done.abort()
  }
}
