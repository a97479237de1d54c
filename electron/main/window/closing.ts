import type { DesktopSettings } from '@common/desktop/desktop-settings'

/** What closing the window does. */
export type CloseAction = 'destroy' | 'minimise' | 'quit'

export interface ClosingDeps {
  readonly settings: () => Pick<DesktopSettings, 'closeToTray' | 'closeExplained'>
  readonly hasTray: () => boolean
  /** Says what will happen; false when the person rather ends the app. */
  readonly explain: (hasTray: boolean) => Promise<boolean>
  readonly explained: (goesOn: boolean) => void
  readonly window: () => { minimize(): void; close(): void } | null
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

/** Decides what happens when a person closes the window, and explains it the first time. */
export class Closing {
  private isExplaining = false

  constructor(private readonly deps: ClosingDeps) {}

  closing(event: { preventDefault(): void }): void {
    const { settings, hasTray, window, quit } = this.deps
    const { closeToTray, closeExplained } = settings()
    const action = closeAction(closeToTray, hasTray())
    if (action === 'destroy' && closeExplained) return
    event.preventDefault()
    if (action === 'quit') quit()
    else if (!closeExplained) void this.explain()
    else window()?.minimize()
  }

  private async explain(): Promise<void> {
    if (this.isExplaining) return
    this.isExplaining = true
    const { explain, explained, hasTray, window } = this.deps
    // Whoever cannot be asked would rather keep the app at work than lose it.
    const goesOn = await explain(hasTray()).catch(() => true)
    this.isExplaining = false
    explained(goesOn)
    window()?.close()
  }
}
