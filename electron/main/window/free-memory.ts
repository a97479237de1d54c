import { Session } from 'node:inspector/promises'

/** Chromium takes its part of a window down within this time after it was closed. */
const SETTLE_MS = 2_000

/**
 * Gives the system back what this process no longer uses. V8 keeps a heap at the size it once
 * had, since in the tray next to nothing happens that would make it look; asked by its debugger it
 * collects everything and lets go. Resolves when that is done.
 */
export async function freeMemory(): Promise<void> {
  const session = new Session()
  session.connect()
  await session.post('HeapProfiler.collectGarbage')
  session.disconnect()
}

/** The same, when what went on just now has come to rest. */
export function freeMemorySoon(): void {
  setTimeout(() => void freeMemory(), SETTLE_MS)
}
