/** Words of backing up and restoring the configuration. */
export const backup = {
  title: 'Backup',
  help: 'Tasks, SSH connections, public keys and settings in one file. Passwords, private keys, history and logs are never part of it.',
  save: 'Back up…',
  restore: 'Restore…',
  saved: 'Backup saved as {path}.',
  dialogTitle: 'Restore a Backup',
  contents: '{path} holds {tasks}, {connections} and {keyPairs}.',
  tasks: '{count} task | {count} tasks',
  connections: '{count} SSH connection | {count} SSH connections',
  keyPairs: '{count} SSH key pair | {count} SSH key pairs',
  mode: 'What becomes of what is here',
  merge: 'Keep what is here and add the backup',
  mergeHelp: 'Settings stay as they are. What is here already is not added again.',
  replace: 'Replace everything here',
  replaceHelp:
    'All tasks, connections, key pairs and settings become those of the backup. Tasks that are not in it go with their history and logs. This cannot be undone.',
  add: 'Add',
  replaceAll: 'Replace all',
  doneTitle: 'Backup Restored',
  done: 'Restored: {tasks}, {connections}, {keyPairs}.',
  again: 'Give these again, because a backup holds no secrets:',
  privateKey:
    'The private key of {name}: import it in Backup Credentials under the same name. Until then whatever uses it fails.',
  switchedOff: 'Task {id} ({name}) is switched off: look at it, then enable it.',
  program: 'The program {program} was not taken over: choose it in Settings if you trust it.',
  password: 'The module password of task {id} ({name}): edit the task.',
} as const
