import { nextTick, watch, type WatchSource } from 'vue'

/**
 * Gives the focus back to where it was when a dialog opened. The dialogs here are opened by a
 * store, so Vuetify has no activator to return to.
 */
export function useFocusReturn(isOpen: WatchSource<boolean>): void {
  let origin: Element | null = null
  watch(
    isOpen,
    async (open) => {
      if (open) {
        origin = document.activeElement
        return
      }
      await nextTick()
      if (origin instanceof HTMLElement && origin.isConnected) origin.focus({ preventScroll: true })
      origin = null
    },
    // Before the dialog draws itself and takes the focus; it may be open from the first on.
    { flush: 'sync', immediate: true },
  )
}
