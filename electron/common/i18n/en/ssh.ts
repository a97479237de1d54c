/** Remote hosts, as far as they are asked while a task or a connection is set up. */
export const ssh = {
  hostFirst: 'Enter the remote host first.',
  noHostKeyInTime: 'SSH timeout: {place} showed no host key in time.',
  unpinned: 'Host key not found in SSH Connection Settings',
  notInFile: 'Host key not found in {path}',
  handshakeTimedOut: 'The host did not answer in time.',
  keyNotGiven: '{user} could not be given the key of the connection: {error}',
}

/** What ssh says of its own configuration. */
export const sshConfig = {
  timedOut:
    'ssh did not tell in time what it would do for {user} (ssh -G). Look for a slow Match exec, or a slow name server, in ssh_config.',
  unreadable: 'ssh cannot read its configuration: {error}.',
}

/** The known_hosts file and the keys in the home directory of a user; TrueNAS's words. */
export const home = {
  noKey:
    'In order to use rsync over SSH you need a user with a private key (DSA/ECDSA/RSA) set up in home dir.',
  tooOpen:
    'Permissions {mode} for {file} are too open. Please correct them by running chmod 600 {file}',
  unreadable: 'Failed to load {path}: {error}',
  brokenLine: 'Failed to load {path}: Invalid known hosts entry: {line}',
  noFile: 'ssh_config says that new host keys go to no file, so none can be added.',
  unwritten: '{path} could not be written: {error}',
  revoked: 'The {type} key of {host} is marked as revoked in known_hosts.',
  changed:
    'The {type} key of {host} has changed: known_hosts has {old}, the host shows {found}. Find out why before you accept the new key.',
  otherKinds:
    'known_hosts has only other keys of {host} ({types}). Find out why before you accept a new one.',
}

/** Whether Remote Path is there; TrueNAS's words. */
export const remotePath = {
  /** The label of the setting by which Remote Path is looked at. */
  validation: 'Validate Remote Path',
  notADirectory:
    'The Remote Path you specified does not exist or is not a directory. Either create one yourself on the remote machine or uncheck the {validation} field.',
  timedOut: 'SSH timeout occurred. Remote path cannot be validated.',
  keyChanged:
    'Failed to verify remote host key: the key of {host} has changed. Find out why before you accept the new key.',
  notPinned:
    'Failed to verify remote host key: it is not the one saved in the SSH connection. Discover the host key there and compare it',
  notKnown:
    'Failed to verify remote host key: {host} is not in known_hosts. Turn on SSH Keyscan, or run: ssh-keyscan -p {port} {host} >> ~/.ssh/known_hosts',
  unreachable: 'Connection to the remote host {host} on port {port} failed.',
  refused:
    'Disconnect Error [error code {code}: {error}] was generated when trying to communicate with remote host {host} and remote user {user}.',
}

/** Installing a public key with the password of the account. */
export const installKey = {
  stranger: 'Discover and save the host key first: a password must not go to a stranger',
  otherKey: 'The host showed another key than the saved one; the password was not sent',
  password: 'The host does not accept this password for {user}, or no passwords at all',
  closed: 'The host closed the connection.',
  timedOut: 'The host did not finish the login in time.',
  silent: 'The host let you in and then did not answer, so add the public key there by hand.',
  unreachable: 'The host could not be reached: {error}.',
  noWay:
    'The app cannot go through {via} with a password; type in a terminal: ssh-copy-id, with the public key of the key pair.',
  noSftp: 'The host offers no SFTP, so add the public key there by hand.',
  unwritten: '~/{file} could not be written on the host: {error}.',
  unreadable: '~/{file} could not be read on the host: {error}.',
}

/** Browsing the folders of a remote host. */
export const sftp = {
  outOfTurn: 'The host answered out of turn.',
  otherProtocol: 'The host does not speak SFTP.',
  noisyShell: 'The shell of the host prints text when it starts, so SFTP does not work.',
  missing: 'The host offers no SFTP.',
  silent: 'The host did not answer in time, or offers no SFTP.',
  noFolder: '{path} is no folder on the host.',
  denied: 'You may not read {path} on the host.',
  unreadable: '{path} cannot be read on the host.',
}

/** Listing the modules of an rsync daemon. */
export const modules = {
  timedOut: '{place} did not answer in time.',
  nothingListens: 'No rsync daemon listens on {place}.',
  unresolved: 'The name in {place} could not be resolved.',
  refused: 'The rsync daemon on {place} refused to list its modules.',
  failed: 'The modules of {place} could not be listed: {error}',
}
