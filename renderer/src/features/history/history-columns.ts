import {
  durationOf,
  filesChanged,
  timeOfRun,
  type HistoryRow,
  type HistorySort,
} from '@common/run/history'
import type { TableColumn } from '../../components/base-table'
import { bytesText, durationText, numberText } from '../../format/quantity'
import { compactDate } from '../../format/relative-time'
import { t, type MessageKey } from '../../i18n/i18n'
import { TRIGGER_WORDS } from './trigger-words'

interface Column {
  readonly title: MessageKey
  /** Pixels at least, and share of the room that is left over. */
  readonly size: readonly [minWidth: number, grow: number]
  readonly sort: HistorySort | null
  /** What the cell says; the state has a pill of its own. */
  readonly text: (row: HistoryRow) => string
}

const NOTHING = '–'
const amount = (value: number | null | undefined) => (value == null ? NOTHING : numberText(value))
const date = (at: number | null) => (at === null ? NOTHING : compactDate(at, Date.now()))

function triggerText({ run }: HistoryRow): string {
  const trigger = t(TRIGGER_WORDS[run.trigger])
  if (run.attempt < 2) return trigger
  return t('history.attempt', { trigger, attempt: run.attempt, max: run.maxAttempts })
}

function duration({ run }: HistoryRow): string {
  const ms = durationOf(run)
  return ms === null ? NOTHING : durationText(ms / 1000)
}

const COLUMNS = {
  id: { title: 'history.columns.id', size: [56, 0], sort: 'id', text: ({ run }) => String(run.id) },
  task: {
    title: 'history.columns.task',
    size: [120, 1.4],
    sort: 'task',
    text: ({ taskName }) => taskName,
  },
  state: { title: 'history.columns.state', size: [126, 0], sort: 'state', text: () => '' },
  // Beside the state, which it explains: further right it is out of sight in a narrow window.
  reason: {
    title: 'history.columns.reason',
    size: [160, 2.4],
    sort: null,
    text: ({ run }) => run.reason,
  },
  trigger: {
    title: 'history.columns.trigger',
    size: [110, 0.8],
    sort: 'trigger',
    text: triggerText,
  },
  slot: {
    title: 'history.columns.slot',
    size: [130, 0.6],
    sort: 'slot',
    text: ({ run }) => date(run.slot),
  },
  started: {
    title: 'history.columns.started',
    size: [130, 0.6],
    sort: 'started',
    text: ({ run }) => date(timeOfRun(run)),
  },
  ended: {
    title: 'history.columns.ended',
    size: [130, 0.6],
    sort: 'ended',
    text: ({ run }) => date(run.endedAt),
  },
  duration: {
    title: 'history.columns.duration',
    size: [80, 0.4],
    sort: 'duration',
    text: duration,
  },
  created: {
    title: 'history.columns.created',
    size: [64, 0],
    sort: 'created',
    text: ({ run }) => amount(run.stats?.filesCreated),
  },
  changed: {
    title: 'history.columns.changed',
    size: [76, 0],
    sort: null,
    text: ({ run }) => amount(filesChanged(run)),
  },
  deleted: {
    title: 'history.columns.deleted',
    size: [70, 0],
    sort: 'deleted',
    text: ({ run }) => amount(run.stats?.filesDeleted),
  },
  bytes: {
    title: 'history.columns.bytes',
    size: [80, 0.3],
    sort: 'bytes',
    text: ({ run }) => (run.stats ? bytesText(run.stats.transferredSize) : NOTHING),
  },
} as const satisfies Record<string, Column>

export type HistoryColumn = keyof typeof COLUMNS

export const HISTORY_COLUMNS = Object.keys(COLUMNS) as readonly HistoryColumn[]

export function historyColumn(key: HistoryColumn): Column {
  return COLUMNS[key]
}

export function historyTableColumns(): TableColumn[] {
  return HISTORY_COLUMNS.map((key) => {
    const { title, size, sort } = historyColumn(key)
    const [minWidth, grow] = size
    return { key, title: t(title), minWidth, grow, isSortable: sort !== null }
  })
}
