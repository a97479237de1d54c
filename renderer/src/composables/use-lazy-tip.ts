import { onScopeDispose, shallowRef } from 'vue'

const OPEN_DELAY_MS = 400
/** Longer than the tooltip takes to fade away. */
const REMOVE_DELAY_MS = 400

/**
 * A tooltip that exists only once it is wanted: tables and forms hold hundreds of places that
 * have one. It goes again when it has faded away: Vuetify would leave an empty one behind, with a
 * role and without a name.
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
    timer = setTimeout(() => (hasTip.value = false), REMOVE_DELAY_MS)
  }
  onScopeDispose(() => clearTimeout(timer))

  return { isOpen, hasTip, open, close }
}
