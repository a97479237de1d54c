/** Browsers draw no element higher than about 33 million pixels; this stays well below. */
const MAX_HEIGHT_PX = 8_000_000

/**
 * Where a list of `count` rows stands, when the whole of it may be higher than a browser can
 * scroll. `height` is the height to give the element; positions of the scroll bar are
 * stretched to positions in the list.
 */
export function scrollScale(count: number, rowHeight: number, viewport: number) {
  const full = Math.max(count * rowHeight, viewport)
  const height = Math.min(full, MAX_HEIGHT_PX)
  const ratio = height > viewport ? (full - viewport) / (height - viewport) : 1
  return {
    height,
    maxPosition: full - viewport,
    isStretched: full > height,
    toPosition: (scrollTop: number) => scrollTop * ratio,
    toScrollTop: (position: number) => position / ratio,
  }
}
