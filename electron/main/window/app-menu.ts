import { Menu, type MenuItemConstructorOptions } from 'electron'
import { say } from '@common/i18n/say'
import type { MenuCommand } from '@common/ipc/contract'

/**
 * The application menu: what the window can do with its shortcuts, and the standard ones for
 * copy, paste, zoom and quit.
 * @param choose told of a command that the window carries out
 */
export function setAppMenu(choose: (command: MenuCommand) => void): void {
  const item = (
    label: string,
    command: MenuCommand,
    accelerator: string,
  ): MenuItemConstructorOptions => ({
    id: command,
    label,
    accelerator,
    click: () => choose(command),
  })
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
      {
        label: say('menu.file'),
        submenu: [
          item(say('menu.addTask'), 'add-task', 'CmdOrCtrl+N'),
          item(say('menu.settings'), 'settings', 'CmdOrCtrl+,'),
          { type: 'separator' },
          { role: 'quit' },
        ],
      },
      { role: 'editMenu' },
      {
        label: say('menu.view'),
        submenu: [
          item(say('menu.dataProtection'), 'data-protection', 'CmdOrCtrl+1'),
          item(say('menu.rsyncTasks'), 'rsync-tasks', 'CmdOrCtrl+2'),
          item(say('menu.history'), 'history', 'CmdOrCtrl+3'),
          item(say('menu.credentials'), 'credentials', 'CmdOrCtrl+4'),
          { type: 'separator' },
          item(say('menu.search'), 'search', 'CmdOrCtrl+F'),
          { type: 'separator' },
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
        ],
      },
      { role: 'windowMenu' },
      { role: 'help', submenu: [item(say('menu.shortcuts'), 'shortcuts', 'F1')] },
    ]),
  )
}
