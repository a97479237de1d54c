/** What rsync's exit codes mean, by rsync's own names for them. */
export const exitCodes = {
  OK: 'Everything was copied.',
  SYNTAX:
    'rsync did not accept an option, or the module is read-only: check the auxiliary parameters and the module.',
  PROTOCOL:
    'The two sides did not understand each other: often the remote shell prints text when it starts.',
  FILESELECT: 'The files to copy, or the destination, could not be selected: check both paths.',
  UNSUPPORTED: 'One side does not support an option that was asked for.',
  STARTCLIENT:
    'The rsync daemon refused to start: check the module name, the user and the password.',
  SOCKETIO:
    'The remote host did not accept the connection: check host, port and that the service runs.',
  FILEIO:
    'A file could not be read or written: check free space and that the destination folder exists.',
  STREAMIO: 'The connection broke off, or rsync is not installed on the remote host.',
  MESSAGEIO: 'rsync could not report its own errors; run the task again and look at the log.',
  IPC: 'The parts of rsync lost touch with each other: often the computer is short of memory.',
  CRASHED: 'A part of rsync crashed.',
  TERMINATED: 'A part of rsync was ended from outside.',
  SIGNAL1: 'rsync was told to stop (SIGUSR1).',
  SIGNAL:
    'rsync was told to stop by something other than this app: the session or the computer was ending?',
  WAITCHILD: 'rsync lost one of its own processes.',
  MALLOC: 'rsync ran out of memory.',
  PARTIAL: 'Some files could not be copied; the log names each of them.',
  VANISHED:
    'Copied; some files disappeared while the run was going, which is normal for files in use.',
  DELETELIMIT: 'The limit of --max-delete was reached, so some files were not deleted.',
  TIMEOUT: 'No data came for too long, so rsync gave up: check the network and the remote host.',
  CONTIMEOUT: 'The rsync daemon did not answer in time: check host, port and firewall.',
  REMOTEFAILED: 'The remote shell failed.',
  REMOTEKILLED: 'The remote shell was killed.',
  REMOTENOTRUN: 'The remote command could not be run.',
  REMOTENOTFOUND: 'The remote command was not found: is rsync installed there?',
  SSH: 'ssh could not connect; the log has its reason.',
  UNKNOWN: 'rsync ended with a code that its manual does not list.',
}

/** Why a run failed, where rsync or ssh said more than the exit code does. */
export const causes = {
  brokenOff: 'The connection broke off before the run had ended.',
  compressionRefused:
    'The connection broke off. Compress is on, and the remote rsync may lack that kind of compression: try without it.',
  hostKeyChanged:
    'The host key of the remote host has changed; nothing was sent. Find out why before you accept the new key.',
  hostKeyUnknown: 'The host key of the remote host is not known; add it to known_hosts first.',
  keyTooOpen: 'The private key can be read by others, so ssh refused it; run chmod 600 on it.',
  keyRefused: 'The remote host did not accept the key of this user.',
  unresolved: 'The name of the remote host could not be resolved.',
  refused: 'The remote host refused the connection: check the port and that the service runs.',
  unreachable: 'The remote host cannot be reached: check the network.',
  timedOut: 'The remote host did not answer in time.',
  notConnected: 'The connection to the remote host could not be made: “{said}”.',
  connectForbidden:
    'This computer cannot connect to the remote host: “{said}”. Check host and port, and what a firewall or VPN here forbids.',
  noisyShell: 'The remote shell prints text when it starts; rsync needs it to be silent.',
  daemonBusy: 'The rsync daemon is busy: it allows no more connections now.',
  noModule: 'The rsync daemon has no module of that name.',
  passwordRefused: 'The rsync daemon did not accept the user or password.',
  readOnly:
    'The module is read-only, so nothing can be sent to it: choose another, or set “read only = no” in the daemon’s configuration.',
  readOnlySource:
    'The module is read-only, so no file can be removed from it: take {option} out of Auxiliary Parameters, or make the module writable.',
  full: 'The destination is full.',
  noRsync: 'rsync is not installed on the remote host.',
  vanished: 'The file disappeared',
  versionsApart: 'The two rsyncs speak no common protocol: update the older one.',
  tooOldThere:
    'The rsync of the other side is older than 3.0 and does not know these rules: update it, or take the options that delete and the rules out of the task.',
  optionUnknown:
    'rsync does not know the option {option}: take it out of Auxiliary Parameters, or correct it.',
  optionRefused:
    'The rsync daemon does not allow {option}: turn that setting off, or allow it in the daemon’s “refuse options”.',
  optionDaemonOnly: 'Auxiliary Parameters has {option}, which works with a module only.',
  passwordFileOpen:
    'The password file can be read by others, so rsync refused it; run chmod 600 on it.',
  compressionBroken:
    'The two rsyncs do not understand each other’s compression: “{said}”. Turn Compress off.',
  tooLarge:
    'A file is too large for the file system of the destination (FAT takes less than 4 GiB), or for a limit there: “{said}”.',
  rsyncKilled: 'rsync was ended on the remote host: “{said}”. Often that host is short of memory.',
  rsyncCrashed: 'rsync crashed on the remote host: “{said}”. Update it there.',
  compressionUnknown: 'The two rsyncs have no kind of compression in common: turn Compress off.',
  memory: 'rsync ran out of memory: copy fewer files at once, or take --max-alloc out.',
  linkDistrusted:
    'The destination is a link that somebody else owns, and rsync does not follow it: name the folder it leads to.',
  remoteSaid: 'ssh or the remote host said: “{said}”.',
  rsyncSaid: 'rsync said: “{said}”.',
  hostKeyRevoked:
    'The host key of the remote host is marked as revoked; nothing was sent. Ask whoever runs the host for its new key.',
  hostCertificate: 'ssh does not accept the certificate of the remote host: “{said}”.',
  sshBroken: 'The ssh of this computer cannot start: “{said}”. Install it again.',
  sshConfigOpen:
    'ssh refuses its configuration {file}, because others own it or can write to it: give it to the user of the task and run chmod 600 on it.',
  sshConfig:
    'ssh cannot use its configuration: “{said}”. Correct ~/.ssh/config of the user of the task, or /etc/ssh/ssh_config.',
  sshOption:
    'ssh does not take an option that it was given: “{said}”. Correct -e in Auxiliary Parameters.',
  sshApart:
    'ssh here and the SSH server have no {kind} in common: “{said}”. Update the older of the two, or allow what the server offers in ~/.ssh/config.',
  badPort:
    'ssh does not take the port: “{said}”. Correct Remote SSH Port, or Port in ~/.ssh/config.',
  badHost: 'ssh does not take the name of the remote host or user: “{said}”.',
  passwordExpired:
    'The password of the remote account has expired: log in there by hand once and change it.',
  accountClosed: 'The remote account is closed: “{said}”. Have it opened again on the remote host.',
  hostStarting: 'The remote host is starting or going down, and lets nobody in yet.',
  hostBusy: 'The remote host is busy: “{said}”.',
  tooManyKeys:
    'ssh offered too many keys, and the remote host gave up: use a saved SSH connection, or set IdentitiesOnly and IdentityFile for the host in ~/.ssh/config.',
  noKeysTaken:
    'The remote host takes no keys, only {methods}, and nobody can type a password in a run: allow the login by key there.',
  keyLocked:
    'The private key has a passphrase, which nobody can type in a run: save the key in an SSH connection, or add it to an agent.',
  keyUnreadable:
    'ssh cannot read the private key: “{said}”. Is the file whole, and of a kind that this ssh knows?',
  certificateUnreadable: 'ssh cannot read the certificate of the private key: “{said}”.',
  keyMissing: 'The private key is missing: “{said}”.',
  agentRefused:
    'The agent that holds the key did not sign: “{said}”. Unlock the key or touch the security key, then run the task again.',
  signatureApart:
    'ssh here and the SSH server have no kind of signature in common for this key: use an Ed25519 key, or update the older of the two.',
  notSsh: 'Something other than an SSH server answers on that port: “{said}”.',
  sshClosed:
    'The SSH server closed the connection before the login: it is busy, or keeps this computer out (MaxStartups, fail2ban, hosts.deny).',
  jumpRefused:
    'The way through the host in between (ProxyJump, ProxyCommand) failed: “{said}”. Try it with ssh on the command line.',
  jumpLost:
    'The host in between (ProxyJump, ProxyCommand) could not be reached, or closed the connection: “{said}”.',
  jumpSilent:
    'The host in between (ProxyJump, ProxyCommand) could not be reached, or closed the connection, without a word.',
  sharedConnection:
    'A shared connection of ssh (ControlMaster) does not work: “{said}”. End it, or remove its socket.',
  sshEnded: 'The SSH server ended the connection: “{words}”.',
  corrupted: 'The connection was damaged on its way: “{said}”.',
  accountCannot:
    'The remote account cannot run rsync: it says “{said}”. Give it a login shell such as /bin/sh on the remote host.',
  accountSftpOnly:
    'The remote account cannot run rsync: it says “{said}”. It is for SFTP alone: take ForceCommand away from it on the remote host, or use another account.',
  passwordWanted:
    '{program} asks for a password, which nobody can type in a run: allow rsync without one (NOPASSWD). It said “{said}”.',
  sudoDenied: 'The account may not run rsync as another user: “{said}”.',
  rsyncBroken: 'The rsync of the remote host cannot start: “{said}”. Install it there again.',
  rsyncForeign:
    'The rsync of the remote host cannot start: “{said}”. It is made for another kind of computer, or damaged.',
  rsyncDenied: 'The remote account may not run rsync: “{said}”.',
  rsyncDeniedNas:
    'The remote account may not run rsync: “{said}”. On a NAS, switch the rsync service on and give the account the right to use it.',
  rsyncNotStarted:
    'rsync could not be started on the remote host: “{said}”. Is --rsync-path right, and rsync installed there?',
  moduleFirst: 'Remote Module Name begins with a slash: it has to begin with the name of a module.',
  passwordDigest:
    'The two rsyncs have no kind of password check in common: update the older one. The daemon said “{said}”.',
  hostDenied:
    'The rsync daemon does not let this computer in: “hosts allow” or “hosts deny” in its configuration keeps out {host}.',
  daemonFolder:
    'The rsync daemon cannot enter the folder of the module: “{said}”. Its configuration names one that is missing or closed to the daemon.',
  daemonUser:
    'The rsync daemon cannot become the user or group that its configuration names for the module: “{said}”.',
  daemonLock:
    'The rsync daemon cannot open its lock file: “{said}”. Correct “lock file” in its configuration.',
  daemonCommand:
    'A command in the configuration of the rsync daemon failed and so ended the run: “{said}”.',
  daemonSecurity:
    'The rsync daemon does not trust its own configuration: “{said}”. Whoever runs it has to look at its log.',
  writeOnly:
    'The module is write-only, so nothing can be read from it: choose another, or set “write only = no” in the daemon’s configuration.',
  daemonExcluded: 'The configuration of the rsync daemon excludes the destination: “{said}”.',
  daemonSaid: 'The rsync daemon refused the run: “{said}”.',
  timeoutRefused:
    'The rsync daemon does not allow --timeout, which the app adds: add --timeout=0 to Auxiliary Parameters.',
  partialDirRefused:
    'The rsync daemon does not allow --partial-dir, which the app adds: add --partial-dir= to Auxiliary Parameters.',
  secludedRefused:
    'The rsync daemon does not allow --secluded-args (-s), which the app adds: add --no-s to Auxiliary Parameters.',
  compressRefused: 'The rsync daemon does not allow compression: uncheck Compress.',
  delayUpdatesRefused: 'The rsync daemon does not allow --delay-updates: uncheck Delay Updates.',
  deleteRefused: 'The rsync daemon does not allow {option}: uncheck Delete.',
  neededOptionRefused:
    'The rsync daemon does not allow {option}, which the app needs: have it taken out of “refuse options” in the daemon’s configuration.',
  notRsyncd: 'Something other than an rsync daemon answers on that port.',
  proxyRefused: 'The proxy (RSYNC_PROXY) did not let the connection through: “{said}”.',
  optionUnknownThere:
    'The rsync of the remote host does not know the option {option}: update it, or turn that setting off.',
  optionsRefused: 'rsync does not take these options: “{said}”. Check the auxiliary parameters.',
  passwordFileMissing: 'rsync cannot read the password file: “{said}”.',
  passwordFileOwner:
    'rsync refuses the password file, because it has to belong to root: run chown root on it.',
  checksumUnknown: 'The two rsyncs have no kind of checksum in common: take --checksum-choice out.',
  noXattrs:
    'The rsync of one side ({side}) is built without extended attributes: uncheck Preserve Extended Attributes.',
  noAcls:
    'The rsync of one side ({side}) is built without ACLs: take --acls (-A) out of Auxiliary Parameters.',
  parameterFile: 'rsync cannot use a file or folder that Auxiliary Parameters name: “{said}”.',
  programMissing:
    'The program {program} was not found on this computer: install it, or correct -e in Auxiliary Parameters.',
  computerBusy: 'A computer is short of memory, processes or open files: “{said}”.',
  quota: 'The quota of the account at the destination is used up.',
  readOnlyDisk: 'The disk of the destination is read-only: “{said}”.',
  stale: 'A network drive has lost its folder and has to be mounted again: “{said}”.',
  badDisk: 'A disk reports errors: “{said}”. Check it before anything else.',
  destinationFile: 'The destination is a file, and has to be a folder.',
  destinationDenied: 'The user may not write to the destination folder: “{said}”.',
  destinationParent:
    'The folder in which the destination would be made does not exist: “{said}”. Check the path, or create that folder.',
  sourceMissing: 'The source does not exist, so nothing was copied: check the path.',
  deleteLimit:
    'The limit of --max-delete was reached: {count} file was left that should have been deleted. | The limit of --max-delete was reached: {count} files were left that should have been deleted.',
  timeWindow:
    'Stopped at the time that --stop-after or --stop-at sets; the next run continues from there.',
}

/** What failed of a run that copied a part; the attributes are names in a list. */
export const failures = {
  times: 'times',
  permissions: 'permissions',
  owner: 'the owner or group',
  acls: 'ACLs',
  xattrs: 'extended attributes',
  list: '{first} and {last}',
  onlyUnset: 'Everything was copied, but {unset}',
  alsoUnset: 'Besides, {unset}',
  unset:
    '{what} of {count} entry could not be set: {how}. | {what} of {count} entries could not be set: {how}.',
  timesUnchecked: 'uncheck Times, or add --omit-dir-times for folders alone',
  timesOfArchive: 'add --omit-dir-times (folders alone) or --no-times to Auxiliary Parameters',
  permissionsUnchecked: 'uncheck Preserve Permissions',
  permissionsOfArchive: 'add --no-perms to Auxiliary Parameters',
  ownerOff: 'add --no-owner and --no-group to Auxiliary Parameters',
  xattrsUnchecked: 'uncheck Preserve Extended Attributes',
  xattrsOff: 'take -X out of Auxiliary Parameters',
  aclsOff: 'take --acls (-A) out of Auxiliary Parameters',
  seeLog: 'see the log',
  andOthers:
    '{count} more failed for other reasons; the log names each of them. | {count} more failed for other reasons; the log names each of them.',
  badDisk:
    '{count} file could not be copied because a disk reports errors: check it before anything else. | {count} files could not be copied because a disk reports errors: check it before anything else.',
  stale:
    '{count} file could not be copied because a network drive has lost its folder: mount it again. | {count} files could not be copied because a network drive has lost its folder: mount it again.',
  full: '{count} file could not be copied because the destination is full. | {count} files could not be copied because the destination is full.',
  readOnlyDisk:
    '{count} file could not be copied because the disk of the destination is read-only. | {count} files could not be copied because the disk of the destination is read-only.',
  tooLarge:
    '{count} file is too large for the file system of the destination (FAT takes less than 4 GiB). | {count} files are too large for the file system of the destination (FAT takes less than 4 GiB).',
  links:
    '{count} link could not be made: the file system of the destination has none (FAT, exFAT). Add --no-links to Auxiliary Parameters. | {count} links could not be made: the file system of the destination has none (FAT, exFAT). Add --no-links to Auxiliary Parameters.',
  devices:
    '{count} device or special file could not be made: add --no-D to Auxiliary Parameters. | {count} devices or special files could not be made: add --no-D to Auxiliary Parameters.',
  names:
    '{count} name is one that the destination cannot have (characters or length); the log has it. | {count} names are such that the destination cannot have them (characters or length); the log has them.',
  busy: '{count} file could not be copied because a program uses it. | {count} files could not be copied because programs use them.',
  tooManyOpen:
    '{count} file could not be copied because too many files are open on that computer. | {count} files could not be copied because too many files are open on that computer.',
  changed:
    '{count} file changed while it was copied; the next run copies it. | {count} files changed while they were copied; the next run copies them.',
  excluded:
    '{count} file is excluded by the configuration of the rsync daemon. | {count} files are excluded by the configuration of the rsync daemon.',
  noReferent:
    '{count} link leads nowhere, so there was nothing to copy (--copy-links). | {count} links lead nowhere, so there was nothing to copy (--copy-links).',
  undeleted:
    '{count} file could not be deleted at the destination; the log has the reason. | {count} files could not be deleted at the destination; the log has the reasons.',
  unremoved:
    '{count} file was copied, but not removed from the source: make the source writable, or take out the option that removes files. | {count} files were copied, but not removed from the source: make the source writable, or take out the option that removes files.',
  sourceDenied:
    '{count} file could not be copied because the user may not read it at the source; the log names it. | {count} files could not be copied because the user may not read them at the source; the log names each of them.',
  destinationDenied:
    '{count} file could not be copied because the user may not write it at the destination; the log names it. | {count} files could not be copied because the user may not write them at the destination; the log names each of them.',
  others:
    '{count} file could not be copied; the log names it. | {count} files could not be copied; the log names each of them.',
}
