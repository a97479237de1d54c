import { NO_PAGE_STATE, type PageState } from '@common/desktop/page-state'
import type { EventChannel, EventContract, WindowRequest } from '@common/ipc/contract'

/** As much of Electron's BrowserWindow as the host uses. */
export interface HostedWindow {
  readonly webContents: {
    send(channel: string, payload: unknown): void
    getURL(): string
    on(event: 'render-process-gone', listener: () => void): unknown
  }
  on(event: 'close', listener: (event: { preventDefault(): void }) => void): unknown
  once(event: 'closed', listener: () => void): unknown
  isMinimized(): boolean
  minimize(): void
  restore(): void
  show(): void
  focus(): void
  destroy(): void
}

export interface WindowHostDeps<W extends HostedWindow> {
  /**
   * @param route where the page begins, with the leading #; empty for its first screen
   * @param look `minimised` puts it into the taskbar only
   */
  readonly create: (route: string, look: WindowLook) => W
  /** Called when a person closes it; prevent the default to keep it. */
  readonly onClose: (event: { preventDefault(): void }) => void
  /**
   * False for a window that another has to take the place of: destroyed from outside, of which Electron
   * does not know, or with a page that is not loaded again.
   */
  readonly isUsable: (window: W) => Promise<boolean>
}

export type WindowLook = 'shown' | 'minimised'

/**
 * Owns the one window, which comes and goes: a closed one is destroyed to free its memory, and a
 * new one begins where the last one was.
 */
export class WindowHost<W extends HostedWindow> {
  private window: W | null = null
  private route = ''
  private isListening = false
  /** True while the window stands in the taskbar only because there was no tray. */
  private isParked = false
  /** What the window was asked for before its page could hear it. */
  private asked: WindowRequest[] = []
  /** What it was told last, which is lost where the window is. */
  private delivered: readonly WindowRequest[] = []

  private state = NO_PAGE_STATE

  constructor(private readonly deps: WindowHostDeps<W>) {}

  /** What the page has that is nowhere else; a window that a person closed leaves nothing. */
  get kept(): PageState {
    return this.state
  }

  keep(state: PageState): void {
    this.state = state
  }

  get current(): W | null {
    return this.window
  }

  /** Brings the window to the front, making it when there is none. */
  show(): void {
    this.isParked = false
    this.delivered = []
    if (!this.window) return this.open('shown')
    if (this.window.isMinimized()) this.window.restore()
    this.window.show()
    this.window.focus()
    void this.replaceLost(this.window)
  }

  /** Makes sure that there is a window, in the taskbar at least. */
  keepInTaskbar(): void {
    if (this.window) return
    this.open('minimised')
    this.isParked = true
  }

  /** Takes a window away that is in the taskbar for no other reason, and that nobody looked at. */
  leaveTaskbar(): void {
    if (this.isParked && this.window?.isMinimized()) this.window.destroy()
  }

  /** Shows the window and, as soon as its page can, what was asked for. */
  ask(request: WindowRequest): void {
    this.asked.push(request)
    this.show()
    if (this.isListening) this.deliver()
  }

  /** The page listens now. */
  ready(): void {
    this.isListening = true
    this.deliver()
  }

  /** Tells the page; without a page there is nobody who could be out of date. */
  tell<C extends EventChannel>(channel: C, payload: EventContract[C]): void {
    this.window?.webContents.send(channel, payload)
  }

  destroy(): void {
    this.window?.destroy()
  }

  private open(look: WindowLook): void {
    const window = this.deps.create(this.route, look)
    this.window = window
    this.isListening = false
    // The page that is loaded in its place says when it listens.
    window.webContents.on('render-process-gone', () => {
      if (this.window === window) this.isListening = false
    })
    window.on('close', (event) => {
      this.remember(window)
      this.deps.onClose(event)
    })
    window.once('closed', () => {
      this.window = null
      this.state = NO_PAGE_STATE
      this.isParked = false
      this.isListening = false
    })
  }

  /** Another window takes the place of one that is gone, and shows what was asked of that. */
  private async replaceLost(window: W): Promise<void> {
    if ((await this.deps.isUsable(window)) || this.window !== window) return
    const [lost, state] = [this.delivered, this.state]
    const isOurs = this.remember(window)
    window.destroy()
    this.open('shown')
    this.asked = [...lost, ...this.asked]
    // What the page had may be what it crashed of.
    if (isOurs) this.state = state
  }

  /** @returns false for a page that is not the app's own */
  private remember(window: W): boolean {
    const url = window.webContents.getURL()
    const hash = url.indexOf('#')
    if (hash >= 0) this.route = url.slice(hash)
    return hash >= 0
  }

  private deliver(): void {
    for (const request of this.asked) this.tell('window:asked', request)
    this.delivered = this.asked
    this.asked = []
  }
}
