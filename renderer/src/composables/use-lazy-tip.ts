import { onScopeDispose, shallowRef } from 'vue'

const OPEN_DELAY_MS = 400

/**
 * A tooltip that exists only once it is wanted: tables and forms hold hundreds of places that
 * have one. `hasTip` stays true afterwards, so that the tooltip can fade away.
 */
export function useLazyTip() {
  const isOpen = shallowRef(false)
  const hasTip = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function open(): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      hasTip.value = true
      isOpen.value = true
    }, OPEN_DELAY_MS)
  }

  function close(): void {
    clearTimeout(timer)
    isOpen.value = false
  }
  onScopeDispose(close)

  return { isOpen, hasTip, open, close }
}
