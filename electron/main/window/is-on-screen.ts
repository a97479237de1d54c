import type { BrowserWindow } from 'electron'
import { hasXWindow } from './x-window'

/** Windows that the X server once knew; with Wayland there are none. */
const known = new WeakSet<BrowserWindow>()

/** False only when the X server had the window and has it no more; so ask once when it is new. */
export async function isOnScreen(window: BrowserWindow): Promise<boolean> {
  if (process.platform !== 'linux' || window.isDestroyed()) return true
  const isThere = await hasXWindow(window.getNativeWindowHandle().readUInt32LE(0), process.env)
  if (isThere === true) known.add(window)
  return isThere !== false || !known.has(window)
}
