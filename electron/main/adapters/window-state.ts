import { app, screen, type BrowserWindow, type Rectangle } from 'electron'
import Store from 'electron-store'
import { fitOnScreen, isRectangle } from '../window/fit-on-screen'

/** Moving and resizing come in bursts; the last of them counts. */
const SAVE_DELAY_MS = 500

/** Remembers size and place of the window. It is no loss when that fails: then it opens as new. */
export class WindowState {
  private readonly disk: Store<Record<string, unknown>>
  private readonly isMaximized: boolean

  constructor(folder: string) {
    this.disk = new Store({
      cwd: folder,
      name: 'window',
      configFileMode: 0o600,
      clearInvalidConfig: true,
    })
    this.isMaximized = this.disk.get('isMaximized') === true
  }

  /** Where to open: the old place if it can still be seen, else the middle of the screen. */
  bounds(): Partial<Rectangle> {
    const saved = this.disk.get('bounds')
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
    return fitOnScreen(isRectangle(saved) ? saved : null, areas)
  }

  follow(window: BrowserWindow): void {
    if (this.isMaximized) window.maximize()
    let timer: NodeJS.Timeout | undefined
    const save = () => {
      if (window.isDestroyed()) return
      this.disk.set({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized() })
    }
    const saveSoon = () => {
      clearTimeout(timer)
      timer = setTimeout(save, SAVE_DELAY_MS)
    }
    window.on('resize', saveSoon)
    window.on('move', saveSoon)
    // Quitting ends the process without closing the window.
    app.on('before-quit', save)
    window.on('close', save)
    window.once('closed', () => clearTimeout(timer))
  }
}
