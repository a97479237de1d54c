const WORDS = 'Rsync Tasks, to run as'

/**
 * The comment of our exports that says whose task it is, for people and for the way back. Of several
 * above a command the first one counts: below it stands the description, which may say anything.
 */
export const OWNER_NOTE = {
  write: (user: string): string => `${WORDS} ${user}:`,
  /** The user; null for any other comment. */
  read: (comment: string): string | null =>
    comment.startsWith(`${WORDS} `) && comment.endsWith(':')
      ? comment.slice(WORDS.length + 1, -1)
      : null,
}
