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
  noisyShell: 'The remote shell prints text when it starts; rsync needs it to be silent.',
  daemonBusy: 'The rsync daemon is busy: it allows no more connections now.',
  noModule: 'The rsync daemon has no module of that name.',
  passwordRefused: 'The rsync daemon did not accept the user or password.',
  readOnly: 'The module is read-only, so nothing can be sent to it.',
  full: 'The destination is full.',
  noRsync: 'rsync is not installed on the remote host.',
}
