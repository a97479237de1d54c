import { buildTray, type TrayIcon, type TrayItem, type TraySnapshot } from './tray-model'

/** One icon in the system's tray, as the controller uses it. */
export interface TrayHandle {
  setImage(icon: TrayIcon): void
  setToolTip(text: string): void
  setMenu(items: readonly TrayItem[]): void
  destroy(): void
}

export interface TrayDeps {
  readonly create: (icon: TrayIcon) => TrayHandle
  readonly snapshot: () => TraySnapshot
}

/** Changes come in bursts; one menu for each burst. */
const BURST_MS = 100
/** "today" and "tomorrow" become wrong by themselves. */
const MINUTE_MS = 60_000

/**
 * Keeps the icon in the tray true: makes it when there is a tray, brings it up to date when what
 * it shows has changed, and takes it away. After {@link stop} it never comes back.
 */
export class TrayController {
  private handle: TrayHandle | null = null
  private shown = { image: '', toolTip: '', menu: '' }
  private burst: NodeJS.Timeout | undefined
  private minute: NodeJS.Timeout | undefined
  private isStopped = false

  constructor(private readonly deps: TrayDeps) {}

  /**
   * Another tray is there, or none: an icon belongs to the tray it was made in.
   * @param isThere whether there is one now
   */
  replace(isThere: boolean): void {
    this.remove()
    if (isThere && !this.isStopped) this.add()
  }

  /** Something that the tray shows may have changed. */
  changed(): void {
    if (!this.handle || this.burst) return
    this.burst = setTimeout(() => this.render(), BURST_MS)
  }

  stop(): void {
    this.isStopped = true
    this.remove()
  }

  private add(): void {
    const { icon } = buildTray(this.deps.snapshot())
    this.handle = this.deps.create(icon)
    this.shown = { image: icon, toolTip: '', menu: '' }
    this.minute = setInterval(() => this.render(), MINUTE_MS)
    this.render()
  }

  private remove(): void {
    clearTimeout(this.burst)
    clearInterval(this.minute)
    this.burst = undefined
    this.handle?.destroy()
    this.handle = null
  }

  private render(): void {
    clearTimeout(this.burst)
    this.burst = undefined
    const { handle, shown } = this
    if (!handle) return
    const { icon, toolTip, items } = buildTray(this.deps.snapshot())
    const menu = JSON.stringify(items)
    if (icon !== shown.image) handle.setImage(icon)
    if (toolTip !== shown.toolTip) handle.setToolTip(toolTip)
    if (menu !== shown.menu) handle.setMenu(items)
    this.shown = { image: icon, toolTip, menu }
  }
}
