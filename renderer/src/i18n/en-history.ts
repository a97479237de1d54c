/** The History screen, and what lists say about time: waiting, retries, missed and overdue. */
export const history = {
  export: 'Export CSV',
  exported: 'History saved as {path}.',
  search: 'Search',
  states: 'Status',
  triggers: 'Started by',
  allStates: 'Every status',
  allTriggers: 'Anything',
  count: '{count} run | {count} runs',
  none: 'Nothing has run yet.',
  noneFound: 'No run matches.',
  notLoaded: 'The history could not be read: {reason}',
  region: 'Runs of all tasks',
  previous: 'Newer or previous page',
  next: 'Next page',
  page: '{first} to {last}',
  columns: {
    id: 'Run',
    task: 'Task',
    state: 'Status',
    trigger: 'Started by',
    slot: 'Due',
    started: 'Start',
    duration: 'Duration',
    created: 'Added',
    changed: 'Changed',
    deleted: 'Deleted',
    bytes: 'Sent',
    reason: 'Reason',
  },
  trigger: {
    manual: 'By hand',
    schedule: 'Schedule',
    tray: 'Tray',
    'catch-up': 'Catch-up',
    retry: 'Retry',
    'command-line': 'Command line',
    link: 'Link',
  },
  attempt: '{trigger} ({attempt} of {max})',
  rsync: 'rsync {version}',
} as const

export const timing = {
  overdue: 'No success for {time}',
  neverSucceeded: 'Overdue: it has never succeeded',
  waitsForTask: 'Waits for run {run} of this task to end',
  waitsForTree: 'Waits for run {run} of «{name}», which writes the same folders',
  waitsForPlace:
    'Waits for a place: {limit} task runs at a time | Waits for a place: {limit} tasks run at a time',
  retry: 'Tries again {time}: attempt {attempt} of {max}',
  cancelRetry: 'Stop trying',
  missed: 'Missed {slot}, ran {started}',
  missedMore: 'Missed {count} times, the last one {slot}; ran {started}',
} as const

/** Settings that TrueNAS does not have: what happens when a run is missed or fails. */
export const reliability = {
  section: 'Missed and Failed Runs',
  missedRuns: {
    label: 'Missed Runs',
    help: 'What happens when this computer was off or asleep, or the app closed, at a scheduled time. However many were missed, the task runs once.',
    runOnce: 'Run once',
    runOnceHelp: 'As soon as the computer is awake and online',
    skip: 'Skip',
    skipHelp: 'Wait for the next scheduled time',
  },
  missedMaxAge: {
    label: 'Maximum Age in Hours',
    help: 'A missed run is not made up for when it is older than this. Leave it empty for any age.',
    placeholder: 'Any age',
  },
  retries: {
    label: 'Retries',
    help: 'How often a run is tried again, later each time, when it failed for a cause that can pass by itself, such as a lost connection. Never after a wrong password, key or option.',
  },
} as const
