/** Running as another user of this computer. */
export const otherUser = {
  needsTerminal:
    'sudo wants a terminal here (requiretty), which a task never has. Choose {own}, or add to sudoers: Defaults:{own} !requiretty',
  noAgent: 'No ssh-agent could be started as {user}: {why}',
}
