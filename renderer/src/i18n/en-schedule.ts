/** The Schedule setting: presets and their descriptions, word for word as on TrueNAS's screens. */
export const schedule = {
  placeholder: 'Select a schedule',
  hourly: 'Hourly',
  hourlyText: 'At the start of each hour',
  daily: 'Daily',
  dailyText: 'At 00:00 (12:00 AM)',
  weekly: 'Weekly',
  weeklyText: 'On Sundays at 00:00 (12:00 AM)',
  monthly: 'Monthly',
  monthlyText: 'On the first day of the month at 00:00 (12:00 AM)',
  custom: 'Custom',
  choice: '{name} ({cron})',
  create: 'Create Custom schedule',
} as const

/** The Advanced Scheduler. */
export const scheduler = {
  title: 'Advanced Scheduler',
  presets: 'Presets',
  hint: 'Separate values with commas, and without spaces.',
  minutes: 'Minutes',
  minutesHelp:
    'Minutes of the hour: 0 to 59, a range (30-35), a list (0,15), a step (*/5) or * for every minute.',
  hours: 'Hours',
  hoursHelp:
    'Hours of the day: 0 to 23, a range (9-17), a list (1,14), a step (*/8) or * for every hour.',
  days: 'Days of Month',
  daysHelp:
    'Days of the month: 1 to 31, a range (1-7), a list (1,15), a step (*/2) or * for every day.',
  or: 'or',
  orHelp:
    'Days of Month and Days of Week are both set: the task runs on days that match either of them.',
  weekdays: 'Days of Week',
  everyWeekday: 'None ticked: every day of the week',
  months: 'Months',
  everyMonth: 'None ticked: every month',
  done: 'Done',
  never: 'This schedule never runs: there is no such day.',
  preview: 'Schedule Preview',
  timeZone: 'System Time Zone: {zone}',
  noRuns: 'No run in this month.',
  onlyFirst: 'Only first {count} examples are shown.',
  incomplete: 'Correct the fields to see when the task runs.',
  previousMonth: 'Previous month',
  nextMonth: 'Next month',
  runs: '(runs)',
} as const
