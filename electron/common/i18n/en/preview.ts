/** Previews: what a run would do. */
export const preview = {
  none: 'There is no preview {id} any more: make a new one.',
  notReady: 'The preview {id} has no list: wait for it, or make a new one.',
  cannotRun: 'This preview cannot be run: {reason}',
  waits: 'Another run of this task is waiting already: stop it, or let it end first.',
  notSaved: 'These settings are not saved: save the task, then run it.',
  trayItem: 'Preview…',
  // On the command line.
  previewOrAnyway: 'Choose --preview or --anyway: one only shows, the other runs.',
  notHeld: 'The last run of task {task} was not held by a guard: start it with run {task}.',
  howToGoOn:
    'Nothing was changed. The log lists what would have been deleted; to do just that once: rsync-tasks run {task} --anyway',
  previewTotals:
    'Added {added}, changed {changed}, deleted {deleted}, metadata only {metadata}.\nPreview: nothing was changed.',
  wouldBeHeld: 'A run would be BLOCKED: {message}',
}
