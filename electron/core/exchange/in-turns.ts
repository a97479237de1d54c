import { setImmediate as othersTurn } from 'node:timers/promises'
import type { InParts } from '@common/exchange/reading'

/** A text is read so long at a time; then it is the turn of others. */
const TURN_MS = 15

/** Goes on with the parts of a text in turn with everything else that the app does. */
export async function inTurns<T>(parts: InParts<T>): Promise<T> {
  for (;;) {
    const end = performance.now() + TURN_MS
    while (performance.now() < end) {
      const { done, value } = parts.next()
      if (done === true) return value
    }
    await othersTurn()
  }
}
