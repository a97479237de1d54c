/** What is said of an auxiliary parameter before it is saved. `{option}` is as it was typed. */
export const advice = {
  needsValue: '{option} needs a value',
  noOption:
    '{word} is not an option: rsync would take it for one more source or for the destination',
  notACopy: '{option} makes rsync do something else than copy',
  unknown: '{option} is not an option of rsync 3.5: check its spelling',
  removeSource: '{option} deletes files at the source after they were copied',
  delete: '{option} deletes files at the destination; the setting Delete does it more carefully',
  ignoreErrors: '{option} takes a safeguard away from deleting',
  dryRun: '{option} makes every run a trial that copies nothing',
  remoteShell: '{option} is replaced by the app’s own remote shell in SSH mode',
  filesFrom: '{option} changes which files are copied',
  remoteOption: '{option} runs something else on the remote host',
  inPlace: '{option} leaves a damaged file at the destination when a run is cut short',
  output: '{option} is replaced by the app, which reads the output',
  insecureLinks: '{option} takes a safeguard against symbolic links away',
}
