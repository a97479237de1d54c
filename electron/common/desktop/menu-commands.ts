/** What the application menu asks of the window, and the key of each, as Electron writes keys. */
export const MENU_KEYS = {
  'add-task': 'CmdOrCtrl+N',
  'data-protection': 'CmdOrCtrl+1',
  'rsync-tasks': 'CmdOrCtrl+2',
  history: 'CmdOrCtrl+3',
  credentials: 'CmdOrCtrl+4',
  settings: 'CmdOrCtrl+,',
  search: 'CmdOrCtrl+F',
  shortcuts: 'F1',
} as const

export type MenuCommand = keyof typeof MENU_KEYS
