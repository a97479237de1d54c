import { Menu, type MenuItemConstructorOptions } from 'electron'
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
        label: 'File',
        submenu: [
          item('Add Rsync Task', 'add-task', 'CmdOrCtrl+N'),
          { type: 'separator' },
          { role: 'quit' },
        ],
      },
      { role: 'editMenu' },
      {
        label: 'View',
        submenu: [
          item('Data Protection', 'data-protection', 'CmdOrCtrl+1'),
          item('Rsync Tasks', 'rsync-tasks', 'CmdOrCtrl+2'),
          item('Search', 'search', 'CmdOrCtrl+F'),
          { type: 'separator' },
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
        ],
      },
      { role: 'windowMenu' },
      { role: 'help', submenu: [item('Keyboard shortcuts', 'shortcuts', 'F1')] },
    ]),
  )
}
