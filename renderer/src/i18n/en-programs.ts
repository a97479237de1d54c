/** Words of the programs that tasks run with. */
export const programs = {
  title: 'Programs',
  rsync: 'rsync Program',
  ssh: 'ssh Program',
  rsyncHelp:
    'An absolute path, such as /usr/local/bin/rsync. Leave it empty for the system default.',
  sshHelp: 'An absolute path, such as /usr/bin/ssh. Leave it empty for the system default.',
  system: 'System default',
  reset: 'Use the system default',
  rsyncInUse: 'In use: {kind} {version}, protocol {protocol}',
  sshInUse: 'In use: {version}',
  noRsync: 'There is no rsync, so no task can run.',
  noSsh: 'There is no OpenSSH, so no task over SSH can run.',
  xattrs: 'Extended attributes: {answer}',
  acls: 'Access control lists: {answer}',
  compressions: 'Compression: {known}',
} as const
