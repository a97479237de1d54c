/** Failures that belong to no screen. */
export const app = {
  unexpected: 'Something went wrong inside the app. Its log has the details: {path}',
  unexpectedOnce:
    'Something went wrong inside Rsync Tasks. It goes on working. Its log has the details: {path}',
  forbidden: 'This page may not do that.',
  wrongArguments: 'The call {channel} has wrong arguments.',
  couldNotStart: 'Rsync Tasks could not start',
  dataFolder: 'The data folder {folder} cannot be used: {error}.',
  folderRemoved: 'it was removed',
  flockMissing: 'the program flock is missing; install util-linux',
  lockTimeout: 'its file system did not answer within {seconds} seconds',
  /** Who has the data folder. */
  holder: 'process {pid} ({command})',
  heldSilently:
    'The data folder {folder} is in use by {holder}, which did not answer for {seconds} seconds. Nothing was carried out. End that process, or wait until it answers.',
  heldByOther:
    'Another program has locked the data folder {folder}, and nobody answered for {seconds} seconds. Nothing was carried out.',
  answerLost:
    'The process that took the command ended, or stopped answering, before it was done. It may have been carried out: look before you repeat it (list, runs).',
  foreignFolder:
    '{path} belongs to another user or is open to others, who could have root write elsewhere. Save in a folder of root.',
  foreignLink: '{name} is a link of another user, or leads in a circle',
  autostartImpossible: 'Start at login is not possible here.',
  autostartFailed: 'Start at login could not be changed: {error}.',
  autostartRefused: 'The system did not take the change.',
  autostartForeign:
    '{path} is in reach of another user: switch it on as the user whose desktop it is',
  autostartLost: '{file} does not hold what was written to it',
  /** The comment of the entry that starts the app at login. */
  autostartComment: 'Runs rsync tasks on time',
}

/** What main asks before a page has it start or write something on this computer. */
export const consent = {
  programs: 'Use another program for every run?',
  options:
    'Allow these options? With them rsync starts a program, here or on the other computer, or writes a file beside what it copies.',
  no: 'Cancel',
  yes: 'Allow',
  refused: 'This was not allowed, so nothing was changed or started.',
  tooMuch:
    'What has to be allowed for this is too much to show in one question, so nothing was changed or started. Use fewer or shorter options at a time, or the command line: rsync-tasks create, update, import, restore or programs.',
}

/** The plain page that is shown when the app's own has failed too often. */
export const crash = {
  title: 'The window failed three times',
  help: 'It is not loaded again by itself. Tasks go on running on their schedules. Close this window and open it again from the tray or by starting Rsync Tasks once more.',
  log: 'The log of the app:',
}

/** Why the data folder is not the user's own, and what to do about it. */
export const dataFolder = {
  denied:
    'The data folder {folder} cannot be used: {error}. Give this user the right to use it, or choose another folder with --user-data-dir.',
  shareDenied:
    'The data folder {folder} cannot be used: {path} is a share that lets in only the user who mounted it, not even root. Mount it with the option allow_root or allow_other, or choose another folder with --user-data-dir.',
  parentForeign:
    'The data folder {folder} is not safe: {path} belongs to user {owner}, who could put another folder in its place. Start the app as that user, or choose another folder with --user-data-dir.',
  parentOpen:
    'The data folder {folder} is not safe: others may write in {path} and could put another folder in its place. Run chmod go-w {word}, or choose another folder with --user-data-dir.',
  foreign:
    '{path} in the data folder belongs to user {owner} and cannot be trusted. Remove it, or make it yours: sudo chown -h "$(id -u)" {word}',
  link: '{path} in the data folder is a link that leads out of it. Put the file itself there, or remove the link: rm {word}',
  special: '{path} in the data folder is no file and no folder. Remove it: rm {word}',
  unclosed:
    '{path} cannot be closed to other users, since its disk keeps no permissions. Choose a folder on another disk with --user-data-dir.',
  dangling:
    'There is no data folder: {path} is a link to a folder that is not there. Make that folder, or remove the link: rm {word}',
  wasOpen:
    'Other users could change the data folder {folder}; it is closed to them now. Look through the tasks before they run.',
  socket:
    'User {owner} waited at {path} for commands of yours; the socket was removed. If an app of yours is open, end it and start it again.',
  opened:
    'Other users could read or change {path} in the data folder; it is closed to them now. | Other users could read or change {count} files in the data folder, such as {path}; they are closed to them now.',
  linked:
    '{path} in the data folder had a second name outside of it; it is a file of its own now. | {count} files in the data folder, such as {path}, had second names outside of it; they are files of their own now.',
}

/** What is said of tasks, and of the computer they run on. */
export const tasks = {
  notFound: 'There is no task {id}.',
  changedElsewhere: 'The task was changed elsewhere since it was opened.',
  deletedForGood: 'The task was deleted for good and cannot be brought back.',
  /** Stands where the host of a saved connection would. */
  connectionDeleted: '(deleted connection)',
  practice: 'Practice task',
  /** Stands in a file beside the files of the practice task. */
  practiceFiles:
    'These files were made up by Rsync Tasks for practice. They go away with the practice task.',
}

/** Users, programs and folders of this computer. */
export const machine = {
  noUser: 'Provided user "{user}" does not exist',
  unknownOwn:
    'The user with the number {uid} is not among the users of this computer, which ssh has to know. Start Rsync Tasks as one who is.',
  noUserToRun: 'The user {user} does not exist on this computer.',
  poptAlias:
    'An alias in ~/.popt or /etc/popt of the task’s user changes what this run does: {option}. Take it out there, and write into Auxiliary Parameters what you mean.',
  poptUnread:
    '{file} is a pipe, or too large to be looked through for aliases. rsync reads it before everything else: remove it, or make it a file of less than {limit}.',
  /** For a reason that has no full stop, where a sentence is wanted. */
  sentence: '{reason}.',
  sudoRefused:
    '{own} may not run programs as {other}. Choose {own}, or allow it in sudoers: {own} ALL=({other}) NOPASSWD: ALL',
  sudoMissing:
    'Running as another user needs sudo, which is not installed. Choose {own}, or install sudo',
  sudoFailed: 'Running as another user needs sudo, which could not be started: {error}',
  sudoSilent:
    'Running as another user needs sudo, which did not answer in time. Choose {own}, or find out what sudo waits for',
  programFailed: 'The program {program} could not be started: {error}.',
  isFile: '{path} is a file; choose a directory',
  noDirectory: 'There is no directory {path} on this computer',
  unreadable: '{path} cannot be read by this user',
  folderDenied: 'You may not read this folder.',
  folderMissing: 'This folder does not exist.',
  folderIsFile: 'This is a file, not a folder.',
}

/** The settings file, and why it cannot be read. The reasons stand in brackets. */
export const store = {
  restored:
    'The settings could not be read ({reason}); the previous version was restored. The damaged file was kept as {path}.',
  edited:
    'The settings file was edited while the app was open. The edit was not taken over; it was kept as {path}.',
  emptied:
    'The settings could not be read ({reason}); there was no previous version, so the app starts empty. The damaged file was kept as {path}.',
  missing: 'The settings were missing; the previous version was restored.',
  runsKept: 'The records of all runs until now were kept in {path}.',
  diskFull: 'the disk is full',
  moved: 'the data folder {folder} was moved or removed; quit the app, and start it again',
  unsaved: 'The settings could not be saved: {error}.',
  unread: 'The settings could not be read: {error}.',
  newer:
    'The settings were written by a newer version of Rsync Tasks (format {found}, this one reads up to {known}).',
  noObject: 'it is not an object',
  noVersion: 'its version is not a number',
  noTasks: 'it has no list of tasks',
  noList: 'it has no list {name}',
  sameTaskId: 'two tasks have the same id',
  sameCredentialId: 'two credentials have the same id',
  taskNumber: 'a task has no number',
  largeNumber: 'the number {found} in it is too large: numbers go up to {max} there',
  noNumberLeft:
    'No number is left: the settings hold {max}, the highest there is. Restore a backup of before, or look into the settings file.',
  task: 'task {id} is not valid ({field}: {message})',
  keyPair: 'a key pair is not complete',
  connectionNumber: 'an SSH connection has no number',
  connection: 'SSH connection {id} is not valid ({field}: {message})',
  password: 'a password is not complete',
}
