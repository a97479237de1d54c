import type { RsyncProgram } from '../rsync/rsync-program'

/** The programs a person chose, as absolute paths; null for the one of PATH. */
export interface ProgramSettings {
  readonly rsync: string | null
  readonly ssh: string | null
}

export const PROGRAM_DEFAULTS: ProgramSettings = { rsync: null, ssh: null }

/** The programs in use, and what they say of themselves. */
export interface ProgramsState {
  readonly chosen: ProgramSettings
  /** Null when there is none, or something else answers. */
  readonly rsync: RsyncProgram | null
  /** `OpenSSH_9.2p1`; null when there is none. */
  readonly ssh: string | null
  /** Why no task can run with this rsync; null when they can. */
  readonly problem: string | null
}

/** Stored data as settings; what makes no sense is the program of PATH. */
export function checkPrograms(raw: unknown): ProgramSettings {
  const given = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>
  const path = (value: unknown) =>
    typeof value === 'string' && /^\/[^\0]*$/.test(value) ? value : null
  return { rsync: path(given['rsync']), ssh: path(given['ssh']) }
}
