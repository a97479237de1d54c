import { say } from '@common/i18n/say'
import { isActive } from '@common/run/run'
import type { Pause } from '@common/schedule/decide'
import type { PauseKind } from '@common/settings/general-settings'
import { desktopName } from '@common/task/task'
import { stateOf, type TaskView } from '@common/task/task-view'
import { timeText } from './time-text'

/** What the tray shows is made of this and nothing else. */
export interface TraySnapshot {
  readonly views: readonly TaskView[]
  /** Percent of running runs that is known. */
  readonly percents: ReadonlyMap<number, number>
  /** Null while schedules are not paused. */
  readonly pause: Pause | null
  readonly now: number
  /** The system's when left out. */
  readonly timeZone?: string
}

export type TrayCommand =
  | { readonly kind: 'run'; readonly taskId: number }
  | { readonly kind: 'stop'; readonly runId: number }
  | { readonly kind: 'preview'; readonly taskId: number }
  | { readonly kind: 'show-log'; readonly taskId: number; readonly runId: number }
  | { readonly kind: 'pause'; readonly length: PauseKind }
  | { readonly kind: 'run-all' | 'resume' | 'show-tasks' | 'open' | 'quit' }

/** One entry of the menu. Without command and submenu it only says something. */
export interface TrayItem {
  /** Stable: what an entry does is known by it, whatever its words are. */
  readonly id: string
  /** Empty for a line between entries. */
  readonly label: string
  readonly command?: TrayCommand
  readonly submenu?: readonly TrayItem[]
}

/** Told apart by the shape of the icon, not by its colour alone. */
export type TrayIcon = 'idle' | 'running' | 'failed'

export interface TrayModel {
  readonly icon: TrayIcon
  readonly toolTip: string
  readonly items: readonly TrayItem[]
}

/** A menu that is longer does not fit on small screens; the window lists the rest. */
export const MAX_TASKS = 12
const MAX_NAME = 48
const DAY_MS = 86_400_000
/** A menu that changed with every per cent would flicker while it is open. */
const PERCENT_STEP = 5

/** Everything the tray shows. Pure: the same snapshot always makes the same menu. */
export function buildTray(snapshot: TraySnapshot): TrayModel {
  const enabled = snapshot.views.filter(({ task }) => task.enabled)
  const shown = chooseTasks(enabled, snapshot.now)
  const names = namesOf(shown)
  const status = statusText(snapshot, enabled)
  const left = enabled.length - shown.length
  return {
    icon: iconOf(snapshot.views),
    toolTip: `Rsync Tasks: ${status}`,
    items: [
      { id: 'status', label: status },
      line('tasks'),
      ...shown.map((view, i) => taskItem(view, names[i] ?? '', snapshot)),
      ...(left > 0
        ? [
            {
              id: 'more',
              label: `${left} more in the window…`,
              command: { kind: 'show-tasks' } as const,
            },
          ]
        : []),
      ...(enabled.length > 0 ? [line('all'), ...scheduleItems(snapshot, enabled)] : []),
      line('app'),
      { id: 'open', label: 'Open Rsync Tasks', command: { kind: 'open' } },
      { id: 'quit', label: 'Quit', command: { kind: 'quit' } },
    ],
  }
}

/** Any run that goes on counts; a failure counts only while its task is still wanted. */
function iconOf(views: readonly TaskView[]): TrayIcon {
  if (views.some(isBusy)) return 'running'
  return views.some((view) => view.task.enabled && hasFailed(view)) ? 'failed' : 'idle'
}

/** All tasks by name. Of too many, those that run or failed stay, then those that run next. */
function chooseTasks(enabled: readonly TaskView[], now: number): TaskView[] {
  const rank = (view: TaskView) =>
    isBusy(view) ? 0 : hasFailed(view) ? 1 : isOverdue(view, now) ? 2 : 3
  const next = ({ nextRunAt }: TaskView) => nextRunAt ?? Infinity
  return [...enabled]
    .sort((a, b) => rank(a) - rank(b) || (next(a) < next(b) ? -1 : Number(next(a) > next(b))))
    .slice(0, MAX_TASKS)
    .sort((a, b) => desktopName(a.task).localeCompare(desktopName(b.task)) || a.task.id - b.task.id)
}

function taskItem(
  view: TaskView,
  name: string,
  { percents, now, timeZone }: TraySnapshot,
): TrayItem {
  const { task, run, nextRunAt, lastEndedAt } = view
  const id = `task-${task.id}`
  const percent = run ? percents.get(run.id) : undefined
  const progress = percent === undefined ? '' : ` (${percent - (percent % PERCENT_STEP)}%)`
  const last = run !== null && !isActive(run) && lastEndedAt !== null
  return {
    id,
    label: `${name}${noteOf(view, now, progress)}`,
    submenu: [
      run && isActive(run)
        ? { id: `${id}-stop`, label: `Stop${progress}`, command: { kind: 'stop', runId: run.id } }
        : { id: `${id}-run`, label: 'Run now', command: { kind: 'run', taskId: task.id } },
      {
        id: `${id}-preview`,
        label: say('preview.trayItem'),
        command: { kind: 'preview', taskId: task.id },
      },
      line(id),
      {
        id: `${id}-last`,
        label: last
          ? `Last: ${run.state}, ${timeText(lastEndedAt, now, timeZone)}`
          : 'Last: none yet',
      },
      {
        id: `${id}-next`,
        label: nextRunAt === null ? 'Next: none' : `Next: ${timeText(nextRunAt, now, timeZone)}`,
      },
      ...(view.retry
        ? [{ id: `${id}-retry`, label: `Retry: ${timeText(view.retry.at, now, timeZone)}` }]
        : []),
      ...(run && run.startedAt !== null
        ? [
            {
              id: `${id}-log`,
              label: 'Show log',
              command: { kind: 'show-log', taskId: task.id, runId: run.id } as const,
            },
          ]
        : []),
    ],
  }
}

/** What stands behind the name of a task that wants a look. */
function noteOf(view: TaskView, now: number, progress: string): string {
  if (isBusy(view) || hasFailed(view)) return `: ${stateOf(view)}${progress}`
  if (!isOverdue(view, now)) return ''
  if (view.lastSuccessAt === null) return ': never succeeded'
  const days = Math.floor((now - view.lastSuccessAt) / DAY_MS)
  return days < 1 ? ': overdue' : `: no success for ${days} ${days === 1 ? 'day' : 'days'}`
}

/** Tasks of the same name are told apart by their folders. */
function namesOf(views: readonly TaskView[]): string[] {
  const names = views.map(({ task }) => desktopName(task))
  return views.map(({ task }, i) => {
    const isShared = names.some((name, j) => j !== i && name === names[i])
    return shorten(isShared ? `${names[i]}: ${task.path}` : (names[i] ?? ''))
  })
}

function scheduleItems(snapshot: TraySnapshot, enabled: readonly TaskView[]): TrayItem[] {
  const runAll: TrayItem = {
    id: 'run-all',
    label: 'Run all',
    ...(enabled.every(isBusy) ? {} : { command: { kind: 'run-all' } }),
  }
  if (snapshot.pause) {
    return [runAll, { id: 'resume', label: 'Resume schedules', command: { kind: 'resume' } }]
  }
  const pause = (length: PauseKind, label: string): TrayItem => ({
    id: `pause-${length}`,
    label,
    command: { kind: 'pause', length },
  })
  const submenu = [
    pause('hour', 'For 1 hour'),
    pause('tomorrow', 'Until tomorrow'),
    pause('resumed', 'Until resumed'),
  ]
  return [runAll, { id: 'pause', label: 'Pause schedules', submenu }]
}

/** One line that says the most important thing. */
function statusText(snapshot: TraySnapshot, enabled: readonly TaskView[]): string {
  const { views, pause, now, timeZone } = snapshot
  const busy = views.filter(isBusy)
  const failed = enabled.filter(hasFailed)
  if (busy.length > 0) return countOf(busy, 'is running', 'tasks are running')
  if (pause?.until === null) return 'Schedules are paused'
  if (pause) return `Schedules are paused until ${timeText(pause.until, now, timeZone)}`
  if (failed.length > 0) return countOf(failed, 'failed', 'tasks failed')
  const overdue = enabled.filter((view) => isOverdue(view, now))
  if (overdue.length > 0) return countOf(overdue, 'is overdue', 'tasks are overdue')
  const [next] = enabled
    .filter(({ nextRunAt }) => nextRunAt !== null)
    .sort((a, b) => Number(a.nextRunAt) - Number(b.nextRunAt))
  if (!next) return 'No task is scheduled'
  return `Next: ${shorten(desktopName(next.task))}, ${timeText(Number(next.nextRunAt), now, timeZone)}`
}

function countOf(views: readonly TaskView[], one: string, many: string): string {
  const [first] = views
  if (first && views.length === 1) return `${shorten(desktopName(first.task))} ${one}`
  return `${views.length} ${many}`
}

function isBusy({ run }: TaskView): boolean {
  return run !== null && isActive(run)
}

function hasFailed({ run }: TaskView): boolean {
  return run?.state === 'FAILED' || run?.state === 'BLOCKED'
}

function isOverdue({ overdueAt }: TaskView, now: number): boolean {
  return overdueAt !== null && overdueAt <= now
}

function line(id: string): TrayItem {
  return { id: `line-${id}`, label: '' }
}

/** A name on one line and of a bearable length; control characters could break the menu. */
function shorten(name: string): string {
  const letters = [...name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')]
  return letters.length <= MAX_NAME
    ? letters.join('')
    : `${letters.slice(0, MAX_NAME - 1).join('')}…`
}
