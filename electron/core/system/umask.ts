let users: number | null = null

/**
 * Whatever this process makes from now on is closed to others, also what Chromium and libraries
 * make, whatever the user's umask is.
 */
export function closeToOthers(): void {
  users = process.umask(0o077)
}

/** Starts a program, whose own files get the rights that the user wants new files to have. */
export function withUsersUmask<T>(start: () => T): T {
  if (users === null) return start()
  const ours = process.umask(users)
  try {
    return start()
  } finally {
    process.umask(ours)
  }
}
