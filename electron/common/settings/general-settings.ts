/** When schedules were paused, and until when; null means until a person resumes them. */
export interface Pause {
  readonly since: number
  readonly until: number | null
}

/** How long schedules can be paused for. */
export const PAUSE_KINDS = ['hour', 'tomorrow', 'resumed'] as const
export type PauseKind = (typeof PAUSE_KINDS)[number]
