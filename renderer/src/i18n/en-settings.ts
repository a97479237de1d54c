/** Words of the Settings screen. */
export const settings = {
  runs: 'Schedules and Runs',
  schedules: 'Schedules',
  schedulesHelp:
    'While schedules are paused, no task starts by itself. Runs that fall into the pause are skipped for good. Run job still works.',
  notPaused: 'Tasks run on their schedules.',
  paused: 'Schedules are paused.',
  pausedUntil: 'Schedules are paused until {time}.',
  pause: 'Pause schedules',
  resume: 'Resume schedules',
  pauseFor: { hour: 'For 1 hour', tomorrow: 'Until tomorrow', resumed: 'Until resumed' },
  maxParallelRuns: 'Tasks at the Same Time',
  maxParallelRunsHelp: 'Further tasks wait until one of these has ended.',
  tasks: 'tasks',
  keeping: 'History and Logs',
  keepRunsDays: 'Keep Runs For',
  keepRunsDaysHelp:
    'Older runs are removed once a day with their logs, but never the last run of a task. Leave it empty to keep them for ever.',
  keepLogsMegabytes: 'Keep Logs Up To',
  keepLogsMegabytesHelp:
    'The oldest runs are removed with their logs when all logs together take more. Leave it empty for no limit.',
  days: 'days',
  megabytes: 'MB',
  forEver: 'For ever',
  noLimit: 'No limit',
  saved: 'Setting saved.',
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

/** Version and files of the app. */
export const about = {
  title: 'About',
  version: 'Version',
  dataFolder: 'Data folder',
  log: 'Log of the app',
}
