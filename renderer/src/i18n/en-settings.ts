/** Words of the Settings screen. */
export const settings = {
  desktop: 'Desktop',
  notifications: 'Notifications',
  power: 'Power',
  closeToTray: 'Keep working when the window is closed',
  closeToTrayHelp: 'The window goes and the icon in the tray stays, so that tasks run on time.',
  closeNoTrayHelp:
    'This desktop has no tray, so the window is minimised instead: nothing gets out of reach.',
  startAtLogin: 'Start at login',
  startAtLoginHelp: 'Starts when you log in, without opening the window.',
  notify: 'Notify About',
  notifyHelp: 'For tasks that have no level of their own.',
  holdOffSuspend: 'Keep the computer awake while a task runs',
  holdOffSuspendHelp:
    'Holds off the sleep that comes by itself. The screen may go dark, and you can still send the computer to sleep.',
  awake: 'Sleep is held off',
  awakeHelp:
    'A task is running, so the computer does not go to sleep by itself. Settings can change that.',
} as const

/** Levels of notifications. */
export const notify = {
  all: 'All runs',
  warnings: 'Warnings and errors',
  errors: 'Errors',
  none: 'Nothing',
} as const
