export interface FootholdDeps {
  readonly hasTray: () => boolean
  readonly hasWindow: () => boolean
  /** Puts a window into the taskbar. */
  readonly park: () => void
  /** Takes it away again, if nobody has looked at it since. */
  readonly unpark: () => void
}

/** A panel that is restarted, or starts after us at login, is there again within this time. */
const GRACE_MS = 3_000

/**
 * Sees to it that there is always a way to get hold of the app: its icon in the tray, or a window
 * in the taskbar.
 */
export class Foothold {
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly deps: FootholdDeps) {}

  /** Call it when the tray comes or goes. */
  update(): void {
    clearTimeout(this.timer)
    const { hasTray, hasWindow, park, unpark } = this.deps
    if (hasTray()) return unpark()
    if (!hasWindow()) this.timer = setTimeout(() => hasWindow() || hasTray() || park(), GRACE_MS)
  }

  stop(): void {
    clearTimeout(this.timer)
  }
}
