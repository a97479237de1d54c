import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, screen, type BrowserWindow, type Rectangle } from 'electron'
import { fitOnScreen, isRectangle } from '../window/fit-on-screen'

/** Moving and resizing come in bursts; the last of them counts. */
const SAVE_DELAY_MS = 500

/**
 * Remembers size and place of the window. It is no loss when that fails: then it opens as new. It
 * is read before everything else, so that it does without electron-store, which takes as long to
 * load as the window takes to open.
 */
export class WindowState {
  private readonly file: string
  private readonly saved: Record<string, unknown>

  constructor(folder: string) {
    this.file = join(folder, 'window.json')
    this.saved = read(this.file)
  }

  /** Where to open: the old place if it can still be seen, else the middle of the screen. */
  bounds(): Partial<Rectangle> {
    const { bounds } = this.saved
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
    return fitOnScreen(isRectangle(bounds) ? bounds : null, areas)
  }

  follow(window: BrowserWindow): void {
    if (this.saved['isMaximized'] === true) window.maximize()
    let timer: NodeJS.Timeout | undefined
    const save = () => {
      if (window.isDestroyed()) return
      this.write({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized() })
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
    window.once('closed', () => {
      clearTimeout(timer)
      app.off('before-quit', save)
    })
  }

  private write(state: Record<string, unknown>): void {
    try {
      writeFileSync(this.file, JSON.stringify(state), { mode: 0o600 })
    } catch {
      // The data folder can be read-only or full.
    }
  }
}

function read(file: string): Record<string, unknown> {
  try {
    const state: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof state === 'object' && state !== null ? { ...state } : {}
  } catch {
    return {}
  }
}
