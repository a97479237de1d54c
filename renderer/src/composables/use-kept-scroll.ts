import type { ScrolledPlace } from '@common/desktop/page-state'
import { onScopeDispose, watch, type Ref } from 'vue'
import { usePageStateStore } from '../stores/page-state-store'

/** What fills the place is there within this time. */
const FILLED_MS = 5_000
/** A person who does something wants to be where that leads. */
const OWN_MOVES = ['wheel', 'keydown', 'pointerdown'] as const

/** Keeps how far an element is scrolled, and scrolls it as it was in the page before this one. */
export function useKeptScroll(
  place: ScrolledPlace,
  scroller: Readonly<Ref<HTMLElement | null>>,
): void {
  const store = usePageStateStore()
  const moved = new AbortController()
  onScopeDispose(() => {
    moved.abort()
    store.dropScrolled(place)
  })

  watch(
    [scroller, () => store.isTaken],
    ([element, isTaken]) => {
      if (!element || !isTaken) return
      const { signal } = moved
      element.addEventListener('scroll', () => store.putScrolled(place, element.scrollTop), {
        passive: true,
        signal,
      })
      const top = store.takeScrolled(place)
      if (top !== null) scrollTo(element, top, signal)
    },
    { immediate: true },
  )

  /** Until it is there, since what is to be scrolled is still loaded. */
  function scrollTo(element: HTMLElement, top: number, ended: AbortSignal): void {
    const own = new AbortController()
    const { signal } = own
    for (const move of OWN_MOVES)
      addEventListener(move, () => own.abort(), { signal, capture: true })
    const deadline = performance.now() + FILLED_MS
    const step = () => {
      if (ended.aborted || signal.aborted) return
      element.scrollTop = top
      if (Math.abs(element.scrollTop - top) < 1 || performance.now() > deadline) own.abort()
      else requestAnimationFrame(step)
    }
    step()
  }
}
