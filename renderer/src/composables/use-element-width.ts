import { onMounted, onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/**
 * Pixels that an element is wide inside its borders; null before it is there, and where there is
 * no layout at all.
 */
export function useElementWidth(
  find: () => HTMLElement | undefined,
): Readonly<ShallowRef<number | null>> {
  const width = shallowRef<number | null>(null)
  const measure = () => (width.value = find()?.clientWidth || null)
  const observer = new ResizeObserver(measure)

  onMounted(() => {
    measure()
    const element = find()
    if (element) observer.observe(element)
  })
  onScopeDispose(() => observer.disconnect())
  return width
}
