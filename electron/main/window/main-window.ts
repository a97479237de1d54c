import { fileURLToPath } from 'node:url'
import { app, BrowserWindow } from 'electron'
import { WindowState } from '../adapters/window-state'
import { APP_ORIGIN } from '../protocol/app-origin'
import { pageBackground } from './appearance'
import type { PageKeeper } from './page-keeper'
import type { WindowLook } from './window-host'

const PRELOAD = fileURLToPath(new URL('../preload/index.cjs', import.meta.url))

const ICON = fileURLToPath(new URL('./icons/app.png', import.meta.url))

/**
 * Opens the app's window where it stood last; it shows itself once there is something to see.
 * @param folder where its place is kept
 * @param route where the page begins, with the leading #; empty for its first screen
 * @param keeper watches the page from the first on: one that cannot be loaded fails at once
 */
export function openMainWindow(
  folder: string,
  route: string,
  look: WindowLook,
  keeper: PageKeeper,
): BrowserWindow {
  const state = new WindowState(folder)
  const window = new BrowserWindow({
    ...state.bounds(),
    minWidth: 640,
    minHeight: 480,
    show: false,
    title: app.getName(),
    // Elsewhere the system takes it from the packaged app.
    ...(process.platform === 'linux' ? { icon: ICON } : {}),
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
  // The title is ours; a page that was taken over must not speak in it.
  window.on('page-title-updated', (event) => event.preventDefault())
  window.once('ready-to-show', () => (look === 'shown' ? window.show() : window.minimize()))
  keeper.keep(window)
  // The keeper hears of what fails.
  void window.loadURL(`${APP_ORIGIN}/${route}`).catch(() => undefined)
  return window
}
