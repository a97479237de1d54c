import { fileURLToPath } from 'node:url'
import { app, BrowserWindow } from 'electron'
import { WindowState } from '../adapters/window-state'
import { APP_ORIGIN } from '../protocol/app-origin'
import { pageBackground } from './page-background'

const PRELOAD = fileURLToPath(new URL('../preload/index.cjs', import.meta.url))

/**
 * Opens the app's window where it stood last; it shows itself once there is something to see.
 * @param folder where its place is kept
 */
export function openMainWindow(folder: string): BrowserWindow {
  const state = new WindowState(folder)
  const window = new BrowserWindow({
    ...state.bounds(),
    minWidth: 640,
    minHeight: 480,
    show: false,
    title: app.getName(),
    backgroundColor: pageBackground(),
    webPreferences: {
      preload: PRELOAD,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  })
  state.follow(window)
  window.once('ready-to-show', () => window.show())
  void window.loadURL(`${APP_ORIGIN}/`)
  return window
}
