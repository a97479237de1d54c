import * as yup from 'yup'
import { shellLine } from '../rsync/quote'
import { DAY_MS, realTime } from '../schedule/zone-clock'
import { RUN_STATES, RUN_TRIGGERS, type Run, type RunState, type RunTrigger } from './run'

/** The columns of the history that it can be sorted by. */
export const HISTORY_SORTS = [
  ...(['id', 'task', 'state', 'trigger', 'slot', 'started', 'ended', 'duration'] as const),
  ...(['created', 'deleted', 'transferred', 'bytes'] as const),
] as const
export type HistorySort = (typeof HISTORY_SORTS)[number]

/** Which records are wanted; empty lists and texts leave all in. */
export interface HistoryQuery {
  /** Found in the task's name, the reason and the command. */
  readonly text: string
  readonly taskIds: readonly number[]
  readonly states: readonly RunState[]
  readonly triggers: readonly RunTrigger[]
  /** Milliseconds since the epoch, both ends included. */
  readonly from: number | null
  readonly to: number | null
  readonly sort: HistorySort
  readonly isDescending: boolean
  readonly offset: number
  readonly limit: number
}

export interface HistoryRow {
  readonly run: Run
  readonly taskName: string
}

export interface HistoryPage {
  readonly rows: readonly HistoryRow[]
  /** How many records the filter leaves. */
  readonly total: number
}

/** Largest page one call may ask for. */
export const MAX_HISTORY_PAGE = 500

/** Everything, newest first. */
export const WHOLE_HISTORY: HistoryQuery = {
  text: '',
  taskIds: [],
  states: [],
  triggers: [],
  from: null,
  to: null,
  sort: 'id',
  isDescending: true,
  offset: 0,
  limit: MAX_HISTORY_PAGE,
}

const time = yup.number().nullable().defined()

export const historyQuerySchema = yup
  .object({
    text: yup.string().defined().max(1000),
    taskIds: yup.array(yup.number().integer().positive().required()).required().max(10_000),
    states: yup.array(yup.string().oneOf(RUN_STATES).required()).required(),
    triggers: yup.array(yup.string().oneOf(RUN_TRIGGERS).required()).required(),
    from: time,
    to: time,
    sort: yup.string().oneOf(HISTORY_SORTS).required(),
    isDescending: yup.boolean().required(),
    offset: yup.number().integer().min(0).required(),
    limit: yup.number().integer().min(1).max(MAX_HISTORY_PAGE).required(),
  })
  .noUnknown()
  .required()

/**
 * A day as `from` and `to` of a query.
 * @param day `YYYY-MM-DD` on the calendar of the zone
 * @returns its first and last millisecond; null when there is no such day
 */
export function dayBounds(
  day: string,
  zone: string,
): { readonly from: number; readonly to: number } | null {
  const wall = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN
  // Date.parse takes the 30th of February for the 2nd of March.
  if (Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(day)) return null
  return { from: realTime(zone, wall), to: realTime(zone, wall + DAY_MS) - 1 }
}

/** The time a record is filed under: when it started, else when it came into being. */
export function timeOfRun(run: Run): number {
  return run.startedAt ?? run.queuedAt
}

/** The records a query leaves, in its order; paging is left to the caller. */
export function findRuns(
  runs: Iterable<Run>,
  query: HistoryQuery,
  nameOf: (taskId: number) => string,
): HistoryRow[] {
  const isWanted = filterOf(query)
  const rows: HistoryRow[] = []
  for (const run of runs) {
    const row = { run, taskName: nameOf(run.taskId) }
    if (isWanted(row)) rows.push(row)
  }
  const sign = query.isDescending ? -1 : 1
  const key = SORT_KEYS[query.sort]
  return rows.sort((a, b) => sign * (compare(key(a), key(b)) || a.run.id - b.run.id))
}

function filterOf(query: HistoryQuery): (row: HistoryRow) => boolean {
  const { from, to } = query
  const [tasks, states] = [new Set(query.taskIds), new Set(query.states)]
  const triggers = new Set(query.triggers)
  const text = query.text.trim().toLowerCase()
  const isIn = <T>(set: ReadonlySet<T>, value: T) => set.size === 0 || set.has(value)
  return ({ run, taskName }) =>
    isIn(tasks, run.taskId) &&
    isIn(states, run.state) &&
    isIn(triggers, run.trigger) &&
    (from === null || timeOfRun(run) >= from) &&
    (to === null || timeOfRun(run) <= to) &&
    (text === '' ||
      says(text, [taskName, run.reason, run.command.join(' '), shellLine(run.command)]))
}

function says(text: string, places: readonly string[]): boolean {
  return places.some((place) => place.toLowerCase().includes(text))
}

type Key = string | number | null

const SORT_KEYS: Readonly<Record<HistorySort, (row: HistoryRow) => Key>> = {
  id: ({ run }) => run.id,
  task: ({ taskName }) => taskName.toLowerCase(),
  state: ({ run }) => RUN_STATES.indexOf(run.state),
  trigger: ({ run }) => RUN_TRIGGERS.indexOf(run.trigger),
  slot: ({ run }) => run.slot,
  started: ({ run }) => timeOfRun(run),
  ended: ({ run }) => run.endedAt,
  duration: ({ run }) => durationOf(run),
  created: ({ run }) => run.stats?.filesCreated ?? null,
  deleted: ({ run }) => run.stats?.filesDeleted ?? null,
  transferred: ({ run }) => run.stats?.filesTransferred ?? null,
  bytes: ({ run }) => run.stats?.transferredSize ?? null,
}

/** Milliseconds from start to end; null for a run that did not start or has not ended. */
export function durationOf({ startedAt, endedAt }: Run): number | null {
  return startedAt === null || endedAt === null ? null : endedAt - startedAt
}

/** Files that were there already and were sent again; null where rsync told no figures. */
export function filesChanged({ stats }: Run): number | null {
  return stats && Math.max(0, stats.filesTransferred - stats.filesCreated)
}

/** What is not known comes before everything that is. */
function compare(a: Key, b: Key): number {
  if (a === null || b === null)
    return Number(b === null ? a !== null : 0) - Number(a === null && b !== null)
  if (typeof a === 'string' || typeof b === 'string')
    return String(a) < String(b) ? -1 : Number(a !== b)
  return a - b
}
