import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** How often relative times are written anew; "30 sec. ago" may be this far off. */
const TICK_MS = 5000

/** The time, growing while someone looks at it. */
export function useNow(): Readonly<ShallowRef<number>> {
  const now = shallowRef(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), TICK_MS)
  onScopeDispose(() => clearInterval(timer))
  return now
}
