/** A file or folder that rsync could not handle. */
export interface FailedPath {
  /** As rsync names it, unescaped; bytes that are not UTF-8 are U+FFFD. Never for acting on. */
  readonly path: string
  /** In the system's words: `Permission denied`. */
  readonly reason: string
}

/** What a run could not handle: the first few, and how many there were. */
export interface FailedPaths {
  readonly paths: readonly FailedPath[]
  /** At least as many as `paths`. */
  readonly total: number
}

/** Records of runs are kept for long and cross to the window often; the log has them all. */
export const MAX_FAILED_PATHS = 20
