import { onScopeDispose } from 'vue'

/** Lets main ask before the window closes over something that is not saved. */
export function useUnloadGuard(isUnsaved: () => boolean): void {
  const guard = (event: BeforeUnloadEvent) => {
    if (isUnsaved()) event.preventDefault()
  }
  window.addEventListener('beforeunload', guard)
  onScopeDispose(() => window.removeEventListener('beforeunload', guard))
}
