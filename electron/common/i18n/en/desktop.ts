/** Questions that the system asks for the app. */
export const dialogs = {
  ok: 'OK',
  wait: {
    message: 'Rsync Tasks is at work in a terminal.',
    detail:
      'As soon as the command there has ended, the window opens by itself, and what is due by then runs.',
    no: 'Quit',
    yes: 'Wait',
  },
  frozen: {
    message: 'Rsync Tasks is open already, but does not answer.',
    detail: 'It is {holder}. As soon as it answers or ends, the window opens by itself.',
    unknown: 'another program',
    no: 'Quit',
    yes: 'Wait',
  },
  quit: {
    message: 'A task is running. | {count} tasks are running.',
    detail:
      'Quitting stops what is running. What has been copied so far stays, and the next run goes on from there.',
    no: 'Keep running',
    yes: 'Stop and quit',
  },
  close: {
    message: 'Rsync Tasks goes on working, so that tasks run on time.',
    withTray:
      'The window closes and the icon in the tray stays: it runs tasks and opens the window again. To end the app, choose Quit in its menu. Settings can change what closing does.',
    withoutTray:
      'This desktop has no tray, so the window is minimised instead. To end the app, choose Quit in its menu. Settings can change what closing does.',
    no: 'Keep working',
    yes: 'Quit instead',
  },
  hang: {
    message: 'The window does not answer.',
    detail: 'It is loaded again in half a minute, unless you wait. Tasks go on running meanwhile.',
    no: 'Wait',
    yes: 'Load again now',
  },
  discard: {
    message: 'Close the window without saving?',
    detail: 'The form has changes that are not saved.',
    no: 'Keep editing',
    yes: 'Discard changes',
  },
  link: {
    message: 'Run «{name}» now?',
    detail: 'A link outside of Rsync Tasks asks for it.',
    no: 'Cancel',
    yes: 'Run now',
  },
}

/** Links from outside that cannot be followed. */
export const links = {
  unknown: 'This link is not one that Rsync Tasks understands.',
  noTask: 'There is no task {id}, which the link asks for.',
  failed: 'The link could not be carried out.',
  leftOut: 'More links were opened than can wait for an answer. The last ones were left out.',
}

/** The states of a task, as TrueNAS writes them. */
export const states = {
  PENDING: 'PENDING',
  WAITING: 'WAITING',
  RUNNING: 'RUNNING',
  SUCCESS: 'SUCCESS',
  FAILED: 'FAILED',
  ABORTED: 'ABORTED',
  BLOCKED: 'BLOCKED',
  SKIPPED: 'SKIPPED',
}

/** Notifications about the ends of runs. */
export const notes = {
  ended: {
    SUCCESS: '{name} finished',
    FAILED: '{name} failed',
    ABORTED: '{name} was stopped',
    BLOCKED: '{name} was held back',
  },
  warning: '{name} finished with a warning',
  retried: '{reason} It is tried again by itself.',
}

/** The icon in the tray and its menu. */
export const tray = {
  toolTip: 'Rsync Tasks: {status}',
  more: '{count} more in the window…',
  open: 'Open Rsync Tasks',
  quit: 'Quit',
  percent: '{text} ({percent})',
  stop: 'Stop',
  run: 'Run now',
  preview: 'Preview…',
  runAll: 'Run all',
  showLog: 'Show log',
  last: 'Last: {state}, {time}',
  noneYet: 'Last: none yet',
  next: 'Next: {time}',
  none: 'Next: none',
  retry: 'Retry: {time}',
  /** A name and what tells it from another of the same, or what is the matter with its task. */
  noted: '{name}: {note}',
  also: '{state}, {note}',
  neverSucceeded: 'never succeeded',
  overdue: 'overdue',
  noSuccess: 'no success for {count} day | no success for {count} days',
  pause: 'Pause schedules',
  pauseFor: { hour: 'For 1 hour', tomorrow: 'Until tomorrow', resumed: 'Until resumed' },
  resume: 'Resume schedules',
  /** One task is named, more are counted. */
  counts: {
    running: '{name} is running | {count} tasks are running',
    failed: '{name} failed | {count} tasks failed',
    overdue: '{name} is overdue | {count} tasks are overdue',
  },
  status: {
    paused: 'Schedules are paused',
    pausedUntil: 'Schedules are paused until {time}',
    idle: 'No task is scheduled',
    next: 'Next: {name}, {time}',
  },
  time: {
    today: 'today {time}',
    tomorrow: 'tomorrow {time}',
    yesterday: 'yesterday {time}',
    other: '{day} {time}',
  },
}
