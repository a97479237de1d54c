/** The application menu. Items with a role of the system carry the system's own words. */
export const menu = {
  file: 'File',
  view: 'View',
  addTask: 'Add Rsync Task',
  dataProtection: 'Data Protection',
  rsyncTasks: 'Rsync Tasks',
  history: 'History',
  credentials: 'Backup Credentials',
  settings: 'Settings',
  search: 'Search',
  shortcuts: 'Keyboard shortcuts',
}
