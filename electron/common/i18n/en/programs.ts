/** The programs that tasks run with. */
export const programs = {
  openrsync:
    'This is openrsync, which lacks options that every run needs: install rsync (on macOS: brew install rsync) and choose it in the settings.',
  tooOld: 'rsync {version} is too old: tasks need {oldest} or newer.',
  tooOldFor: '{option} needs rsync {since}; this computer has {version}',
  noXattrs: 'The rsync of this computer is built without extended attributes',
  noAcls: 'The rsync of this computer is built without access control lists',
  noCompression: 'The rsync of this computer does not know the compression {value}, only {known}',
  notAbsolute: 'Enter an absolute path, such as /usr/local/bin/rsync',
  notExecutable: '{path} is not a program that can be started',
  notRsync: '{path} does not answer as rsync does',
  notSsh: '{path} does not answer as OpenSSH does',
}
