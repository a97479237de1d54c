import { numberText, say } from '@common/i18n/say'
import { isActive } from '@common/run/run'
import type { Pause } from '@common/schedule/decide'
import { PAUSE_KINDS, type PauseKind } from '@common/settings/general-settings'
import { desktopName } from '@common/task/desktop-name'
import { shorten, shortenPath } from '@common/text/visible-text'
import type { Task } from '@common/task/task'
import { stateOf, type TaskView } from '@common/task/task-view'
import { timeText, type Clock } from './time-text'

/** What the tray shows is made of this and nothing else. */
export interface TraySnapshot extends Clock {
  readonly views: readonly TaskView[]
  /** Percent of running runs that is known. */
  readonly percents: ReadonlyMap<number, number>
  /** Null while schedules are not paused. */
  readonly pause: Pause | null
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
    toolTip: say('tray.toolTip', { status }),
    items: [
      { id: 'status', label: status },
      line('tasks'),
      ...shown.map((view, i) => taskItem(view, names[i] ?? '', snapshot)),
      ...(left > 0
        ? [
            {
              id: 'more',
              label: say('tray.more', {}, left),
              command: { kind: 'show-tasks' } as const,
            },
          ]
        : []),
      ...(enabled.length > 0 ? [line('all'), ...scheduleItems(snapshot, enabled)] : []),
      line('app'),
      { id: 'open', label: say('tray.open'), command: { kind: 'open' } },
      { id: 'quit', label: say('tray.quit'), command: { kind: 'quit' } },
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

function taskItem(view: TaskView, name: string, snapshot: TraySnapshot): TrayItem {
  const { task, run, nextRunAt, lastEndedAt, lastState } = view
  const id = `task-${task.id}`
  const percent = run ? snapshot.percents.get(run.id) : undefined
  const note = noteOf(view, snapshot.now, percent)
  return {
    id,
    label: note === null ? name : say('tray.noted', { name, note }),
    submenu: [
      run && isActive(run)
        ? {
            id: `${id}-stop`,
            label: withPercent(say('tray.stop'), percent),
            command: { kind: 'stop', runId: run.id },
          }
        : { id: `${id}-run`, label: say('tray.run'), command: { kind: 'run', taskId: task.id } },
      {
        id: `${id}-preview`,
        label: say('tray.preview'),
        command: { kind: 'preview', taskId: task.id },
      },
      line(id),
      {
        id: `${id}-last`,
        label:
          lastEndedAt === null || lastState === null
            ? say('tray.noneYet')
            : say('tray.last', {
                state: say(`states.${lastState}`),
                time: timeText(lastEndedAt, snapshot),
              }),
      },
      {
        id: `${id}-next`,
        label:
          nextRunAt === null
            ? say('tray.none')
            : say('tray.next', { time: timeText(nextRunAt, snapshot) }),
      },
      ...(view.retry
        ? [
            {
              id: `${id}-retry`,
              label: say('tray.retry', { time: timeText(view.retry.at, snapshot) }),
            },
          ]
        : []),
      ...(run && run.startedAt !== null
        ? [
            {
              id: `${id}-log`,
              label: say('tray.showLog'),
              command: { kind: 'show-log', taskId: task.id, runId: run.id } as const,
            },
          ]
        : []),
    ],
  }
}

/** What stands behind the name of a task that wants a look. */
function noteOf(view: TaskView, now: number, percent: number | undefined): string | null {
  if (isBusy(view)) return withPercent(say(`states.${stateOf(view)}`), percent)
  const overdue = isOverdue(view, now) ? overdueText(view, now) : null
  if (!hasFailed(view)) return overdue
  const state = say(`states.${stateOf(view)}`)
  return overdue === null ? state : say('tray.also', { state, note: overdue })
}

function overdueText({ lastSuccessAt }: TaskView, now: number): string {
  if (lastSuccessAt === null) return say('tray.neverSucceeded')
  const days = Math.floor((now - lastSuccessAt) / DAY_MS)
  return days < 1 ? say('tray.overdue') : say('tray.noSuccess', {}, days)
}

function withPercent(text: string, percent: number | undefined): string {
  if (percent === undefined) return text
  const step = percent - (percent % PERCENT_STEP)
  return say('tray.percent', { text, percent: numberText(step / 100, { style: 'percent' }) })
}

/** Tasks of the same name are told apart by their folders. */
function namesOf(views: readonly TaskView[]): string[] {
  const names = views.map(({ task }) => nameOf(task))
  return views.map(({ task }, i) => {
    const name = names[i] ?? ''
    if (!names.some((other, j) => j !== i && other === name)) return name
    const half = MAX_NAME / 2
    return say('tray.noted', { name: shorten(name, half), note: shortenPath(task.path, half) })
  })
}

function nameOf(task: Task): string {
  return shorten(desktopName(task), MAX_NAME)
}

function scheduleItems(snapshot: TraySnapshot, enabled: readonly TaskView[]): TrayItem[] {
  const runAll: TrayItem = {
    id: 'run-all',
    label: say('tray.runAll'),
    ...(enabled.every(isBusy) ? {} : { command: { kind: 'run-all' } }),
  }
  if (snapshot.pause) {
    return [runAll, { id: 'resume', label: say('tray.resume'), command: { kind: 'resume' } }]
  }
  const submenu = PAUSE_KINDS.map((length) => ({
    id: `pause-${length}`,
    label: say(`tray.pauseFor.${length}`),
    command: { kind: 'pause', length } as const,
  }))
  return [runAll, { id: 'pause', label: say('tray.pause'), submenu }]
}

/** One line that says the most important thing. */
function statusText(snapshot: TraySnapshot, enabled: readonly TaskView[]): string {
  const { views, pause, now } = snapshot
  const busy = views.filter(isBusy)
  const failed = enabled.filter(hasFailed)
  if (busy.length > 0) return countOf(busy, 'running')
  if (pause?.until === null) return say('tray.status.paused')
  if (pause) return say('tray.status.pausedUntil', { time: timeText(pause.until, snapshot) })
  if (failed.length > 0) return countOf(failed, 'failed')
  const overdue = enabled.filter((view) => isOverdue(view, now))
  if (overdue.length > 0) return countOf(overdue, 'overdue')
  const [next] = enabled
    .filter(({ nextRunAt }) => nextRunAt !== null)
    .sort((a, b) => Number(a.nextRunAt) - Number(b.nextRunAt))
  if (!next) return say('tray.status.idle')
  const name = nameOf(next.task)
  return say('tray.status.next', { name, time: timeText(Number(next.nextRunAt), snapshot) })
}

/** The name of the only one, or how many there are. */
function countOf(views: readonly TaskView[], what: 'running' | 'failed' | 'overdue'): string {
  const name = views[0] ? nameOf(views[0].task) : ''
  return say(`tray.counts.${what}`, { name }, views.length)
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
