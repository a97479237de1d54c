/** Why a run is held, and what to do about it. */
export const guard = {
  tooOld:
    'The rsync of the other side is too old (before 2.6.4) to tell what it would delete or remove: update it, or have the task only copy.',
  listIncomplete:
    'rsync does not list what it would change, so nothing was started: update rsync on both sides, and see that no script in its place changes what it says.',
  changedSince:
    'Not run, because it would not do what was shown: since then {what}. Look at the new list, then decide again.',
  appeared: 'one change is new | {count} changes are new',
  gone: 'one change is gone | {count} changes are gone',
  appearedAndGone: '{more} and {fewer}',
  otherwiseSince:
    'Not run, because the task or its folders are not the same as when the list was shown. Look at the new list, then decide again.',
  sourceEmpty:
    'The source has nothing to copy, and this run would delete the one entry that the destination has: check that the right disk is mounted and the path is right, or run it anyway once. | The source has nothing to copy, and this run would delete all {count} entries that the destination has: check that the right disk is mounted and the path is right, or run it anyway once.',
  tooLarge:
    'This run would delete {count} of {existing} entries of the destination ({percent} %, the limit is {limitPercent} %): look at the list, then run it anyway once, or raise the limit.',
  mostFiles:
    'This run would delete {count} of {existing} files of the destination ({percent} %, the limit is {limitPercent} %): look at the list, then run it anyway once, or raise the limit.',
  allFiles:
    'This run would delete the one file of the destination, and leave nothing but folders: look at the list, then run it anyway once. | This run would delete all {count} files of the destination, and leave nothing but folders: look at the list, then run it anyway once.',
  tooDear:
    'This run would delete {gone} of {all} of the destination ({percent} %, and 95 % is too much) in one entry: look at the list, then run it anyway once, or take the percentage limit away. | This run would delete {gone} of {all} of the destination ({percent} %, and 95 % is too much) in {count} entries: look at the list, then run it anyway once, or take the percentage limit away.',
  notFound:
    'This run would delete {count} entries of the destination, and not all of them are found there, so the app cannot tell how much would be left: look at the list, then run it anyway once.',
  replaced:
    'One of them, {name}, is a file that a folder, a link or a device replaces. | {count} of them, such as {name}, are files that a folder, a link or a device replaces.',
  sizesUnknown:
    'The sizes of the files at the destination could not be read ({error}), so only their number counts.',
  tooMany:
    'This run would delete {count} entries of the destination, and the limit is {limit}: look at the list, then run it anyway once, or raise the limit.',
  sourceMissing: 'There is no folder {path} to copy from: mount its disk, or change Path.',
  destinationMissing:
    'The folder {path} is not there any more; it was when this task last succeeded. Mount its disk, or run it anyway once to start afresh.',
  notMounted:
    '{mountPoint} is not mounted, though it was when this task last succeeded: mount it. If the folder has moved here for good, run it anyway once.',
  severalNotMounted:
    '{mountPoint} and one more disk are not mounted, though they were when this task last succeeded: mount them. If they are gone for good, run it anyway once. | {mountPoint} and {count} more disks are not mounted, though they were when this task last succeeded: mount them. If they are gone for good, run it anyway once.',
  newlyMounted:
    'A disk ({device}) was mounted at {mountPoint} since this task last succeeded, and the task deletes: look at the list, then run it anyway once.',
  otherDevice:
    'Another disk than last time is mounted at {mountPoint} ({now}; last time {before}): mount the right one. If the disk was replaced, run it anyway once.',
  leadsElsewhere:
    '{path} leads to {now}; last time it led to {before}. Put the link right. If it is meant to lead there now, run it anyway once.',
  goneBefore:
    'The disk of {path} was unmounted or replaced since the dry run, so nothing was started: mount the right one, then run the task again.',
  turnedBefore:
    '{path} leads to another folder now than in the dry run, so nothing was started: run the task again.',
  goneMeanwhile:
    'The disk of {path} was unmounted or replaced while the run was going, so it may lack what was copied, or the copy may lack what is on it: mount the right one, then run the task again.',
  nowMounted:
    '{mountPoint} is mounted over the folder that this task used last time. If that is meant to be, run it anyway once.',
  toRoot:
    'With Delete this task would empty the whole of {place} but for what it copies: choose a folder of its own as the destination.',
  toHome:
    'The destination is the home folder {path}, and this task deletes what the source does not have. Choose a folder in it, or run it anyway once.',
  toDriveRoot:
    'The destination is the whole of the drive at {path}, and this task deletes what the source does not have. Choose a folder on it, or run it anyway once.',
  intoItself:
    'The destination {to} lies inside the source {from}: each run would copy the copies again. Choose another folder, or exclude it in Auxiliary Parameters.',
  ontoItself:
    'Source and destination look like the same folder, {path}, and this task removes files there: choose another destination. If they are not the same, as behind a tunnel, run it anyway once.',
  copiesNothing:
    'Source and destination look like the same folder, {path}: nothing would be copied, and options for links, times or modes would change the source itself. Choose another destination. If they are not the same, as behind a tunnel, run it anyway once.',
  isSource:
    'The destination is the source: a file that was made in {folder} appeared on the other side at once. This task would remove the only copy. Choose another destination.',
  maybeSource:
    'The destination may be the source, and this task removes files from the source; the app could not find out ({error}). Look at the list, then run it anyway once.',
  markStays:
    'the other side has a file that the app made in {folder}, and still has it after the app removed it: another run copied it, or a share remembers it',
  foldersUnknown: 'a list or a name does not show in which folders the files are',
  overwritesSource:
    '{option} leads into the source {from} ({path}): rsync would write over files of the source. Name a folder outside of it.',
  writesIntoSource:
    'With {option} each run writes into the source {from} ({path}): name another place, or run it anyway once.',
  linksToSource:
    '{option} leads into the source {from} ({path}): the copies would be the very files of the source, and change with them. Name a folder with an earlier copy.',
  comparesWithSource:
    '{option} leads into the source {from} ({path}): its own files would count as copied, and this task removes those. Name a folder with an earlier copy.',
  maybeIntoSource:
    '{option} names a folder that only a daemon of this computer can tell from the source: look at where it leads. If it is not the source, or the daemon is behind a tunnel, run it anyway once.',
  appFolder:
    '{path} is in the data folder of this app, which it changes all the time: choose another folder. To copy the settings, use Settings → Back up…',
  usesFolder:
    '{option}: rsync uses up the files in every folder {name} of the destination, and removes them. Take a name that begins with a dot. If no such folder has anything of yours, run it anyway once.',
  comparesAway:
    '{option}: rsync removes files of the destination that are the same in {path}, and lists nothing. If the destination is only for what is not there, run it anyway once.',
  comparesAndRemoves:
    'This task removes files from the source that it does not copy, where {path} has them ({option}): look at the list, then run it anyway once.',
  toPattern:
    'rsync takes {path} for a pattern, because of *, ? or [. Where another folder over there matches it, the run goes to that folder. If none does, run it anyway once.',
  aboveSource:
    'The source {from} lies inside the destination {to}, where this task deletes what it does not copy, the source among it. Choose a folder of its own as the destination.',
  reversed:
    'This task has copied the other way round until now: look at the list of what it would do to {path}, then run it anyway once.',
  wouldDelete: 'It would have deleted:',
  moreLeft:
    'And one more after the first {shown}: see the preview. | And {count} more after the first {shown}: see the preview.',
  keepsAll:
    'The dry run met something that cannot be read or replaced, so this run deletes nothing, whatever it finds:',
  thisComputer: 'this computer',
  remoteHost: 'the remote host',
}
