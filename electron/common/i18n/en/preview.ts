/** Previews: what a run would do. */
export const preview = {
  none: 'There is no preview {id} any more: make a new one.',
  notReady: 'The preview {id} has no list: wait for it, or make a new one.',
  cannotRun: 'This preview cannot be run: {reason}',
  keepsAll:
    'Something cannot be read or replaced, so the run will delete and remove nothing: mend that first.',
  waits: 'Another run of this task is waiting already: stop it, or let it end first.',
  unsorted: 'The list of changes could not be sorted: {error}',
  notSaved: 'These settings are not saved: save the task, then run it.',
}
