import * as yup from 'yup'
import type { FieldError } from '../errors'
import { unknownField } from '../field-errors'
import { sayLater } from '../i18n/say'
import type { Pause } from '../schedule/decide'
import { DAY_MS, HOUR_MS, realTime, wallTime } from '../schedule/zone-clock'

/** Settings of the app as a whole. */
export interface GeneralSettings {
  /** How many runs may go on at once. */
  readonly maxParallelRuns: number
  /** Runs and logs older than this many days are removed; null keeps them for ever. */
  readonly keepRunsDays: number | null
  /** Oldest logs are removed when all of them take more than this; null for no limit. */
  readonly keepLogsMegabytes: number | null
  /** The pause of schedules that was set last, also when it is over. */
  readonly pause: Pause | null
}

export const GENERAL_DEFAULTS: GeneralSettings = {
  maxParallelRuns: 3,
  keepRunsDays: 365,
  keepLogsMegabytes: 1000,
  pause: null,
}

/** The settings a person may change; a pause has commands of its own. */
export type GeneralChanges = Partial<Omit<GeneralSettings, 'pause'>>

export const MAX_PARALLEL_RUNS = 64

const count = (max: number, message: () => string) =>
  yup.number().typeError(message).integer(message).min(1, message).max(max, message)

const schema = yup
  .object({
    maxParallelRuns: count(
      MAX_PARALLEL_RUNS,
      sayLater('rules.general.maxParallelRuns', { max: MAX_PARALLEL_RUNS }),
    ).required(sayLater('rules.required')),
    keepRunsDays: count(36_500, sayLater('rules.general.keepRunsDays')).nullable().defined(),
    keepLogsMegabytes: count(1_000_000, sayLater('rules.general.keepLogsMegabytes'))
      .nullable()
      .defined(),
  })
  .noUnknown(unknownField)

/** What is wrong with changed settings, taken together with those that stay; empty when nothing. */
export function generalErrors(changes: object, current: GeneralSettings): FieldError[] {
  const { pause: _, ...changeable } = current
  try {
    schema.validateSync({ ...changeable, ...changes }, { strict: true, abortEarly: false })
    return []
  } catch (error) {
    if (!(error instanceof yup.ValidationError)) throw error
    const all = error.inner.length > 0 ? error.inner : [error]
    return all.map(({ path = '', message }) => ({ field: path, message }))
  }
}

/** How long schedules can be paused for. */
export const PAUSE_KINDS = ['hour', 'tomorrow', 'resumed'] as const
export type PauseKind = (typeof PAUSE_KINDS)[number]

/** A pause that begins now: for an hour, to the end of this day in the zone, or until resumed. */
export function pauseFrom(kind: PauseKind, now: number, zone: string): Pause {
  if (kind === 'hour') return { since: now, until: now + HOUR_MS }
  if (kind === 'resumed') return { since: now, until: null }
  const today = Math.floor(wallTime(zone, now) / DAY_MS)
  return { since: now, until: realTime(zone, (today + 1) * DAY_MS) }
}
