/** Sentences about files and folders that are asked for outside of the app's own folder. */
export const files = {
  mountSilent:
    '{path} did not answer for {count} second: {source} ({type}, mounted at {mountPoint}) does not respond. Check that its server or disk is there, or unmount it (umount -l), then try again. | {path} did not answer for {count} seconds: {source} ({type}, mounted at {mountPoint}) does not respond. Check that its server or disk is there, or unmount it (umount -l), then try again.',
  folderSilent:
    '{path} did not answer for {count} second. Check that its server or disk is there. | {path} did not answer for {count} seconds. Check that its server or disk is there.',
  notPlain: '{path} is no plain file, so it is not read. Choose a file.',
  pipeUnread:
    '{path} is a pipe that nobody reads, or a socket. Start the program that reads from it first, or choose a file.',
  pipeForeign:
    '{path} is a pipe of another user, who would read what is saved. Choose another name or folder.',
  pipeSilent:
    'Nothing was taken from {path} for {count} second. | Nothing was taken from {path} for {count} seconds.',
}
