/** A place on the desktop, in device-independent pixels. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const DEFAULT_SIZE = { width: 1200, height: 800 }
/** So much of a window must be on a screen for a person to get hold of it. */
const GRIP = { width: 100, height: 50 }

/**
 * The old place of a window if enough of it is on one of the screens, which may have changed
 * since; else its size alone, at most that of the first screen.
 */
export function fitOnScreen(
  saved: Rectangle | null,
  areas: readonly Rectangle[],
): Partial<Rectangle> {
  const [first] = areas
  if (saved && areas.some((area) => isWithinReach(saved, area))) return saved
  const { width, height } = saved ?? DEFAULT_SIZE
  if (!first) return { width, height }
  return { width: Math.min(width, first.width), height: Math.min(height, first.height) }
}

export function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false
  const { x, y, width, height } = value as Record<string, unknown>
  return (
    [x, y, width, height].every(Number.isSafeInteger) && Number(width) > 0 && Number(height) > 0
  )
}

/** The upper edge counts most: a window is moved by its title bar. */
function isWithinReach(window: Rectangle, area: Rectangle): boolean {
  const overlap =
    Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  const isTopOnScreen = window.y >= area.y && window.y <= area.y + area.height - GRIP.height
  return overlap >= GRIP.width && isTopOnScreen
}
