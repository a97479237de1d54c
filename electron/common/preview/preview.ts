import * as yup from 'yup'
import type { Finding } from '../guard/finding'
import { CHANGE_KINDS, type Change, type ChangeKind } from './change'

/** RUNNING: the dry run goes on. FAILED and STOPPED have a reason, and no entries to page through. */
export type PreviewState = 'RUNNING' | 'READY' | 'FAILED' | 'STOPPED'

export interface ChangeTotals {
  readonly count: number
  /** Sum of the sizes of files; see {@link Change.bytes}. */
  readonly bytes: number
}

/** In what a preview differs from the one that was shown before. */
export interface PreviewDifference {
  /** Entries that the earlier preview did not have, or had otherwise. */
  readonly appeared: number
  /** Entries that only the earlier preview has; they are listed with `since: 'gone'`, and counted nowhere else. */
  readonly gone: number
}

/**
 * A dry run of a task and what came of it. Its entries stay in main, in files; the window asks
 * for pages of them.
 */
export interface Preview {
  /** `preview-N`, or `run-N` for the list of a run that a guard held. */
  readonly id: string
  /** Null for settings of a task that was never saved. */
  readonly taskId: number | null
  /** The blocked run that this is the list of. */
  readonly runId: number | null
  readonly state: PreviewState
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly endedAt: number | null
  /** Why there is no list, or what the list leaves out; empty where there is nothing to say. */
  readonly reason: string
  /** While RUNNING: as far as it got. */
  readonly totals: Readonly<Record<ChangeKind, ChangeTotals>>
  /** What would hold a run as things are. Empty when nothing would. */
  readonly findings: readonly Finding[]
  /** True when `previews:run` may be asked: the list is whole, and no finding forbids it. */
  readonly canRun: boolean
  /** Set when this preview answers a *Run this* after something had changed. */
  readonly difference: PreviewDifference | null
  /**
   * The files that the run removes from the source: with `--remove-source-files` also those that
   * the destination has already, with `--remove-sent-files` those that are sent. rsync lists none
   * of it. Null where the source stays as it is.
   */
  readonly sourceRemoval: ChangeTotals | null
}

/** What to preview: a stored task, or settings that need not be saved (then of which task, if any). */
export interface PreviewTarget {
  readonly taskId: number | null
  /** In our names, as `tasks:create` takes them; null for the task as it is stored. */
  readonly settings: object | null
}

export const CHANGE_SORTS = ['name', 'size', 'kind'] as const
export type ChangeSort = (typeof CHANGE_SORTS)[number]

/** Which entries of a preview are wanted. */
export interface ChangeQuery {
  /** Empty for all. */
  readonly kinds: readonly ChangeKind[]
  /** Found anywhere in the name, whatever its case; empty for all. */
  readonly text: string
  /** Only what is not the same as in the preview before. */
  readonly differsOnly: boolean
  readonly sort: ChangeSort
  readonly isDescending: boolean
  readonly offset: number
  readonly limit: number
}

export interface ChangePage {
  readonly changes: readonly Change[]
  /** How many the query leaves in all. */
  readonly total: number
}

/** Largest page one call may ask for. */
export const MAX_CHANGE_PAGE = 500

export const ALL_CHANGES: ChangeQuery = {
  kinds: [],
  text: '',
  differsOnly: false,
  sort: 'name',
  isDescending: false,
  offset: 0,
  limit: MAX_CHANGE_PAGE,
}

export const NO_TOTALS: Preview['totals'] = {
  added: { count: 0, bytes: 0 },
  changed: { count: 0, bytes: 0 },
  deleted: { count: 0, bytes: 0 },
  metadata: { count: 0, bytes: 0 },
}

export const changeQuerySchema = yup
  .object({
    kinds: yup.array(yup.string().oneOf(CHANGE_KINDS).required()).required().max(4),
    text: yup.string().defined().max(1000),
    differsOnly: yup.boolean().required(),
    sort: yup.string().oneOf(CHANGE_SORTS).required(),
    isDescending: yup.boolean().required(),
    offset: yup.number().integer().min(0).required(),
    limit: yup.number().integer().min(1).max(MAX_CHANGE_PAGE).required(),
  })
  .noUnknown()
  .required()

export const previewTargetSchema = yup
  .object({
    taskId: yup.number().integer().positive().nullable().defined(),
    settings: yup.object().nullable().defined(),
  })
  .noUnknown()
  .required()
  .test('something', (target) => target.taskId !== null || target.settings !== null)

export const previewIdSchema = yup
  .string()
  .required()
  .matches(/^(preview|run)-[1-9]\d{0,14}$/)
