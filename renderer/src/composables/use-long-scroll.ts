import { computed, onMounted, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { scrollScale } from './scroll-scale'

const OVERSCAN = 8
/** Height taken where there is no layout, so that something is drawn. */
const FALLBACK_HEIGHT_PX = 400

/**
 * Scrolling through any number of rows of one height. `position` is the truth, in pixels of the
 * whole list; the browser's own scroll position follows it where the list had to be stretched.
 */
export function useLongScroll(
  scroller: Readonly<Ref<HTMLElement | null>>,
  count: Readonly<Ref<number>>,
  rowHeight: number,
  startsAtEnd: boolean,
) {
  const viewport = shallowRef(FALLBACK_HEIGHT_PX)
  const position = shallowRef(0)
  const isAtEnd = shallowRef(startsAtEnd)
  const scale = computed(() => scrollScale(count.value, rowHeight, viewport.value))

  const measure = () => (viewport.value = scroller.value?.clientHeight || FALLBACK_HEIGHT_PX)
  const observer = new ResizeObserver(measure)
  onMounted(() => {
    if (!scroller.value) return
    measure()
    observer.observe(scroller.value)
  })
  onScopeDispose(() => observer.disconnect())

  function moveTo(wanted: number): void {
    position.value = Math.max(0, Math.min(scale.value.maxPosition, wanted))
    isAtEnd.value = position.value >= scale.value.maxPosition - rowHeight
    if (scroller.value) scroller.value.scrollTop = scale.value.toScrollTop(position.value)
  }

  function onScroll(): void {
    const top = scroller.value?.scrollTop ?? 0
    // Our own move comes back as an event, rounded: it must not shift the rows.
    if (Math.abs(top - scale.value.toScrollTop(position.value)) < 1) return
    position.value = Math.min(scale.value.maxPosition, scale.value.toPosition(top))
    isAtEnd.value = position.value >= scale.value.maxPosition - rowHeight
  }

  /** A stretched list would leap over lines with each turn of the wheel. */
  function onWheel(event: WheelEvent): void {
    if (!scale.value.isStretched || event.shiftKey || event.ctrlKey) return
    event.preventDefault()
    moveTo(position.value + event.deltaY * (event.deltaMode === 1 ? rowHeight : 1))
  }

  function onKeydown(event: KeyboardEvent): void {
    const steps: Record<string, number> = {
      ArrowUp: -rowHeight,
      ArrowDown: rowHeight,
      PageUp: -viewport.value,
      PageDown: viewport.value,
      Home: -Infinity,
      End: Infinity,
    }
    const step = steps[event.key]
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    moveTo(position.value + step)
  }

  const first = computed(() => Math.max(0, Math.floor(position.value / rowHeight) - OVERSCAN))
  const end = computed(() =>
    Math.min(count.value, Math.ceil((position.value + viewport.value) / rowHeight) + OVERSCAN),
  )
  /** Where the first drawn row stands inside the (possibly stretched) element. */
  const offset = computed(() => {
    const top = scale.value.toScrollTop(position.value)
    return top + first.value * rowHeight - position.value
  })

  const toEnd = () => moveTo(Infinity)
  // The element grows first; only then can it be scrolled to its new end.
  watch([scale, count], () => isAtEnd.value && toEnd(), { flush: 'post' })

  return { scale, first, end, offset, isAtEnd, toEnd, onScroll, onWheel, onKeydown }
}
