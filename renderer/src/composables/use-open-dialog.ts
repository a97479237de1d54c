import { onScopeDispose, watch, type WatchSource } from 'vue'

const open = new Set<symbol>()

/** Counts a dialog among those that are open, for as long as it is. */
export function useOpenDialog(isOpen: WatchSource<boolean>): void {
  const id = Symbol()
  watch(isOpen, (now) => (now ? open.add(id) : open.delete(id)), { flush: 'sync', immediate: true })
  onScopeDispose(() => open.delete(id))
}

/** Whether any dialog or side panel lies over the screen. */
export function isAnyDialogOpen(): boolean {
  return open.size > 0
}
