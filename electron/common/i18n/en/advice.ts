/** What is said of an auxiliary parameter before it is saved. `{option}` is as it was typed. */
export const advice = {
  needsValue: '{option} needs a value',
  noOption:
    '{word} is not an option: rsync would take it for one more source or for the destination',
  notACopy: '{option} makes rsync do something else than copy',
  unwantedValue: '{option} takes no value',
  badNumber: '{option} takes a whole number',
  remoteOperand: '{option} does not begin with a dash: -M hands on options only',
  takesOperand: "{option} has !#:+ in its value, where rsync would put the task's own path",
  foreignAlias: 'popt would read {option} from a file or start another program for it',
  shellWithModule:
    '{option} would start a program on this computer: a task with a module connects to the daemon by itself',
  inPlaceWithDelay:
    '{option} and Delay Updates exclude each other: uncheck Delay Updates or remove {option}',
  noFolders:
    '{option} makes rsync pass over the folder of the task, so that nothing is copied: uncheck Recursive instead',
  standardInput: '{option} would read standard input, which is empty in a run: name a file',
  rulesWithPassword:
    '{option} reads rules from a file, and such a file can make rsync read the password of the module as a rule: use --exclude-from, or write the rules here',
  unforeseen:
    '{option} and --delete-after exclude each other: rules that the run itself copies would decide what is deleted, which no preview can show',
  hiddenOptions:
    '{option} has options behind the name of rsync, where no guard sees them: say them with -M',
  deleteWhen: '{option} and Delete exclude each other: uncheck Delete or remove {option}',
  comparesItself:
    '{option} names the destination itself, which rsync would then empty: name another folder',
  missingSource:
    '{option} lets a run succeed though the source is missing: remove it, or name the files with --files-from',
  oldArgs:
    '{option} has the remote shell read Remote Path and values, where a blank or a sign of the shell could hide an option or a command: take those out, or {option}',
  nameForShell:
    '{option} has the remote shell read the name “{name}”: end Path with a slash, or leave {option} out',
  oldProtocol: '{option} below {least} is too old for a task that deletes: leave it out',
  newProtocol: '{option} above {most} is known to no rsync: leave it out',
  inPlaceWithFolder: '{option} and --partial-dir exclude each other: remove one of them',
  undoesOneLevel:
    '{option} could make a run delete or remove files in sub-folders, which are no part of the task while Recursive is off: check Recursive, or turn off what deletes and removes',
  unknown: '{option} is not an option of rsync 3.5: check its spelling',
  removeSource: '{option} deletes files at the source after they were copied',
  delete: '{option} deletes files at the destination; the setting Delete does it more carefully',
  ignoreErrors: '{option} takes a safeguard away from deleting',
  dryRun: '{option} makes every run a trial that copies nothing: use the preview of the task',
  remoteShell: '{option} is replaced by the app’s own remote shell in SSH mode',
  filesFrom: '{option} changes which files are copied',
  remoteOption: '{option} runs something else on the remote host',
  inPlace: '{option} leaves a damaged file at the destination when a run is cut short',
  partialDir:
    '{option}: rsync uses up files in folders of this name, and removes them: name one that nothing else has',
  writeDevices: '{option} writes over what a device holds: a whole disk, if it is one',
  output: '{option} is replaced by the app, which reads the output',
  insecureLinks: '{option} takes a safeguard against symbolic links away',
}
