import { AS_SSH_HAS_IT } from '@common/task/ssh-place'
import { hostOf, portOf, stateOf, type TaskView } from '@common/task/task-view'
import type { TableColumn } from '../../components/base-table'
import { cronWords } from '../../format/cron-words'
import { relativeTime } from '../../format/relative-time'
import { t, type MessageKey } from '../../i18n/i18n'

type Sortable = string | number
type Size = readonly [minWidth: number, grow: number]

interface ColumnRules {
  readonly title: MessageKey
  /** Pixels at least, and share of the room that is left over. */
  readonly size: Size
  /** Where the widget calls it something else, as TrueNAS does. */
  readonly widgetTitle?: MessageKey
  readonly isShownFirst: boolean
  /** What the cell says; columns with a control of their own have none. */
  readonly text?: (view: TaskView, now: number) => string
  readonly sortBy?: (view: TaskView) => Sortable
}

const yesNo = (value: boolean) => t(value ? 'common.yes' : 'common.no')
const runTime = (at: number | null) => at ?? Number.MAX_SAFE_INTEGER

function nextRunText({ task, nextRunAt }: TaskView, now: number): string {
  if (!task.enabled) return t('tasks.disabled')
  return nextRunAt === null ? t('tasks.notAvailable') : relativeTime(nextRunAt, now)
}

function lastRunText({ lastEndedAt }: TaskView, now: number): string {
  if (lastEndedAt === null) return t('tasks.notAvailable')
  // The clock of the table ticks slowly: what ended since its last tick is not in the future.
  return relativeTime(Math.min(lastEndedAt, now - 1000), now)
}

function portText(view: TaskView): string {
  const port = portOf(view)
  return port === AS_SSH_HAS_IT ? t('tasks.portAsSshHasIt') : String(port ?? '')
}

/** A plain column, sorted by what it shows. */
function plain(
  title: MessageKey,
  size: Size,
  isShownFirst: boolean,
  text: (view: TaskView) => string,
) {
  return { title, size, isShownFirst, text, sortBy: text }
}

/** Every column of the Rsync Tasks screen, in its order, as in TrueNAS. */
const COLUMNS = {
  path: plain('columns.path', [100, 2.2], true, ({ task }) => task.path),
  remoteHost: plain('columns.remoteHost', [80, 1.4], true, hostOf),
  remotePort: {
    ...plain('columns.remotePort', [90, 0.8], false, portText),
    sortBy: (view: TaskView) => portOf(view) ?? 0,
  },
  remoteModule: plain('columns.remoteModule', [96, 1], true, ({ task }) => task.remoteModule ?? ''),
  remotePath: plain('columns.remotePath', [100, 1.6], false, ({ task }) => task.remotePath),
  direction: plain('columns.direction', [68, 0.7], true, ({ task }) => task.direction),
  schedule: {
    title: 'columns.schedule',
    size: [110, 1],
    isShownFirst: false,
    text: ({ task: { schedule: s } }: TaskView) =>
      `${s.minute} ${s.hour} ${s.dom} ${s.month} ${s.dow}`,
  },
  frequency: {
    title: 'columns.frequency',
    size: [74, 2],
    isShownFirst: true,
    text: ({ task }: TaskView) => cronWords(task.schedule),
  },
  nextRun: {
    title: 'columns.nextRun',
    size: [82, 1],
    isShownFirst: true,
    text: nextRunText,
    sortBy: ({ task, nextRunAt }: TaskView) => runTime(task.enabled ? nextRunAt : null),
  },
  lastRun: {
    title: 'columns.lastRun',
    size: [80, 1],
    isShownFirst: false,
    text: lastRunText,
    sortBy: ({ lastEndedAt }: TaskView) => runTime(lastEndedAt),
  },
  desc: plain('columns.desc', [90, 1.4], true, ({ task }) => task.desc),
  user: plain('columns.user', [60, 0.8], true, ({ task }) => task.user),
  delayUpdates: plain('columns.delayUpdates', [74, 0.8], false, ({ task }) =>
    yesNo(task.delayUpdates),
  ),
  state: {
    title: 'columns.status',
    widgetTitle: 'columns.state',
    // Room for `RUNNING 100%`.
    size: [132, 0],
    isShownFirst: true,
    sortBy: stateOf,
  },
  enabled: plain('columns.enabled', [62, 0], true, ({ task }) => yesNo(task.enabled)),
  actions: { title: 'columns.actions', size: [40, 0], isShownFirst: true },
} as const satisfies Record<string, ColumnRules>

export type ColumnKey = keyof typeof COLUMNS
export const ALL_COLUMNS = Object.keys(COLUMNS) as readonly ColumnKey[]

const WIDGET_COLUMNS = [
  'path',
  'remoteHost',
  'frequency',
  'nextRun',
  'lastRun',
  'enabled',
  'state',
  'actions',
] as const satisfies readonly ColumnKey[]

/** Columns that go first where there is no room for all. */
const LESS_IMPORTANT = [
  'user',
  'direction',
  'remoteModule',
  'frequency',
  'remoteHost',
] as const satisfies readonly ColumnKey[]

/**
 * The columns of the Rsync Tasks screen as long as nobody has chosen others: the page's, but for
 * those that would push State out of sight.
 * @param room pixels there are for columns; null while that is not known
 */
export function defaultColumns(room: number | null): readonly ColumnKey[] {
  return fitting(
    ALL_COLUMNS.filter((key) => columnRules(key).isShownFirst),
    room,
  )
}

/** The columns of the widget on Data Protection, with as much room. */
export function widgetColumns(room: number | null): readonly ColumnKey[] {
  return fitting(WIDGET_COLUMNS, room)
}

function fitting(all: readonly ColumnKey[], room: number | null): readonly ColumnKey[] {
  let columns = all
  for (const key of LESS_IMPORTANT) {
    if (room === null || leastWidth(columns) <= room) break
    columns = columns.filter((other) => other !== key)
  }
  return columns
}

function leastWidth(columns: readonly ColumnKey[]): number {
  return columns.reduce((sum, key) => sum + columnRules(key).size[0], 0)
}

export function columnRules(key: ColumnKey): ColumnRules {
  return COLUMNS[key]
}

export function tableColumn(key: ColumnKey, isWidget: boolean): TableColumn {
  const {
    title,
    widgetTitle = title,
    size: [minWidth, grow],
    sortBy,
  } = columnRules(key)
  const isSortable = sortBy !== undefined
  const text = t(isWidget ? widgetTitle : title)
  return { key, title: text, minWidth, grow, isSortable, isTitleHidden: key === 'actions' }
}
