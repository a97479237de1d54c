import { fileURLToPath } from 'node:url'
import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron'
import { desktopLine, desktopLines } from '@common/text/visible-text'
import type { TrayHandle } from './tray-controller'
import type { TrayCommand, TrayIcon, TrayItem } from './tray-model'

/** The bundler puts build/icons here (build/electron.vite.config.ts). */
const ICONS = fileURLToPath(new URL('./icons/tray', import.meta.url))

/** Characters; a longer label leaves no room for the menu's other items. */
const MAX_LABEL = 200

/** An icon in the system's tray. */
export function createElectronTray(
  icon: TrayIcon,
  choose: (command: TrayCommand) => void,
): TrayHandle {
  const tray = new Tray(imageOf(icon))
  // Where a click has no menu of its own (Windows, some Linux panels), it opens the window.
  tray.on('click', () => process.platform !== 'darwin' && choose({ kind: 'open' }))
  return {
    setImage: (next) => tray.setImage(imageOf(next)),
    setToolTip: (text) => tray.setToolTip(desktopLines(text, MAX_LABEL)),
    // Linux shows changes only in a menu that is set anew.
    setMenu: (items) => tray.setContextMenu(Menu.buildFromTemplate(toTemplate(items, choose))),
    destroy: () => tray.destroy(),
  }
}

/** On macOS a template, which the system draws in the colour of the menu bar. */
function imageOf(icon: TrayIcon) {
  const name =
    { darwin: `${icon}Template`, win32: `${icon}-16` }[process.platform as string] ?? icon
  return nativeImage.createFromPath(`${ICONS}/${name}.png`)
}

function toTemplate(
  items: readonly TrayItem[],
  choose: (command: TrayCommand) => void,
): MenuItemConstructorOptions[] {
  return items.map(({ id, label, command, submenu }) => {
    if (label === '') return { id, type: 'separator' }
    return {
      id,
      // A single ampersand marks an access key.
      label: desktopLine(label, MAX_LABEL).replaceAll('&', '&&'),
      enabled: command !== undefined || submenu !== undefined,
      ...(command ? { click: () => choose(command) } : {}),
      ...(submenu ? { submenu: toTemplate(submenu, choose) } : {}),
    }
  })
}
