/** What the command line says beside its answers. */
export const cli = {
  moreInLog: 'and {count} more path, in the log | and {count} more paths, in the log',
}
