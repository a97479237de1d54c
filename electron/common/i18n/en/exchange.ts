/** Import, export, duplicates, and the backup of the configuration. */
export const exchange = {
  copyOf: '{desc} (copy)',
  shell: {
    braces: "Braces such as {'{'}a,b{'}'} become several words in a shell: write the words out.",
    escape: 'A backslash stands at the very end.',
    quote: 'A quotation mark is not closed.',
    substitution:
      'What a shell would compute here ($(…), backquotes, $1 and the like) is not known: write the result instead.',
    variable: 'The value of the variable {name} is not known: write it instead.',
    unquoted:
      'The value of {name} has *, ? or [, which a shell takes for names of files here: write the words out instead, in single quotes.',
    separators:
      'The script sets IFS, so the words of {name} are not known: write them out instead.',
    arguments:
      "The arguments that the script gets ($1, ${'@'}) are not known: write them out instead.",
    arrays: 'A list in parentheses is not known to sh: begin the script with #!/bin/bash.',
    included:
      'The file {path} that is read before it may set this variable: write its value instead.',
    home: 'The home folder of another user is not known: write the whole path.',
    homeBehindName: 'A ~ behind = is the home folder to some shells only: write the whole path.',
    hereDocument: 'A text that follows with << cannot be taken over.',
  },
  refused: {
    user: '“{name}” is not the name of a user: write the name.',
    noRsync: 'No rsync is started here.',
    pipe: 'The output goes on to another program, which a task cannot do: the log of a task keeps it.',
    moreThanOne:
      'It does more than start one rsync: import the rsync alone, and keep the rest where it is.',
    program: '“{program}” stands before rsync, and what it does is not known.',
    relative: '“{path}” begins in a folder that is not named: write the path from / on.',
    needsValue: '{option} needs a value.',
    dryRun: 'With -n nothing is copied: leave it out, and use the preview of the task.',
    oldArgs: 'It leaves the remote path to the remote shell, which a task never does.',
    notACopy: '{option} makes rsync do something else than copy.',
    dirs: 'Folders without what is in them (-d or --files-from without -r) cannot be copied by a task.',
    standardInput: '{option} reads standard input, and a task has none: name a file.',
    noDestination: 'It names no source or no destination, so it only lists files.',
    severalSources: 'It has several sources, and a task has one: make one task of each.',
    severalAndDelete:
      'It has several sources and deletes, and a task has one: of two tasks with the same destination each would delete what the other copied. Give each a folder of its own there.',
    bothLocal: 'Both sides are on this computer; one side of a task is a remote host.',
    bothRemote: 'Both sides are remote hosts, which rsync itself refuses.',
    pattern:
      '“{text}” stands for all files of that form: name the folder instead, and choose by --include and --exclude.',
    remoteShell:
      '“{path}” has characters that the remote shell would make something of: write the plain path.',
    remoteProgram: '“{program}” is not ssh, and a task connects by ssh alone.',
    sshOption:
      'The option {option} of ssh cannot be taken over: put it into ~/.ssh/config for this host.',
    jump: 'ssh goes through {jump}, which a task leaves to ssh_config: write ProxyJump {jump} below Host {host} into ~/.ssh/config of {user}, and import it again.',
    daemonOverShell: 'A daemon behind ssh (:: together with -e) cannot be reached by a task.',
    noModule: 'It names no module of the rsync daemon.',
    passwordInUrl: 'A password stands in the address: leave it out, and enter it in the task.',
    invalid: '{field}: {message}',
    parameter: '{message}.',
    notJson: 'The input is not valid JSON: {message}',
    schedule: '“{text}” is no schedule.',
    reboot: "{'@'}reboot runs when the computer starts, which no schedule says.",
    bothDays:
      'cron runs this on days that meet both the day of month and the day of week, because one of them begins with *; a task runs on days that meet either.',
    percent: 'An unescaped % ends the command in a crontab: write \\% where the sign is meant.',
    randomTime: '“{text}” is a random time, and a task has a fixed one: write it.',
    variable:
      'The variable {name} changes what rsync does in a way that a task cannot: take it out, or keep the command where it is.',
    notCalled: 'It is in the function {name}, which is never called.',
    notReached: 'It never runs: the script, function or loop ends before it.',
    doubted:
      'A break, continue or return under a condition may skip it: write the rsync commands one by one.',
    unclear:
      'The app cannot tell what “{name}” does: it is an alias, or there are several functions of that name.',
    tooLong:
      'This is too much to be read from here on: import it in parts, or the rsync commands alone.',
    notShell: 'It is written for a program that is no shell like sh or bash.',
    oneWord:
      '“{text}” is one word with blanks, which rsync does not understand: take the quotation marks around it away.',
    notUtf8: '“{text}” has bytes that are no UTF-8: write the path as a form shows it.',
    windows: '“{path}” is a path of Windows, which this computer does not have.',
    tooLarge: 'This file is too large to be a list of tasks: choose another one.',
    nothing: 'Nothing to import was found.',
  },
  notes: {
    redirected: 'Where the output went is left out: each run has a log of its own.',
    starter: '“{program}” is left out.',
    variable: 'The variable {name} is left out.',
    password: 'The password was not taken over: enter it in Module Password.',
    pattern: '“{text}” is taken as it stands, as a shell does when no file has that form.',
    shownByApp:
      'Options that only show progress or numbers are left out: the app shows them by itself.',
    notRecursive:
      'Without -r plain rsync skips a folder and copies nothing of it; this task copies the files directly in the folder, without its sub-folders.',
    notRecursiveFolder:
      'Without -r plain rsync skips a folder and copies nothing of it; if {name} is one, this task makes {name} at the destination and copies the files directly in it, without its sub-folders.',
    deleteBefore:
      'Delete removes files at the end of a run, not before: the destination needs room for both.',
    hostKey: 'The host key is always checked: what the command says about that is left out.',
    keyFile:
      'The key {path} is left out: import it in Backup Credentials and choose an SSH connection, or the key in the home folder is used.',
    sshConfig:
      'Account or port is not named, so it is the task’s user and port 22; ~/.ssh/config does not change that.',
    parameter: '{message}.',
    runsHere: '{option} starts a program on this computer.',
    runsThere: '{option} runs something else on the remote host.',
    readsHere: '{option} reads a file of this computer.',
    writesHere: '{option} writes on this computer beside what is copied.',
    writesDevices: '{option} writes over what a device holds: a whole disk, if it is one.',
    trustsSender:
      '{option} trusts the other side, which could then write what was not asked for, and outside of Path.',
    removesHere: '{option} deletes files on this computer.',
    noLimit: 'It deletes without the usual limit ({names}).',
    switchedOff:
      'It was enabled there, and comes switched off unless it is enabled with the import.',
    staysOff:
      'It stays switched off until it is enabled in the form, for what it does beside copying.',
    unknownField: '“{field}” is not a setting of a task and is left out.',
    noConnection: 'There is no SSH connection {id} here: choose one in the task before it runs.',
    foreignConnection:
      'The SSH connection “{name}” is not here, so the key in the home folder is used: create the connection and choose it in the task.',
    usesConnection: 'It uses the SSH connection “{name}” of this app.',
    noSchedule: 'It has no schedule, so daily at 00:00 is set.',
    cronZone: '{name} is left out: schedules follow the time zone of this computer.',
    randomDelay: 'RANDOM_DELAY is left out: the task starts at the time itself.',
    unknownUser: '“{name}” is read as the user of the job, and this computer has no such user.',
    oneOfSeveral:
      'Other commands of the same line become tasks of their own, and may run at the same time.',
    onFailure: 'The command for a failure is left out: see Notifications in the settings.',
    conditions: 'What the script does depending on its result is left out.',
    notPassed: '{program} does not hand on {name}, so it has no effect here either.',
    umask:
      'The umask is left out: new files on this computer get the permissions that the umask of the app allows.',
    umaskOfChmod:
      'The umask is left out: what --chmod changes without saying for whom (u, g, o or a) follows the umask of the app.',
    notExported: '{name} is set and not exported, so rsync does not see it.',
    sshPassword: 'The password of sshpass is left out: a task signs in with a key.',
    known: 'The same task is here already, or further up in the text, and is not added again.',
  },
  export: {
    lineBreak:
      'A crontab cannot hold the line break in a path or parameter of {name}: export it as a script.',
    tooLong:
      'The command of {name} has more than {max} bytes, which cron does not read: export it as a script.',
    oneTask: 'A script runs one task: choose one by its number.',
    noConnection: 'The SSH connection of {name} does not exist any more: choose another one first.',
    unknownPort:
      'TrueNAS needs the port of {name}, and ssh_config cannot be asked for it: {reason}. Enter it in Remote SSH Port first.',
    password:
      'Needs the password of the module: in the variable RSYNC_PASSWORD, or in a file named by --password-file.',
    key: 'Needs the private key of the SSH connection “{name}” where ssh finds it, such as ~/.ssh/id_ed25519.',
    hostKeys: 'Needs these lines in ~/.ssh/known_hosts:',
  },
}
