import type { DesktopSettings } from '@common/desktop/desktop-settings'

/** What closing the window does. */
export type CloseAction = 'destroy' | 'minimise' | 'quit'

export interface ClosingDeps {
  readonly settings: () => Pick<DesktopSettings, 'closeToTray' | 'closeExplained'>
  readonly hasTray: () => boolean
  /** Says what will happen; false when the person rather ends the app. */
  readonly explain: (hasTray: boolean) => Promise<boolean>
  readonly explained: (goesOn: boolean) => void
  /** Something is typed that is not saved. */
  readonly isUnsaved: () => boolean
  /** Asks whether to close without saving. */
  readonly discard: () => Promise<boolean>
  readonly window: () => { minimize(): void; close(): void; destroy(): void } | null
  readonly quit: () => void
}

/**
 * In the tray the window's memory is freed; without a tray the window is all there is to get hold
 * of the app by, so it stays in the taskbar.
 */
export function closeAction(closeToTray: boolean, hasTray: boolean): CloseAction {
  if (!closeToTray) return 'quit'
  return hasTray ? 'destroy' : 'minimise'
}

/**
 * Decides what happens when a person closes the window, explains it the first time, and asks before
 * typing is lost. Main is told what is typed (`window:keep`), so that it needs no answer of the page for
 * that: Electron's own way (beforeunload) waits for the page, and for a person with all of main held up.
 */
export class Closing {
  private isAsking = false

  constructor(private readonly deps: ClosingDeps) {}

  closing(event: { preventDefault(): void }): void {
    const { settings, hasTray, window, quit } = this.deps
    const { closeToTray, closeExplained } = settings()
    const action = closeAction(closeToTray, hasTray())
    const isUnsaved = action === 'destroy' && this.deps.isUnsaved()
    if (action === 'destroy' && closeExplained && !isUnsaved) return
    event.preventDefault()
    if (action === 'quit') quit()
    else if (!closeExplained) void this.explain()
    else if (isUnsaved) void this.discard()
    else window()?.minimize()
  }

  private async explain(): Promise<void> {
    if (this.isAsking) return
    this.isAsking = true
    const { explain, explained, hasTray, window } = this.deps
    // Whoever cannot be asked would rather keep the app at work than lose it.
    const goesOn = await explain(hasTray()).catch(() => true)
    this.isAsking = false
    explained(goesOn)
    window()?.close()
  }

  private async discard(): Promise<void> {
    if (this.isAsking) return
    this.isAsking = true
    const { discard, window } = this.deps
    const isDiscarded = await discard().catch(() => false)
    this.isAsking = false
    if (isDiscarded) window()?.destroy()
  }
}
