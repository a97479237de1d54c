/** The command that gives a task the password of its module. */
export const modulePassword = {
  help: 'gives a task the password of its module, from a file or standard input, or takes it away',
  needed: 'The command password needs --file FILE, --file - or --remove.',
  empty: 'There is no password in the input; take one away with --remove',
  otherPlace:
    'The stored password is for {former}. Enter the one for {next}, or remove the stored one',
  noModule: 'Only a task with the Rsync Mode Module has a password',
  stored: 'The password of task {id} was stored.',
  removed: 'Task {id} has no password any more.',
}
