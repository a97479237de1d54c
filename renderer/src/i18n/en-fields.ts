/** The settings of a task: labels as on TrueNAS's screens, and what each does. */
export const fields = {
  path: {
    label: 'Path',
    placeholder: '/srv/photos',
    help: 'The directory on this computer to sync with a remote server. Linux path limits apply; other systems can have different limits. A slash at the end means the contents of the directory.',
  },
  user: {
    label: 'User',
    help: 'The user who runs the rsync task. It needs permission to write to the destination. With Rsync Mode SSH, it needs a private key in its home directory (ed25519, ECDSA or RSA), unless a saved SSH connection is used.',
    helpWithConnection:
      'The user of this computer who runs the rsync task, with this user’s permissions on Path. On the remote host the user of the SSH connection signs in, with its key.',
  },
  direction: {
    label: 'Direction',
    placeholder: 'Select a direction',
    help: 'The flow of data between this computer and the remote host.',
    push: 'Push',
    pushHelp: 'Copies from this computer to the remote host',
    pull: 'Pull',
    pullHelp: 'Copies from the remote host to this computer',
  },
  desc: { label: 'Description', help: 'A short description of the rsync task.' },
  mode: {
    label: 'Rsync Mode',
    help: 'Module uses a module that is defined on an rsync server. SSH connects to a computer on which SSH is enabled.',
    module: 'Module',
    moduleHelp: 'A module of an rsync server',
    ssh: 'SSH',
    sshHelp: 'Any computer with SSH and rsync',
  },
  connectUsing: {
    label: 'Connect using',
    help: 'How to sign in on the remote host: with a key in the home directory of the user chosen in User, or with a saved SSH connection. The keychain is what Backup Credentials shows.',
    homeKey: "SSH private key stored in user's home directory",
    keychain: 'SSH connection from the keychain',
  },
  sshCredentials: {
    label: 'SSH Connection',
    help: 'A saved SSH connection of Backup Credentials: host, port, user, key and host key.',
    createNew: 'Create New',
    deleted: '(deleted connection)',
    chooseOther: 'This connection was deleted. Choose another one',
  },
  sshKeyscan: {
    label: 'SSH Keyscan',
    help: 'Scans the host key of the remote host, shows its fingerprint and adds it to known_hosts of the user when you agree.',
  },
  modulePassword: {
    label: 'Password',
    help: 'For a module that asks for one. It is kept encrypted and given to rsync alone.',
    saved: 'A password is saved',
    forget: 'Forget the saved password',
  },
  remoteHost: {
    label: 'Remote Host',
    placeholder: 'backup.example.com',
    help: "The IP address or host name and domain of the remote system. Use the format username{'@'}remote_host if the user name differs on the remote host.",
  },
  remoteModule: {
    label: 'Remote Module Name',
    help: "The name of a module that is defined in the rsync server's rsyncd.conf(5), exactly as it stands there.",
    list: 'List modules',
    none: 'The rsync daemon lists no modules.',
  },
  remotePort: {
    label: 'Remote SSH Port',
    help: 'The SSH port number of the remote system, 22 by default.',
    asSshHasIt: 'Port and user as ssh has them',
    asSshHasItHelp:
      'Leaves the port to ~/.ssh/config of the user, and the user name where Remote Host has none: as in a terminal with ssh and this host.',
  },
  remotePath: {
    label: 'Remote Path',
    placeholder: '/backup',
    help: 'An existing path on the remote host. Maximum length: 255 bytes.',
    tree: 'Browse the folders of the remote host',
  },
  validateRpath: {
    label: 'Validate Remote Path',
    help: 'Tests the connection to the remote server and that Remote Path exists there. Nothing is created.',
  },
  schedule: {
    label: 'Schedule',
    help: 'When the task runs: choose a preset, or create a custom schedule.',
  },
  recursive: {
    label: 'Recursive',
    help: 'Includes all subdirectories of the specified directory. When cleared, only the specified directory is included.',
  },
  enabled: {
    label: 'Enabled',
    help: 'Runs the task on its schedule. Clear to disable the task without deleting it.',
  },
  times: { label: 'Times', help: 'Preserves modification times of files.' },
  compress: {
    label: 'Compress',
    help: 'Reduces the size of the data to transmit. Recommended for slow connections.',
  },
  archive: {
    label: 'Archive',
    help: 'Preserves symlinks, permissions, modification times, group and special files, and runs recursively. When run as root, owner, device files and special files are preserved as well. Equal to the flags -rlptgoD of rsync.',
  },
  delete: {
    label: 'Delete',
    help: 'Deletes files in the destination directory that do not exist in the source directory.',
  },
  quiet: {
    label: 'Quiet',
    help: 'Suppresses informational messages from the remote server. Errors are still logged.',
  },
  preservePerm: {
    label: 'Preserve Permissions',
    help: 'Preserves original file permissions. Useful when the user is root.',
  },
  preserveAttr: {
    label: 'Preserve Extended Attributes',
    help: 'Preserves extended attributes; both systems must support them.',
  },
  delayUpdates: {
    label: 'Delay Updates',
    help: 'Keeps the temporary file of each updated file in a holding directory until the end of the transfer, then renames all of them.',
  },
  extra: {
    label: 'Auxiliary Parameters',
    placeholder: '--exclude=\\*.tmp',
    help: "Additional rsync(1) options. Press Enter after each one. Escape the * character with a backslash (\\*.txt) or put it inside single quotes ('*.txt').",
    caution:
      'These options are passed to rsync as they are and are not tested with this app. A wrong one can have unforeseen effects, including corrupted or lost data.',
    entries: 'Entered parameters',
    edit: 'Edit this entry',
    remove: 'Remove {entry}',
  },
  deleteLimit: {
    label: 'Delete at Most',
    help: 'A run that would delete more entries of the destination than this is held back until you have looked at the list. Leave it empty for any number.',
    placeholder: 'Any number',
  },
  deleteLimitPercent: {
    label: 'Delete at Most, in Percent',
    help: 'A run that would delete a larger share of the destination than this is held back until you have looked at the list. It never holds a handful of files. Leave it empty for any share.',
    placeholder: 'Any share',
  },
  notify: {
    label: 'Notify About',
    help: 'Which runs of this task end with a notification on the desktop. With Quiet a run that went well is not told.',
    default: 'As in Settings',
    defaultNow: 'Now: {level}',
  },
} as const
