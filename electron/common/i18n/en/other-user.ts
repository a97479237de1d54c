/** Running as another user of this computer. */
export const otherUser = {
  needsTerminal:
    'sudo wants a terminal here (requiretty), which a task never has. Choose {own}, or add to sudoers: Defaults:{own} !requiretty',
  hidden:
    '/proc hides the processes of other users here (hidepid), so a run as {other} could not be stopped. Choose {own}, or mount /proc without hidepid, or with gid= of a group in which {own} is',
  noAgent: 'No ssh-agent could be started as {user}: {why}',
}
