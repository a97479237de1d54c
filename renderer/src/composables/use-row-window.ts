import {
  computed,
  onMounted,
  onScopeDispose,
  shallowRef,
  toValue,
  type MaybeRefOrGetter,
} from 'vue'

/** Rows drawn above and below the visible ones, so that scrolling never shows a gap. */
const OVERSCAN = 6
/** Rows drawn before the height is known, and where there is no layout at all. */
const FIRST_ROWS = 30

/**
 * Which rows of a list with one fixed row height are in sight: `first` up to, not including,
 * `end`. `scroller` is the element that scrolls.
 */
export function useRowWindow(
  scroller: Readonly<{ value: HTMLElement | null }>,
  count: MaybeRefOrGetter<number>,
  rowHeight: number,
) {
  const scrollTop = shallowRef(0)
  const height = shallowRef(0)
  const observer = new ResizeObserver(() => (height.value = scroller.value?.clientHeight ?? 0))

  onMounted(() => {
    if (!scroller.value) return
    height.value = scroller.value.clientHeight
    observer.observe(scroller.value)
  })
  onScopeDispose(() => observer.disconnect())

  const first = computed(() => {
    const last = Math.max(0, toValue(count) - 1)
    return Math.max(0, Math.min(last, Math.floor(scrollTop.value / rowHeight)) - OVERSCAN)
  })
  const end = computed(() => {
    const visible = height.value > 0 ? Math.ceil(height.value / rowHeight) : FIRST_ROWS
    return Math.min(toValue(count), first.value + visible + 2 * OVERSCAN)
  })

  return { first, end, onScroll: () => (scrollTop.value = scroller.value?.scrollTop ?? 0) }
}
