import type { InvokeChannel } from '@common/ipc/contract'
import { shallowRef } from 'vue'

/** What a person takes for broken; below it a hint would only flicker. */
export const SLOW_MS = 3000
/** These wait for a person, who may take any time. */
const DIALOGS: ReadonlySet<InvokeChannel> = new Set([
  'logs:download',
  'folders:choose',
  'exchange:readFile',
  'exchange:save',
  'backup:save',
  'backup:readFile',
])

/** How many calls main has not answered for longer than {@link SLOW_MS}. */
export const slowCalls = shallowRef(0)

/** Counts a call among the slow ones from the moment it is one until its answer comes. */
export async function watchForSlowness<T>(channel: InvokeChannel, answer: Promise<T>): Promise<T> {
  if (DIALOGS.has(channel)) return answer
  let isSlow = false
  const timer = setTimeout(() => {
    isSlow = true
    slowCalls.value++
  }, SLOW_MS)
  try {
    return await answer
  } finally {
    clearTimeout(timer)
    if (isSlow) slowCalls.value--
  }
}
