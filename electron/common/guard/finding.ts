import type { TaskSettings } from '../task/task'

/** Why a run is held, each with a sentence of its own. */
export const FINDING_KINDS = [
  'source-missing',
  'source-not-mounted',
  'source-other-device',
  'source-empty',
  'destination-missing',
  'destination-not-mounted',
  'destination-other-device',
  'destination-root',
  'destination-home',
  'destination-drive-root',
  'destination-pattern',
  'destination-inside-source',
  'source-inside-destination',
  'direction-reversed',
  'source-is-destination',
  'option-into-source',
  'option-uses-folder',
  'app-folder',
  'delete-limit',
  'changed-since-preview',
] as const
export type FindingKind = (typeof FINDING_KINDS)[number]

/** Something that keeps a run from being started before a person has looked. */
export interface Finding {
  readonly kind: FindingKind
  /** One sentence: what is the matter and what to do. */
  readonly message: string
  /** The setting that mends it, if one does. */
  readonly field: keyof TaskSettings | null
  /** False where no approval helps: the run would fail, or end in a disaster. */
  readonly canRunAnyway: boolean
}

/** Why a run ended BLOCKED, and how it can go on. Nothing was touched. */
export interface RunHold {
  /** At least one; the first is the run's reason. */
  readonly findings: readonly Finding[]
  /** The list of what the run would have done; null where there is none, as for a missing source. */
  readonly previewId: string | null
  /** True when *Run anyway once* (`previews:run`) may be asked. */
  readonly canRunAnyway: boolean
}
