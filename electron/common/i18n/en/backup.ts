/** The backup of the whole configuration. */
export const backup = {
  notJson:
    'This is not a whole backup: it was cut short or changed ({error}). Choose another copy of it.',
  notABackup: 'This is not a backup of Rsync Tasks: choose a file that its Back up wrote.',
  unreadable: 'This backup cannot be restored: {reason}.',
  newer:
    'This backup was written by a newer version of Rsync Tasks (format {found}, this one reads up to {known}): update the app first.',
  tooLarge: 'This file is too large to be a backup: choose another one.',
  running:
    'A task is running or waits to run: let it end or stop it, then restore. Nothing was changed.',
}
