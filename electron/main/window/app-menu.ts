import { Menu, type MenuItemConstructorOptions } from 'electron'
import { MENU_KEYS, type MenuCommand } from '@common/desktop/menu-commands'
import { say } from '@common/i18n/say'

/**
 * The application menu: what the window can do with its shortcuts, and the standard ones for
 * copy, paste, zoom and quit.
 * @param choose told of a command that the window carries out
 */
export function setAppMenu(choose: (command: MenuCommand) => void): void {
  const item = (label: string, command: MenuCommand): MenuItemConstructorOptions => ({
    id: command,
    label,
    accelerator: MENU_KEYS[command],
    click: () => choose(command),
  })
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
      {
        label: say('menu.file'),
        submenu: [
          item(say('menu.addTask'), 'add-task'),
          item(say('menu.settings'), 'settings'),
          { type: 'separator' },
          { role: 'quit' },
        ],
      },
      { role: 'editMenu' },
      {
        label: say('menu.view'),
        submenu: [
          item(say('menu.dataProtection'), 'data-protection'),
          item(say('menu.rsyncTasks'), 'rsync-tasks'),
          item(say('menu.history'), 'history'),
          item(say('menu.credentials'), 'credentials'),
          { type: 'separator' },
          item(say('menu.search'), 'search'),
          { type: 'separator' },
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
        ],
      },
      { role: 'windowMenu' },
      { role: 'help', submenu: [item(say('menu.shortcuts'), 'shortcuts')] },
    ]),
  )
}
